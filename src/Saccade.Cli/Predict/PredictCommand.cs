using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Streaming;

namespace Saccade.Cli.Predict;

/// <summary>Options of <c>saccade predict</c>.</summary>
internal sealed record PredictOptions : ICommandOptions
{
    public required IReadOnlyList<string> Recordings { get; init; }

    public required string Model { get; init; }

    public string? Format { get; init; }

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
        if (Render is not null && Recordings.Contains(PipedInput.Path))
            yield return $"--render {Render}: reads the recording twice, which standard input ('-') cannot be; save it to a file first";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
        if (Recordings.Count(path => path == PipedInput.Path) > 1)
            yield return "'-' stands for standard input, which has one recording; give it once";
        foreach (string problem in Format is null ? [] : new InputOptions { Path = PipedInput.Path, Format = Format }.Validate())
            yield return problem;
        if (Format is not null && !Recordings.Contains(PipedInput.Path))
            yield return $"--format {Format}: it is for standard input ('-'); files tell their format themselves";
    }
}

/// <summary><c>saccade predict</c>: decides what recordings show.</summary>
internal static class PredictCommand
{
    private const int MostPipedEvents = 100_000_000;
    private const long MostPipedBytes = 2L << 30;

    public static ExitCode Run(PredictOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        if (options.Render is not null && card.Preprocessing.Channels.AreOfImages())
            throw new CommandException(ExitCode.Usage, $"--render {options.Render}: {options.Model} is a model of still images, which have no time to show");
        using var recognizer = PlanRecognizer.Of(network, card, new RecognizerOptions
        {
            Threads = options.Threads ?? 0, // one recording after the other: each may have all cores
            // Of files that the user names, none is too large; a pipe may never end.
            MostBytes = options.Recordings.Contains(PipedInput.Path) ? MostPipedBytes : long.MaxValue,
            MostEvents = options.Recordings.Contains(PipedInput.Path) ? MostPipedEvents : int.MaxValue,
            WarmUp = true, // so that no recording pays for the compilation of the kernels
            Time = context.Console.Time,
        });

        var done = new List<PredictedRecording>();
        var failed = new List<UnreadableRecording>();
        foreach (string path in options.Recordings)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                var result = Predict(recognizer, path, options, context);
                done.Add(result);
                if (!options.Json)
                    Write(result, card.Labels, options.Steps, context.Console.Out);
            }
            catch (Exception e) when (e is RecordingException or CommandException or IOException or UnauthorizedAccessException)
            {
                failed.Add(new UnreadableRecording(path == PipedInput.Path ? PipedInput.Name : path, ErrorText.Of(e)));
                context.Tell($"saccade: {ErrorText.Of(e)}");
            }
        }

        if (options.Render is not null && done is [var only])
            PredictFilm.Write(options, only.Recording, only, card.Preprocessing, context);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new PredictResult(options.Model, card.Labels, done, failed));
        if (failed.Count == 0)
            return ExitCode.Ok;
        context.Tell($"saccade: {failed.Count} of {Text.Count(options.Recordings.Count, "recording")} could not be read.");
        return ExitCode.BadData;
    }

    private static PredictedRecording Predict(Recognizer recognizer, string path, PredictOptions options, CommandContext context)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: a folder; give recordings, or use 'saccade eval' for a data set");
        var input = path == PipedInput.Path ? Piped(options, context) : RecognizerInput.FromFile(path);
        path = input.Name;
        var decision = recognizer.Recognize(input, context.Cancellation);
        if (decision.Events == 0 && !recognizer.SeesImages)
            context.Tell($"note: {path} has no event; the decision means nothing");
        if (decision.Outside > 0)
            context.Tell($"note: {path}: {Text.Count(decision.Outside, "event")} outside the model's {recognizer.Sensor} sensor left out");
        return PredictedRecording.Of(path, decision);
    }

    /// <summary>A recording from standard input: of the format that is named, else of what its first bytes say.</summary>
    private static RecognizerInput Piped(PredictOptions options, CommandContext context) => options.Format is null
        ? RecognizerInput.FromStream(PipedInput.Open(context), PipedInput.Name)
        : RecognizerInput.FromEvents(LoadedRecording.Read(new InputOptions { Path = PipedInput.Path, Format = options.Format }, context, MostPipedEvents).Events, PipedInput.Name);

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
