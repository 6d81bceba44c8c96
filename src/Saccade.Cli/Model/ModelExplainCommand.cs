using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Training.Runs;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model explain</c>.</summary>
internal sealed record ModelExplainOptions : ICommandOptions
{
    public required string Model { get; init; }

    public string? Recording { get; init; }

    public bool Unfolded { get; init; }

    public WeightFormat? Weights { get; init; }

    public string? Data { get; init; }

    public string? Cache { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Unfolded && Weights == WeightFormat.Int8)
            yield return "--unfolded and --weights int8: whole numbers do not have the bits of training; give one of them";
        if (Unfolded && Data is not null)
            yield return "--unfolded and --data: the plan is compared with the one that has the bits of training; leave out --unfolded";
    }
}

/// <summary><c>saccade model explain</c>: the plan by which a model decides on a stream.</summary>
internal static class ModelExplainCommand
{
    public static ExitCode Run(ModelExplainOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        var weights = options.Weights ?? (options.Unfolded ? WeightFormat.Float32 : card.Weights);
        var plan = Compile(network, options, !options.Unfolded, weights);
        float[] frames = Frames(options.Recording, network.Description.Input, card);
        var profile = StreamProfile.Measure(plan, frames, context.Console.Time, context.Cancellation);
        var comparison = options.Data is null ? null : Compare(plan, Compile(network, options, fold: false, WeightFormat.Float32), network, card, options, context);
        var result = new ModelExplanation(
            options.Model, options.Recording, plan.IsFolded, weights, profile.Steps, profile.TimeStep.TotalMicroseconds, plan.WeightBytes, plan.NewRunner().Bytes, plan.StateBytes, comparison);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static StreamPlan Compile(Network network, ModelExplainOptions options, bool fold, WeightFormat weights)
    {
        try
        {
            return StreamPlan.Compile(network, new StreamPlanOptions { Fold = fold, Weights = weights });
        }
        catch (StreamPlanException e)
        {
            throw new CommandException(ExitCode.BadModel, $"{options.Model}: {e.Message}", e);
        }
    }

    /// <summary>Runs both plans on the recordings that <c>saccade eval</c> takes, each with its own spikes.</summary>
    private static PlanComparison Compare(StreamPlan plan, StreamPlan exact, Network network, ModelCard card, ModelExplainOptions options, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Data!, card, context.Cancellation);
        var split = EvaluationSplit.Choose(catalog, card, null);
        var prepare = new PrepareOptions { Cache = options.Cache is null ? null : new FrameCache(options.Cache) };
        var (frames, labels) = ModelFrames.Prepare(split.Set, card, network.Description.Input, prepare, context.Cancellation);
        var recordings = new RecordingFrames(frames, labels, card.Preprocessing.Positions);
        return PlanComparison.Of(exact, plan, recordings.Count, recordings.Steps, recordings.Frame, recordings.Labels);
    }

    /// <summary>The frames of a recording, or of a made-up one; of still images, grey noise.</summary>
    private static float[] Frames(string? path, FrameSize input, ModelCard card)
    {
        var framer = new Framer(card, input);
        if (framer.SeesImages)
        {
            if (path is not null)
                throw new CommandException(ExitCode.Usage, $"--recording {path}: the model decides on still images");
            var random = new CounterRandom(1, RandomPurpose.Test);
            float[] image = new float[input.Count];
            foreach (ref float value in image.AsSpan())
                value = random.NextSingle();
            return image;
        }

        EventBuffer events = new();
        if (path is null)
            new SyntheticGenerator(new SyntheticOptions { Sensor = framer.Sensor }).Generate(0, 0, events);
        else
            DataSets.Guard(() => EventFormats.Default.ReadFile(path, events));
        float[] all = new float[framer.Length];
        framer.Fill(events, isOwn: true, path ?? "made-up recording", all);
        return [.. framer.Positions.SelectMany(i => all.AsSpan(i * input.Count, input.Count).ToArray())];
    }

    private static void Write(ModelExplanation result, TextWriter writer)
    {
        writer.WriteLine($"{result.Model}: {(result.Weights == WeightFormat.Int8 ? "folded plan, weights of 8 bits" : result.Folded ? "folded plan" : "plan with the bits of training")}, one stream on one thread, measured on {result.Recording ?? "a made-up recording"}");
        writer.WriteLine();
        var table = new TextTable("layer", "<step", "<output", "input density", "<path", "multiply-adds", "weights", "time", "share");
        foreach (var step in result.Steps)
        {
            table.Add(
                step.Layer, step.Title, step.Output, step.Density is { } density ? Text.Percent(density) : "", PathOf(step), step.MultiplyAdds == 0 ? "" : Text.Count(step.MultiplyAdds),
                step.Bytes == 0 ? "" : Text.Bytes(step.Bytes), Microseconds(step.Time.TotalMicroseconds), Text.Percent(step.Time.TotalMicroseconds / result.Microseconds));
        }

        table.Add("sum", "", "", "", "", Text.Count(result.Steps.Sum(s => s.MultiplyAdds)), Text.Bytes(result.WeightBytes), Microseconds(result.Microseconds), "");
        table.Write(writer);
        writer.WriteLine();
        new Fields()
            .Add("a time step", Microseconds(result.Microseconds))
            .Add("weights", $"{Text.Bytes(result.WeightBytes)} for all streams")
            .Add("memory", $"{Text.Bytes(result.RunnerBytes)} for each thread")
            .Add("state", $"{Text.Bytes(result.StateBytes)} for each stream")
            .Add("compared", result.Comparison is { } c ? $"with the bits of training, on {Text.Count(c.Recordings, "recording")}: {Text.Number(1e6 * c.FlippedShare, "0.#")} of a million neurons a step spike otherwise, {Text.Count(c.ChangedDecisions, "decision")} changed, accuracy {Text.Percent(c.Accuracy)} instead of {Text.Percent(c.ExactAccuracy)}" : null)
            .Write(writer);
    }

    private static string PathOf(StepProfile step) => (step.Density, step.DenseFrom) switch
    {
        ({ } density, { } from) => $"{(density < from ? "sparse" : "dense")}{(from is > 0 and <= 1 ? $", dense from {Text.Percent(from)}" : "")}",
        _ => "",
    };

    private static string Microseconds(double time) => $"{Text.Number(time, "0.0")} us";
}

/// <summary>The plan of a model, for programs.</summary>
internal sealed record ModelExplanation(
    string Model, string? Recording, bool Folded, WeightFormat Weights, IReadOnlyList<StepProfile> Steps, double Microseconds, long WeightBytes, long RunnerBytes, long StateBytes, PlanComparison? Comparison);
