using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Frames;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model info</c>.</summary>
internal sealed record ModelInfoOptions : ICommandOptions
{
    public required string Model { get; init; }

    public bool Recipe { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Recipe && Json)
            yield return "--recipe and --json: give one of them; the JSON document holds the recipe";
    }
}

/// <summary><c>saccade model info</c>: what a model file holds.</summary>
internal static class ModelInfoCommand
{
    public static ExitCode Run(ModelInfoOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        if (options.Recipe)
        {
            context.Console.Out.Write(card.Recipe ?? throw new CommandException(ExitCode.BadModel, $"{options.Model} holds no recipe"));
            return ExitCode.Ok;
        }

        var info = ModelInfo.Of(options.Model, network, card);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, info);
        else
            Write(info, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(ModelInfo info, TextWriter writer)
    {
        writer.WriteLine($"{info.Model}: {info.Name}, {info.Form}{(info.Weights == WeightFormat.Int8 ? ", weights of 8 bits" : "")}, {Text.Count(info.Labels.Count, "class", "classes")}");
        writer.WriteLine();
        var table = new TextTable("layer", "<kind", "<", "<output", "parameters", "multiply-adds", "threshold");
        table.Add("", "input", "", info.Input, "", "", "");
        foreach (var layer in info.Layers)
            table.Add(layer.Name, layer.Kind, layer.Detail, layer.Output, Some(layer.Parameters), Some(layer.MultiplyAdds), layer.Threshold is { } value ? Text.Number(value, "0.0000") : "");
        table.Add("sum", "", "", "", Text.Count(info.Parameters), Text.Count(info.MultiplyAddsPerStep), "");
        table.Write(writer);
        writer.WriteLine();

        var p = info.Preprocessing;
        bool still = p.Channels.AreOfImages();
        var fields = new Fields()
            .Add("image", still ? $"of any size, scaled to the input ({Scaling(p)}), shown {Text.Count(p.Positions.Count, "time")}" : null)
            .Add("recording", still ? null : $"cut into {Text.Count(p.Frames, "frame")} of {Amount(p)}{(p.Window > 1 ? $", each shown with the {p.Window - 1} before it" : "")}; the network sees {string.Join(", ", p.Positions)}")
            .Add("sensor", still ? null : $"{p.SensorWidth}x{p.SensorHeight}{(p.Scaling == FrameResize.None ? "" : $", scaled to the input ({Scaling(p)})")}{(p.Fit == FrameFit.Recording ? ", fitted to what the recording covers" : "")}")
            .Add("compression", p.Compression == Compression.None ? null : p.Compression.ToString())
            .Add("polarity", p.Channels.Polarity() switch { PolarityRule.Merged => "ON and OFF in one channel", PolarityRule.Signed => "ON less OFF", _ => null })
            .Add("counts", CountsOf(p.Counts))
            .Add("labels", string.Join(", ", info.Labels));
        foreach (var (name, values) in info.Metrics.Where(metric => !ConversionMetrics.IsOne(metric.Key)))
            fields.Add(name, string.Join("  ", values.Select(v => name.Contains("accuracy", StringComparison.Ordinal) || name.Contains("rate", StringComparison.Ordinal) ? Text.Percent(v) : Text.Number(v, "0.####"))));
        fields.Add("recipe", info.Recipe is null ? "none" : $"{info.Name} (--recipe prints it)").Write(writer);
        WriteConversion(info, writer);
    }

    private static void WriteConversion(ModelInfo info, TextWriter writer)
    {
        if (info.Conversion.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine("conversion to spikes, before fine-tuning; errors in units of the threshold");
        var table = new TextTable("layer", "threshold", "mean error", "clipping", "quantisation", "unevenness", "residual", "silent", "firing rate");
        foreach (var layer in info.Conversion)
        {
            var errors = layer.Errors!;
            table.Add(
                layer.Layer, Text.Number(layer.Threshold), Text.Number(layer.MeanError, "0.0000"), Text.Number(errors.Clipping, "0.0000"), Text.Number(errors.Quantisation, "0.0000"),
                Text.Number(errors.Unevenness, "0.0000"), Text.Percent(errors.Residual), Text.Percent(errors.Silent), Text.Percent(layer.FiringRate));
        }

        table.Write(writer);
        var warnings = new Fields();
        foreach (string warning in info.Warnings)
            warnings.Add("warning", warning);
        warnings.Write(writer);
    }

    private static string? CountsOf(CountScale scale) => scale switch
    {
        CountScale.Log => "ln(1 + n)",
        CountScale.Binary => "0 or 1",
        CountScale.Largest => "divided by the largest of the recording",
        CountScale.Mean => "divided by the mean of the recording's that are not 0",
        _ => null,
    };

    private static string Amount(Preprocessing p) => p.Cut switch
    {
        FrameSlicing.Time => "equal time",
        FrameSlicing.Duration => $"{Text.Number(p.Slice / 1000.0, "0.###")} ms",
        FrameSlicing.Count => Text.Count(p.Slice, "event"),
        _ => "equal numbers of events",
    };

    private static string Scaling(Preprocessing p) => p.Scaling switch
    {
        FrameResize.Binned => "binned",
        FrameResize.Smooth when p.Crop is { } crop => $"smooth, the middle {Text.Percent(crop)} of the shorter side",
        FrameResize.Smooth => "smooth",
        _ => "nearest pixel",
    };

    private static string Some(long count) => count == 0 ? "" : Text.Count(count);
}

/// <summary>What is known about a model.</summary>
internal sealed record ModelInfo(
    string Model,
    string Name,
    bool IsSpiking,
    string Form,
    WeightFormat Weights,
    string Input,
    IReadOnlyList<LayerInfo> Layers,
    long Parameters,
    long MultiplyAddsPerStep,
    Preprocessing Preprocessing,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics,
    IReadOnlyDictionary<string, string> Splits,
    IReadOnlyList<LayerConversion> Conversion,
    IReadOnlyList<string> Warnings,
    string? Recipe)
{
    private static string FormOf(Network network)
        => network.IsSpiking ? "spiking" : network.AllLayers.Any(layer => layer is QuantisedLayer) ? "quantised" : "neither spiking nor quantised";

    public static ModelInfo Of(string path, Network network, ModelCard card)
    {
        var size = network.Description.Input;
        var layers = network.AllLayers.Select(LayerInfo.Of).ToList();
        var conversion = ConversionMetrics.Read(card, network);
        return new ModelInfo(
            path, card.Name, network.IsSpiking, FormOf(network), card.Weights, $"[H {size.Height}, W {size.Width}, C {size.Channels}]", layers, network.TrainableCount,
            layers.Sum(l => l.MultiplyAdds), card.Preprocessing, card.Labels, card.Metrics, card.Splits,
            conversion, [.. conversion.SelectMany(layer => layer.Warnings().Select(warning => layer.Explain(warning, layer.Layer)))], card.Recipe);
    }
}

/// <summary>A layer of a model.</summary>
internal sealed record LayerInfo(string Name, string Kind, string Output, long Parameters, long MultiplyAdds, double? Threshold, string Detail)
{
    public static LayerInfo Of(Layer layer)
    {
        long parameters = layer.Parameters.Where(p => p.Kind != ParameterKind.Statistic).Sum(p => (long)p.Shape.Count);
        double? threshold = layer switch
        {
            SpikingLayer spiking => spiking.Threshold?.Values.Average() ?? spiking.Neuron.Threshold,
            QuantisedLayer quantised => quantised.Threshold.Values[0],
            _ => null,
        };
        return new LayerInfo(layer.Path, layer.Description.Title, layer.Output.ToString(), parameters, layer.MultiplyAdds, threshold, layer.Description.Detail);
    }
}
