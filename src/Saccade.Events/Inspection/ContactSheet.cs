using System.Globalization;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>Frames of a recording in rows, with the time under each, the scale, and what the colours mean.</summary>
/// <param name="Frames">Number of frames, 1 or more.</param>
/// <param name="Sensor">Size of the sensor, or of the frames.</param>
/// <param name="Zoom">Pixels of the picture for a pixel of the sensor, 1 or more.</param>
public sealed record ContactSheet(int Frames, SensorSize Sensor, int Zoom)
{
    /// <summary>Most pixels of a sheet.</summary>
    public const int MostPixels = 1 << 26;

    private const int ComfortableWidth = 1600, Margin = 12, Gap = 10, Caption = 16, Foot = 44, LeastWidth = 250;

    private long Column => Math.Max((long)Sensor.Width * Zoom, PixelFont.WidthOf("00000.0-00000.0 ms")) + Gap;

    private long Row => (long)Sensor.Height * Zoom + Caption + Gap;

    private int Columns => (int)Math.Clamp((ComfortableWidth - 2 * Margin + Gap) / Column, 1, Frames);

    /// <summary>Columns of the picture.</summary>
    public long Width => Math.Max(LeastWidth, 2 * Margin + Columns * Column - Gap);

    /// <summary>Rows of the picture.</summary>
    public long Height => 2 * Margin + (Frames + Columns - 1) / Columns * Row + Foot;

    /// <summary>Whether the picture can be made; nothing is allocated to find out.</summary>
    public bool Fits => Width <= MostPixels / Height;

    /// <summary>Draws the sheet.</summary>
    /// <param name="frames">Counts [T, H, W, C].</param>
    /// <param name="times">First and last time of each frame in microseconds from the start of the recording; null for a frame without events.</param>
    /// <exception cref="ArgumentException">The frames are others than the sheet was planned for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too large.</exception>
    public RasterImage Draw(FrameBuffer frames, IReadOnlyList<(long First, long Last)?> times)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(times);
        if (frames.Steps != Frames || frames.Size != Sensor || times.Count != Frames)
            throw new ArgumentException($"the sheet was planned for {Frames} frames of {Sensor}, got {frames.Steps} of {frames.Size} with {times.Count} times", nameof(frames));
        if (!Fits)
            throw new ArgumentOutOfRangeException(nameof(frames), $"a picture of {Width}x{Height} is too large; use a smaller zoom, fewer frames or a region");
        PaletteCanvas canvas = new((int)Width, (int)Height, EventPalette.White);
        for (int t = 0; t < Frames; t++)
        {
            int left = Margin + t % Columns * (int)Column, top = Margin + t / Columns * (int)Row;
            canvas.Put(EventPalette.Shades(frames.Frame(t), frames.Width, frames.Height, Zoom), frames.Width * Zoom, left, top);
            canvas.Frame(left, top, frames.Width * Zoom, frames.Height * Zoom, EventPalette.Line);
            canvas.Write(times[t] is { } time ? $"{Millis(time.First)}-{Millis(time.Last)} ms" : "no event", left, top + frames.Height * Zoom + 5, EventPalette.Ink);
        }

        Legend(canvas);
        return canvas.ToImage(EventPalette.Colors());
    }

    private void Legend(PaletteCanvas canvas)
    {
        int top = canvas.Height - Margin - Foot + 14, left = Margin;
        foreach ((byte color, string name) in new[] { (EventPalette.On, "ON: brighter"), (EventPalette.Off, "OFF: darker") })
        {
            canvas.Fill(left, top, 7, 7, color);
            canvas.Write(name, left + 11, top, EventPalette.Ink);
            left += 11 + PixelFont.WidthOf(name) + 18;
        }

        int bar = ScaleBar();
        canvas.Fill(Margin, top + 18, bar * Zoom, 3, EventPalette.Ink);
        canvas.Write($"{bar} px of {Sensor}, x right, y down", Margin + bar * Zoom + 8, top + 16, EventPalette.Quiet);
    }

    /// <summary>The largest of 1, 2, 5 times a power of ten that is at most a quarter of the sensor wide.</summary>
    private int ScaleBar()
    {
        int bar = 1;
        for (int power = 1; power <= Sensor.Width; power *= 10)
        {
            foreach (int digit in new[] { 1, 2, 5 })
            {
                if (digit * power <= Math.Max(1, Sensor.Width / 4))
                    bar = digit * power;
            }
        }

        return bar;
    }

    private static string Millis(long micros) => (micros / 1000.0).ToString("0.0", CultureInfo.InvariantCulture);
}
