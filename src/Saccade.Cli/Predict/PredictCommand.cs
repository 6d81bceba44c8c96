using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Recognition;

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
        if (options.Render is not null && card.Preprocessing.Channels != FrameChannels.OffOnCounts)
            throw new CommandException(ExitCode.Usage, $"--render {options.Render}: {options.Model} is a model of still images, which have no time to show");
        using var recognizer = new Recognizer(network, card, new RecognizerOptions
        {
            Threads = options.Threads ?? 0, // one recording after the other: each may have all cores
            MostBytes = long.MaxValue, // of files that the user names, none is too large
            MostEvents = int.MaxValue,
            Time = context.Console.Time,
        });
        recognizer.WarmUp();

        var done = new List<PredictedRecording>();
        var failed = new List<UnreadableRecording>();
        foreach (string path in options.Recordings)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                var result = Predict(recognizer, path, context);
                done.Add(result);
                if (options.Render is not null)
                    PredictFilm.Write(options, path, result, card.Preprocessing, context);
                if (!options.Json)
                    Write(result, card.Labels, options.Steps, context.Console.Out);
            }
            catch (Exception e) when (e is RecordingException or IOException or UnauthorizedAccessException)
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

    private static PredictedRecording Predict(Recognizer recognizer, string path, CommandContext context)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: a folder; give recordings, or use 'saccade eval' for a data set");
        var decision = recognizer.Recognize(path, context.Cancellation);
        if (decision.Events == 0 && !recognizer.SeesImages)
            context.Tell($"note: {path} has no event; the decision means nothing");
        if (decision.Outside > 0)
            context.Tell($"note: {path}: {Text.Count(decision.Outside, "event")} outside the model's {recognizer.Sensor} sensor left out");
        return PredictedRecording.Of(path, decision);
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
    long Events,
    StageTimes Milliseconds)
{
    public static PredictedRecording Of(string path, Decision decision) => new(
        path, decision.Label, decision.Confidence, decision.Probabilities,
        [.. decision.AfterEachStep.Select(s => new PredictedStep(s.Step, s.Label, s.Confidence, s.Probabilities))], decision.Events,
        new StageTimes(decision.Times.Reading.TotalMilliseconds, decision.Times.Framing.TotalMilliseconds, decision.Times.Network.TotalMilliseconds));
}

/// <summary>The decision after some time steps.</summary>
internal sealed record PredictedStep(int Step, string Label, double Confidence, IReadOnlyList<double> Probabilities);

/// <summary>Milliseconds of each stage.</summary>
internal sealed record StageTimes(double Read, double Frames, double Network);

/// <summary>A recording that could not be read.</summary>
internal sealed record UnreadableRecording(string Recording, string Error);
