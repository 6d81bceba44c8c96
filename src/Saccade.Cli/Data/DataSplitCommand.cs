using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary><c>saccade data split</c>: divides a data set and stores which recording is in which part.</summary>
internal static class DataSplitCommand
{
    private const int HashDigits = 16;

    public static ExitCode Run(DataSplitOptions options, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Path, context.Cancellation, CatalogSelection.Options(options.Layout));
        var split = DatasetSplit.Of(catalog, options.ToRule(), options.Name);
        split.Write(options.Out);
        var result = DataSplitResult.Of(options, split);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(DataSplitResult result, TextWriter writer)
    {
        new Fields()
            .Add("data set", $"{result.Path} ({result.Layout})")
            .Add("rule", result.Rule)
            .Add("stored in", result.Out)
            .Add("hash", result.Hash[..HashDigits])
            .Add("in no part", result.Unassigned > 0 ? Text.Count(result.Unassigned, "recording") : null)
            .Write(writer);
        writer.WriteLine();
        var table = new TextTable("part", "recordings", "fewest in a class", "most in a class", "<hash");
        foreach (var part in result.Parts)
            table.Add(part.Name, Text.Count(part.Recordings), Text.Count(part.RecordingsByClass.Min()), Text.Count(part.RecordingsByClass.Max()), part.Hash[..HashDigits]);
        table.Write(writer);
    }
}
