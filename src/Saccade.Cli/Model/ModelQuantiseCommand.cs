using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Training.Runs;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model quantise</c>.</summary>
internal sealed record ModelQuantiseOptions : ICommandOptions
{
    public static readonly IReadOnlyList<string> Splits = ["validation", "train"];

    public required string Model { get; init; }

    public required string Data { get; init; }

    public required string Output { get; init; }

    public string Split { get; init; } = Splits[0];

    public string? Cache { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (!Splits.Contains(Split))
            yield return $"--split {Split}: expected {string.Join(" or ", Splits)}: scales are chosen on what the model may learn from";
    }
}

/// <summary><c>saccade model quantise</c>: a model with weights of 8 bits.</summary>
internal static class ModelQuantiseCommand
{
    public static ExitCode Run(ModelQuantiseOptions options, CommandContext context)
    {
        if (!options.Force && File.Exists(options.Output))
            throw new CommandException(ExitCode.Usage, $"{options.Output} is there already; --force replaces it");
        var (network, card) = Models.Load(options.Model);
        if (card.Weights == WeightFormat.Int8)
            throw new CommandException(ExitCode.Usage, $"{options.Model} has weights of 8 bits already");
        var recordings = Recordings(network, card, options, context);
        var rounded = Guard(options, () => Quantisation.Round(network, recordings.Count, recordings.Steps, recordings.Frame));
        ModelFile.Save(options.Output, rounded, card with { Weights = WeightFormat.Int8, Metrics = new Dictionary<string, IReadOnlyList<double>>() });
        var comparison = Compare(network, rounded, recordings);
        var result = new QuantisedModel(options.Model, options.Output, options.Split, new FileInfo(ModelFile.In(options.Model)).Length, new FileInfo(options.Output).Length, comparison);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static RecordingFrames Recordings(Network network, ModelCard card, ModelQuantiseOptions options, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Data, card, context.Cancellation);
        var split = EvaluationSplit.Choose(catalog, card, options.Split);
        var prepare = new PrepareOptions { Cache = options.Cache is null ? null : new FrameCache(options.Cache) };
        var (frames, labels) = ModelFrames.Prepare(split.Set, card, network.Description.Input, prepare, context.Cancellation);
        return new RecordingFrames(frames, labels, card.Preprocessing.Positions);
    }

    private static PlanComparison Compare(Network network, Network rounded, RecordingFrames recordings) => PlanComparison.Of(
        StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), StreamPlan.Compile(rounded, new StreamPlanOptions { Weights = WeightFormat.Int8 }),
        recordings.Count, recordings.Steps, recordings.Frame, recordings.Labels);

    private static Network Guard(ModelQuantiseOptions options, Func<Network> round)
    {
        try
        {
            return round();
        }
        catch (Exception e) when (e is StreamPlanException or ArgumentException)
        {
            throw new CommandException(ExitCode.BadModel, $"{options.Model}: {ErrorText.Of(e)}", e);
        }
    }

    private static void Write(QuantisedModel result, TextWriter writer)
    {
        var c = result.Comparison;
        writer.WriteLine($"{result.Output}: {Text.Bytes(result.Bytes)} instead of {Text.Bytes(result.BytesBefore)}");
        new Fields()
            .Add("chosen on", $"{Text.Count(c.Recordings, "recording")} of '{result.Split}'")
            .Add("there", $"{Text.Number(1e6 * c.FlippedShare, "0.#")} of a million neurons a step spike otherwise, {Text.Count(c.ChangedDecisions, "decision")} changed, accuracy {Text.Percent(c.Accuracy)} instead of {Text.Percent(c.ExactAccuracy)}")
            .Write(writer);
    }
}

/// <summary>What became of a model, for programs.</summary>
internal sealed record QuantisedModel(string Model, string Output, string Split, long BytesBefore, long Bytes, PlanComparison Comparison);
