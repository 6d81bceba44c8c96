using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model explain</c>.</summary>
internal sealed record ModelExplainOptions : ICommandOptions
{
    public required string Model { get; init; }

    public string? Recording { get; init; }

    public bool Unfolded { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade model explain</c>: the plan by which a model decides on a stream.</summary>
internal static class ModelExplainCommand
{
    public static ExitCode Run(ModelExplainOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        var plan = Compile(network, options);
        float[] frames = Frames(options.Recording, network.Description.Input, card);
        var profile = StreamProfile.Measure(plan, frames, context.Console.Time, context.Cancellation);
        var result = new ModelExplanation(
            options.Model, options.Recording, plan.IsFolded, profile.Steps, profile.TimeStep.TotalMicroseconds, plan.WeightBytes, plan.NewRunner().Bytes, plan.StateBytes);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static StreamPlan Compile(Network network, ModelExplainOptions options)
    {
        try
        {
            return StreamPlan.Compile(network, new StreamPlanOptions { Fold = !options.Unfolded });
        }
        catch (StreamPlanException e)
        {
            throw new CommandException(ExitCode.BadModel, $"{options.Model}: {e.Message}", e);
        }
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
        writer.WriteLine($"{result.Model}: {(result.Folded ? "folded plan" : "plan with the bits of training")}, one stream on one thread, measured on {result.Recording ?? "a made-up recording"}");
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
    string Model, string? Recording, bool Folded, IReadOnlyList<StepProfile> Steps, double Microseconds, long WeightBytes, long RunnerBytes, long StateBytes);
