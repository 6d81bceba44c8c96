using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Networks.Files;
using Saccade.Recognition;

namespace Saccade.Cli.Model;

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
        writer.WriteLine($"{info.Model}: {info.Name}, {(info.IsSpiking ? "spiking" : "quantised")}, {Text.Count(info.Labels.Count, "class", "classes")}");
        writer.WriteLine();
        var table = new TextTable("layer", "<kind", "<", "<output", "parameters", "multiply-adds", "threshold");
        table.Add("", "input", "", info.Input, "", "", "");
        foreach (var layer in info.Layers)
            table.Add(layer.Name, layer.Kind, layer.Detail, layer.Output, Some(layer.Parameters), Some(layer.MultiplyAdds), layer.Threshold is { } value ? Text.Number(value, "0.0000") : "");
        table.Add("sum", "", "", "", Text.Count(info.Parameters), Text.Count(info.MultiplyAddsPerStep), "");
        table.Write(writer);
        writer.WriteLine();

        var p = info.Preprocessing;
        var fields = new Fields()
            .Add("recording", $"cut into {Text.Count(p.Frames, "frame")} of equal {(p.Cut == FrameSlicing.Time ? "time" : "numbers of events")}{(p.Window > 1 ? $", each shown with the {p.Window - 1} before it" : "")}; the network sees {string.Join(", ", p.Positions)}")
            .Add("sensor", $"{p.SensorWidth}x{p.SensorHeight}{(p.Scaling == FrameResize.None ? "" : $", scaled to the input ({(p.Scaling == FrameResize.Binned ? "binned" : "nearest pixel")})")}{(p.Fit == FrameFitting.Recording ? ", fitted to what the recording covers" : "")}")
            .Add("counts", p.Counts == FrameCounts.Linear ? null : p.Counts == FrameCounts.Log ? "ln(1 + n)" : "0 or 1")
            .Add("labels", string.Join(", ", info.Labels));
        foreach (var (name, values) in info.Metrics)
            fields.Add(name, string.Join("  ", values.Select(v => name.Contains("accuracy", StringComparison.Ordinal) || name.Contains("rate", StringComparison.Ordinal) ? Text.Percent(v) : Text.Number(v, "0.####"))));
        fields.Add("recipe", info.Recipe is null ? "none" : $"{info.Name} (--recipe prints it)").Write(writer);
    }

    private static string Some(long count) => count == 0 ? "" : Text.Count(count);
}
