using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Images.Png;
using Saccade.Events.Inspection;
using Saccade.Events.Model;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events render</c>.</summary>
internal sealed record RenderOptions(InputOptions Input, string Output, PictureKind? Kind, int Frames, bool ByTime, int? Zoom, bool Force) : ICommandOptions
{
    private const int MostFrames = 1000;
    private const int MostZoom = 64;

    /// <summary>The kind that was asked for, else what the name tells.</summary>
    public PictureKind KindOrDefault => Kind ?? (Extension == ".gif" ? PictureKind.Gif : PictureKind.Strip);

    private string Extension => Path.GetExtension(Output).ToLowerInvariant();

    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate())
            yield return problem;
        string expected = KindOrDefault == PictureKind.Gif ? ".gif" : ".png";
        if (Extension != expected)
            yield return $"{Output}: a picture of kind {KindOrDefault.ToString().ToLowerInvariant()} is a {expected} file";
        if (Frames is < 1 or > MostFrames)
            yield return $"--frames {Frames}: expected 1 to {MostFrames}";
        if (Zoom is < 1 or > MostZoom)
            yield return $"--zoom {Zoom}: expected 1 to {MostZoom}";
    }
}

/// <summary>What a picture shows.</summary>
internal enum PictureKind
{
    /// <summary>Frames side by side.</summary>
    Strip = 0,

    /// <summary>Frames one after the other.</summary>
    Gif = 1,

    /// <summary>A cloud in x, y and time.</summary>
    Cloud = 2,
}

/// <summary><c>saccade events render</c>: a recording as a picture.</summary>
internal static class RenderCommand
{
    /// <summary>Small sensors are enlarged until they are about this wide.</summary>
    private const int ComfortableWidth = 160;

    private const long ShownMicros = 100_000;

    /// <summary>Most pixels of all frames together: a gigabyte of counts.</summary>
    private const long MostPixels = 1 << 27;

    public static ExitCode Run(RenderOptions options, CommandContext context)
    {
        var recording = LoadedRecording.Read(options.Input, context);
        if (options.ByTime)
            recording.Events.SortByTime();
        var sensor = recording.SensorOrMeasured;
        int zoom = options.Zoom ?? Math.Max(1, ComfortableWidth / sensor.Width);
        string size = RecordingOutput.Write(new OutputOptions(options.Output, null, false, options.Force), context, stream => Render(stream, options, recording.Events, sensor, zoom));
        foreach (string note in LoadedRecording.Notes(options.Input, recording.Report))
            context.Tell($"note: {note}");
        context.Tell($"{options.Output}: {size}, {Text.Count(recording.Events.Count, "event")}; ON is red, OFF blue");
        return ExitCode.Ok;
    }

    private static string Render(Stream stream, RenderOptions options, EventBuffer events, SensorSize sensor, int zoom)
    {
        try
        {
            return Draw(stream, options, events, sensor, zoom);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CommandException(ExitCode.Usage, $"{options.Output}: {options.Frames} frames of {sensor} with zoom {zoom} are too large for a picture; use a smaller --zoom, fewer --frames, or cut out a region first", e);
        }
    }

    private static string Draw(Stream stream, RenderOptions options, EventBuffer events, SensorSize sensor, int zoom)
    {
        if (options.KindOrDefault == PictureKind.Cloud)
            return Png(stream, EventPictures.Cloud(events, sensor));

        ContactSheet sheet = new(options.Frames, sensor, zoom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Frames * sensor.Pixels, MostPixels);
        if (options.KindOrDefault == PictureKind.Strip && !sheet.Fits)
            throw new ArgumentOutOfRangeException(nameof(options), $"{sheet.Width}x{sheet.Height}");
        Slicing slicing = options.ByTime ? new Slicing.ByTime(options.Frames) : new Slicing.ByNumber(options.Frames);
        var frames = new FrameIntegrator(sensor).Integrate(events, slicing).Frames;
        if (options.KindOrDefault == PictureKind.Strip)
            return Png(stream, sheet.Draw(frames, Times(events, slicing)));
        EventPictures.Animate(stream, frames, ShownMicros, zoom);
        return $"{sensor.Width * zoom}x{sensor.Height * zoom}, {Text.Count(frames.Steps, "frame")}";
    }

    /// <summary>First and last time of each frame, from the earliest event.</summary>
    private static (long First, long Last)?[] Times(EventBuffer events, Slicing slicing)
    {
        long start = EventSummary.Of(events).TimeEarliest ?? 0;
        return [.. slicing.Ranges(events).Select(range => range.Count == 0 ? default((long, long)?) : (events.Times[range.Start] - start, events.Times[range.End - 1] - start))];
    }

    private static string Png(Stream stream, RasterImage image)
    {
        PngWriter.Write(stream, image);
        return $"{image.Width}x{image.Height}";
    }
}
