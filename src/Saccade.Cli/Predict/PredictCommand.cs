using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Recognition;
using Saccade.Tensors.Engines;

namespace Saccade.Cli.Predict;

/// <summary>Options of <c>saccade predict</c>.</summary>
internal sealed record PredictOptions : ICommandOptions
{
    public required IReadOnlyList<string> Recordings { get; init; }

    public required string Model { get; init; }

    public bool Steps { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    /// <summary>The animation to make of the recording; null for none.</summary>
    public string? Render { get; init; }

    public bool Force { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Render is not null && !Render.EndsWith(".gif", StringComparison.OrdinalIgnoreCase))
            yield return $"--render {Render}: expected the name of a .gif file";
        if (Render is not null && Recordings.Count != 1)
            yield return $"--render {Render}: shows one recording, got {Recordings.Count}";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}

/// <summary><c>saccade predict</c>: decides what recordings show.</summary>
internal static class PredictCommand
{
    public static ExitCode Run(PredictOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        using var engine = new Engine(options.Threads ?? 0);
        var predictor = new Predictor(engine, network, card, context.Console.Time);
        WarmUp(predictor);

        var done = new List<PredictedRecording>();
        var failed = new List<UnreadableRecording>();
        foreach (string path in options.Recordings)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                var result = Predict(predictor, path, context);
                done.Add(result);
                if (!options.Json)
                    Write(result, card.Labels, options.Steps, context.Console.Out);
            }
            catch (Exception e) when (e is EventFormatException or DatasetException or IOException or UnauthorizedAccessException)
            {
                failed.Add(new UnreadableRecording(path, e.Message));
                context.Tell($"saccade: {e.Message}");
            }
        }

        if (options.Json)
            JsonOutput.Write(context.Console.Out, new PredictResult(options.Model, card.Labels, done, failed));
        if (failed.Count == 0)
            return ExitCode.Ok;
        context.Tell($"saccade: {failed.Count} of {Text.Count(options.Recordings.Count, "recording")} could not be read.");
        return ExitCode.BadData;
    }

    /// <summary>So that no recording pays for the compilation of the kernels.</summary>
    private static void WarmUp(Predictor predictor)
    {
        if (predictor.SeesImages)
            predictor.Predict(new RasterImage(1, 1, 1, [0]));
        else
            predictor.Predict(new EventBuffer());
    }

    private static PredictedRecording Predict(Predictor predictor, string path, CommandContext context)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: a folder; give recordings, or use 'saccade eval' for a data set");
        long start = context.Console.Time.GetTimestamp();
        if (predictor.SeesImages)
        {
            var image = ImageFile.Read(path);
            return PredictedRecording.Of(path, events: 0, context.Console.Time.GetElapsedTime(start), predictor.Predict(image, path));
        }

        var events = new EventBuffer();
        EventFormats.Default.ReadFile(path, events);
        var reading = context.Console.Time.GetElapsedTime(start);
        if (events.Count == 0)
            context.Tell($"note: {path} has no event; the decision means nothing");
        var prediction = predictor.Predict(events, path);
        if (prediction.Outside > 0)
            context.Tell($"note: {path}: {Text.Count(prediction.Outside, "event")} outside the model's {predictor.Sensor} sensor left out");
        return PredictedRecording.Of(path, events.Count, reading, prediction);
    }

    private static void Write(PredictedRecording result, IReadOnlyList<string> labels, bool steps, TextWriter writer)
    {
        var (read, frames, network) = result.Milliseconds;
        string path = string.Join(' ', result.Steps.Select(s => s.Label));
        writer.WriteLine($"{result.Recording}: {result.Label}  {Text.Percent(result.Confidence)}  by steps: {path}  (read {Text.Number(read, "0.0")}, frames {Text.Number(frames, "0.0")}, network {Text.Number(network, "0.0")} ms)");
        if (!steps)
            return;
        var table = new TextTable(["time steps", "<decision", .. labels]);
        foreach (var step in result.Steps)
            table.Add([$"{step.Step}", step.Label, .. step.Probabilities.Select(Text.Percent)]);
        table.Write(writer, "  ");
    }
}

/// <summary>The result of <c>saccade predict</c> for programs.</summary>
internal sealed record PredictResult(string Model, IReadOnlyList<string> Labels, IReadOnlyList<PredictedRecording> Recordings, IReadOnlyList<UnreadableRecording> Failed);

/// <summary>What the model says about one recording; probabilities are in the order of the labels.</summary>
internal sealed record PredictedRecording(
    string Recording,
    string Label,
    double Confidence,
    IReadOnlyList<double> Probabilities,
    IReadOnlyList<PredictedStep> Steps,
    int Events,
    StageTimes Milliseconds)
{
    public static PredictedRecording Of(string path, int events, TimeSpan reading, Prediction prediction) => new(
        path, prediction.Final.Label, prediction.Final.Confidence, prediction.Final.Probabilities,
        [.. prediction.Steps.Select(s => new PredictedStep(s.Step, s.Label, s.Confidence, s.Probabilities))], events,
        new StageTimes(reading.TotalMilliseconds, prediction.Framing.TotalMilliseconds, prediction.Inference.TotalMilliseconds));
}

/// <summary>The decision after some time steps.</summary>
internal sealed record PredictedStep(int Step, string Label, double Confidence, IReadOnlyList<double> Probabilities);

/// <summary>Milliseconds of each stage.</summary>
internal sealed record StageTimes(double Read, double Frames, double Network);

/// <summary>A recording that could not be read.</summary>
internal sealed record UnreadableRecording(string Recording, string Error);
