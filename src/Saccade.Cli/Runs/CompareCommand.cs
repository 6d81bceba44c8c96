using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Recognition;
using Saccade.Training.Runs;

namespace Saccade.Cli.Runs;

/// <summary>Options of <c>saccade compare</c>.</summary>
internal sealed record CompareOptions : ICommandOptions
{
    public required string First { get; init; }

    public required string Second { get; init; }

    public string? Split { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Split is not (null or "test" or "validation"))
            yield return $"--split {Split}: expected test or validation";
    }
}

/// <summary><c>saccade compare</c>: a paired test of two runs.</summary>
internal static class CompareCommand
{
    public static ExitCode Run(CompareOptions options, CommandContext context)
    {
        var comparison = RunComparison.Of(options.First, options.Second, options.Split);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, comparison);
        else
            Write(comparison, options, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(RunComparison comparison, CompareOptions options, TextWriter writer)
    {
        var table = new TextTable("T", "first", "second", "difference", "only first", "only second", "p", "<first is");
        foreach (var step in comparison.Steps)
        {
            var pair = step.Paired;
            table.Add(
                $"{step.Steps}", Text.Percent(step.First), Text.Percent(step.Second), Text.Number(100 * pair.Difference, "+0.0;-0.0;0.0"), Text.Count(pair.OnlyFirst), Text.Count(pair.OnlySecond),
                pair.PValue < 0.001 ? "< 0.001" : Text.Number(pair.PValue, "0.000"), pair.Outcome.ToString().ToLowerInvariant());
        }

        new Fields().Add("first", options.First).Add("second", options.Second).Add("part", $"{comparison.Split}, {Text.Count(comparison.Recordings, "recording")}").Write(writer);
        writer.WriteLine();
        table.Write(writer);
        writer.WriteLine();
        foreach (string line in Wrapped.Lines($"Right decisions after T time steps, and the recordings that only one of the two has right. p: McNemar's exact test; level from p = {Text.Number(PairedComparison.Level)} on.", TerminalWriter.WidthOf(writer)))
            writer.WriteLine(line);
    }
}
