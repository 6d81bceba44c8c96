using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Verification;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data verify</c>.</summary>
internal sealed record DataVerifyOptions(string Path, string? Layout, bool Full, bool Complete, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
    }
}

/// <summary><c>saccade data verify</c>: compares a data set with what is known about it.</summary>
internal static class DataVerifyCommand
{
    public static ExitCode Run(DataVerifyOptions options, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        var verification = new VerificationOptions
        {
            Catalog = CatalogSelection.Options(options.Layout),
            ReadAll = options.Full,
            Complete = options.Complete,
            Progress = p => display.Status(() => $"{p.Step}  {Text.Count(p.Done)} of {Text.Count(p.Total)}"),
        };
        var findings = DataSets.Guard(() => DatasetVerification.Run(options.Path, verification, context.Cancellation));
        display.Clear();
        int problems = findings.Count(f => f.Kind == FindingKind.Problem);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new DataVerifyResult(options.Path, problems == 0, findings));
        else
            Write(findings, problems, context.Console.Out);
        return problems == 0 ? ExitCode.Ok : ExitCode.BadData;
    }

    private static void Write(IReadOnlyList<Finding> findings, int problems, TextWriter writer)
    {
        var table = new TextTable("", "<", "<");
        foreach (var finding in findings)
            table.Add(finding.Kind switch { FindingKind.Sound => "ok", FindingKind.Note => "note", _ => "PROBLEM" }, finding.Subject, finding.Text);
        table.Write(writer);
        string outcome = problems == 0 ? "No problem was found." : $"{Text.Count(problems, "problem")}.";
        writer.WriteLine(findings.Any(f => f.Subject == "subset") ? $"{outcome} This is a subset of the data set; with --complete every missing recording is a problem." : outcome);
    }
}

/// <summary>The result of <c>saccade data verify</c> for programs.</summary>
internal sealed record DataVerifyResult(string Path, bool Sound, IReadOnlyList<Finding> Findings);
