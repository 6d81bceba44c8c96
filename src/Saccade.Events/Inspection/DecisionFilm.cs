using System.Globalization;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Images.Gif;
using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>A recording as an animation with decisions over it: the events as they come, below them the present decision, its confidence, and a bar for each decision so far.</summary>
/// <param name="Decisions">The decisions in order of time.</param>
/// <param name="Sensor">Size of the sensor; events outside it are not shown.</param>
public sealed record DecisionFilm(IReadOnlyList<TimedDecision> Decisions, SensorSize Sensor)
{
    /// <summary>Frames of the animation; the time goes on by an equal part of the recording from one to the next.</summary>
    public const int Frames = 36;

    private const int LeastWidth = 300, MostWidth = 640, Margin = 10, Foot = 92, BarHeight = 36;

    /// <summary>Parts of the recording that a frame shows: its own and those just before.</summary>
    private const int Trail = 3;

    private const long FrameMicros = 90_000, LastMicros = 2_000_000;

    private int Shrink => (Sensor.Width + MostWidth - 1) / MostWidth;

    private SensorSize Shown => new((Sensor.Width + Shrink - 1) / Shrink, (Sensor.Height + Shrink - 1) / Shrink);

    private int Zoom => Math.Max(1, LeastWidth / Shown.Width);

    private int Width => Math.Max(LeastWidth, Shown.Width * Zoom) + 2 * Margin;

    private int Height => Shown.Height * Zoom + Margin + Foot;

    /// <summary>Writes the animation as a GIF that repeats.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="events">The recording, in order of time.</param>
    /// <returns>Columns and rows of the picture.</returns>
    /// <exception cref="ArgumentException">The events are not in order of time.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public (int Width, int Height) Write(Stream stream, EventBuffer events)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(events);
        if (!events.IsOrdered)
            throw new ArgumentException("the events are not in order of time; sort them first", nameof(events));
        long first = events.Count == 0 ? 0 : events.Times[0], duration = events.Count == 0 ? 0 : events.Times[^1] - first;
        var ranges = new Slicing.ByTime(Frames).Ranges(events);
        FrameIntegrator integrator = new(new SensorSize(Shown.Width, Shown.Height));
        FrameBuffer frame = new(1, Shown);
        using GifWriter gif = new(stream, Width, Height, EventPalette.Colors());
        for (int i = 0; i < Frames; i++)
        {
            frame.Values.Clear();
            integrator.Add(Smaller(events, new EventRange(ranges[Math.Max(0, i + 1 - Trail)].Start, ranges[i].End)).All, frame.Frame(0));
            long now = i == Frames - 1 ? duration : (long)((double)duration * (i + 1) / Frames);
            gif.Add(Draw(frame, first, now, duration).Pixels, i == Frames - 1 ? LastMicros : FrameMicros);
        }

        return (Width, Height);
    }

    private EventBuffer Smaller(EventBuffer events, EventRange range)
    {
        EventBuffer smaller = new();
        for (int i = range.Start; i < range.End; i++)
        {
            var e = events[i];
            if (Sensor.Contains(e.X, e.Y))
                smaller.Add(e.TimeMicros, (ushort)(e.X / Shrink), (ushort)(e.Y / Shrink), e.Polarity);
        }

        return smaller;
    }

    private PaletteCanvas Draw(FrameBuffer frame, long first, long now, long duration)
    {
        PaletteCanvas canvas = new(Width, Height, EventPalette.White);
        int left = (Width - Shown.Width * Zoom) / 2, top = Margin + Shown.Height * Zoom + 8;
        canvas.Put(EventPalette.Shades(frame.Frame(0), Shown.Width, Shown.Height, Zoom), Shown.Width * Zoom, left, Margin);
        canvas.Frame(left, Margin, Shown.Width * Zoom, Shown.Height * Zoom, EventPalette.Line);

        var known = Decisions.Where(d => d.Micros - first <= now).ToList();
        string time = $"{Millis(now)} of {Millis(duration)} ms";
        canvas.Write(time, Width - Margin - PixelFont.WidthOf(time), top, EventPalette.Quiet);
        string said = known.Count == 0 ? "no decision yet" : $"{known[^1].Label} {known[^1].Confidence.ToString("P0", CultureInfo.InvariantCulture)}";
        int scale = 2 * PixelFont.WidthOf(said) <= Width - 2 * Margin ? 2 : 1;
        canvas.Write(said, Margin, top + 11, known.Count == 0 ? EventPalette.Quiet : EventPalette.Ink, scale);
        Bars(canvas, top + 32, known, first, now, duration);
        return canvas;
    }

    /// <summary>Time to the right; a bar as high as the confidence from each decision to the next; those for the last class in colour.</summary>
    private void Bars(PaletteCanvas canvas, int top, List<TimedDecision> known, long first, long now, long duration)
    {
        int from = Margin + PixelFont.WidthOf("100%") + 4, width = Width - Margin - from;
        canvas.Write("100%", Margin, top, EventPalette.Quiet);
        canvas.Write("0%", Margin + 2 * PixelFont.Advance, top + BarHeight - PixelFont.Height, EventPalette.Quiet);
        canvas.Fill(from, top, width, BarHeight, EventPalette.Rest);
        for (int i = 0; i < known.Count; i++)
        {
            int start = Place(known[i].Micros - first), end = i + 1 < known.Count ? Place(known[i + 1].Micros - first) : Place(now);
            int high = (int)Math.Round(BarHeight * Math.Clamp(known[i].Confidence, 0, 1));
            canvas.Fill(start, top + BarHeight - high, Math.Max(2, end - start - 1), high, known[i].Label == known[^1].Label ? EventPalette.Accent : EventPalette.Line);
        }

        canvas.Fill(Place(now), top, 1, BarHeight, EventPalette.Ink);
        canvas.Write("confidence over time", from, top + BarHeight + 4, EventPalette.Quiet);

        int Place(long at) => from + (int)((width - 2) * (duration == 0 ? 1 : Math.Clamp((double)at / duration, 0, 1)));
    }

    private static string Millis(long micros) => (micros / 1000.0).ToString("0", CultureInfo.InvariantCulture);
}

/// <summary>A decision and when it could be made.</summary>
/// <param name="Micros">Time of the last event that it has seen, in the recording's time base.</param>
/// <param name="Label">The class.</param>
/// <param name="Confidence">Its probability, 0 to 1.</param>
public readonly record struct TimedDecision(long Micros, string Label, double Confidence);
