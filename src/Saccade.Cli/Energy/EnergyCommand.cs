using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Networks.Operations;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.Training.Runs;

namespace Saccade.Cli.Energy;

/// <summary><c>saccade energy</c>: counts what a model computes, and what that costs.</summary>
internal static class EnergyCommand
{
    private const double Nano = 1e3, Micro = 1e6; // picojoule

    public static ExitCode Run(EnergyOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        using var catalog = DataSets.Open(options.Data, card, context.Cancellation);
        var split = EvaluationSplit.Choose(catalog, card, options.Split);
        var display = new ProgressDisplay(context.Console);
        var prepare = new PrepareOptions
        {
            Threads = options.Threads,
            Cache = options.Cache is null ? null : new FrameCache(options.Cache),
            Progress = new PreparationDisplay(display, context.Console.Time).Show,
        };
        var (frames, _) = ModelFrames.Prepare(split.Set, card, network.Description.Input, prepare, context.Cancellation);
        using var engine = new Engine(options.Threads ?? 0);
        var report = EnergyMeter.Measure(engine, network, frames, [.. card.Preprocessing.Positions], options.Costs, options.Counts, context.Cancellation);
        display.Clear();
        foreach (string note in DataNotes.Of(frames))
            context.Tell($"note: {note}");

        Write(new EnergyResult(options.Model, options.Data, catalog.Name, split.Name, card.Name, network.IsSpiking, report), options.Format, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(EnergyResult result, TableFormat format, TextWriter writer)
    {
        switch (format)
        {
            case TableFormat.Csv:
                writer.Write(EnergyText.ToCsv(result.Report));
                break;
            case TableFormat.Latex:
                writer.Write(EnergyText.ToLatex(result.Report, result.Name));
                break;
            case TableFormat.Json:
                JsonOutput.Write(writer, result);
                break;
            case TableFormat.Markdown:
                writer.Write(EnergyText.ToMarkdown(result.Report));
                break;
            default:
                WriteText(result, writer);
                break;
        }
    }

    private static void WriteText(EnergyResult result, TextWriter writer)
    {
        var report = result.Report;
        writer.WriteLine($"{result.Model} on {result.Data} ({result.Layout}), split {result.Split}: mean of {Text.Count(report.Samples, "recording")}, T = {report.Steps}");
        writer.WriteLine();
        var table = new TextTable("layer", "<kind", "<input", "not 0", "firing rate", "MAC", "AC", "SOP", "energy nJ", "share", "ANN MAC", "ANN nJ");
        foreach (var layer in report.Layers.Append(report.Total))
        {
            table.Add(
                layer.Layer, layer.Kind, EnergyText.InputOf(layer), Share(layer.InputDensity), Share(layer.FiringRate), Some(layer.MultiplyAdds), Some(layer.Accumulates), Some(layer.SynapticOperations),
                Energy(layer.Energy.Mean, Nano), Text.Percent(layer.Energy.Mean / report.Total.Energy.Mean), Text.Count(layer.TwinMultiplyAdds), Energy(layer.TwinEnergy, Nano));
        }

        table.Write(writer);
        writer.WriteLine();
        Fields(result).Write(writer);
    }

    private static Fields Fields(EnergyResult result)
    {
        var report = result.Report;
        var energy = report.Total.Energy;
        return new Fields()
            .Add("energy", $"{Energy(energy.Mean, Micro)} uJ a recording (standard deviation {Energy(energy.Deviation, Micro)}, from {Energy(energy.Least, Micro)} to {Energy(energy.Most, Micro)})")
            .Add("as in papers", $"{Energy(report.PublishedEnergy, Micro)} uJ: MAC of real inputs times {Text.Number(report.Costs.MultiplyAdd)} pJ and SOP times {Text.Number(report.Costs.Accumulate)} pJ")
            .Add("ANN twin", $"{Energy(report.Total.TwinEnergy, Micro)} uJ for one frame, {Energy(report.Total.TwinEnergy * report.Steps, Micro)} uJ for {report.Steps}: {Text.Number(report.GainOverFrame, "0.00")} and {Text.Number(report.GainOverFrames, "0.00")} times that of this network")
            .Add("costs", $"{report.Costs.Name}: MAC {Text.Number(report.Costs.MultiplyAdd)}, AC {Text.Number(report.Costs.Accumulate)}, a word of memory {Text.Number(report.Costs.WordAccess)} pJ")
            .Add("several spikes", report.Layers.Any(l => l.Input == InputKind.Counts) ? $"inputs that stand for several count as {(report.CountCost == CountCost.Accumulate ? "one AC for each spike (the pool folded into the weights)" : "one MAC")}" : null)
            .Add("note", result.IsSpiking ? null : "this network has no spikes, so every input is multiplied");
    }

    private static string Share(double? share) => share is { } value ? Text.Percent(value) : "";

    private static string Some(Spread count) => count.Mean == 0 ? "" : Text.Count((long)Math.Round(count.Mean));

    private static string Energy(double picojoule, double unit) => Text.Number(picojoule / unit, "0.000");
}

/// <summary>The result of <c>saccade energy</c> for programs; energies in picojoule.</summary>
internal sealed record EnergyResult(string Model, string Data, string Layout, string Split, string Name, bool IsSpiking, EnergyReport Report);
