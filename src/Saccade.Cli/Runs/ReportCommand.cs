using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Training.Reports;
using Saccade.Training.Runs;

namespace Saccade.Cli.Runs;

/// <summary>Options of <c>saccade report</c>.</summary>
internal sealed record ReportOptions : ICommandOptions
{
    public required IReadOnlyList<string> Runs { get; init; }

    public string? Out { get; init; }

    public string? Title { get; init; }

    public bool Force { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade report</c>: the page of a run, or of several.</summary>
internal static class ReportCommand
{
    private const string OwnPage = "report.html", Comparison = "comparison.html";

    public static ExitCode Run(ReportOptions options, CommandContext context)
    {
        string[] folders = [.. options.Runs.SelectMany(FoldersOf).DistinctBy(Path.GetFullPath)];
        var runs = folders.Zip(Names(folders), (folder, name) => ReportRun.Load(folder, name)).ToArray();
        // The page of a run belongs to it, and is made again whenever it goes on.
        string page = options.Out ?? (folders.Length == 1 ? Path.Combine(folders[0], OwnPage) : Comparison);
        bool isOwn = folders.Length == 1 && Path.GetFullPath(page) == Path.GetFullPath(Path.Combine(folders[0], OwnPage));
        if (File.Exists(page) && !isOwn && !options.Force)
            throw new CommandException(ExitCode.Usage, $"'{page}' is there already; --force replaces it, --out chooses another name");

        var builder = new ReportBuilder(options.Title ?? (runs.Length == 1 ? runs[0].Name : $"{runs.Length} runs"));
        foreach (var run in runs)
            builder.Add(run);
        builder.Save(page);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new { Report = page, Runs = folders });
        else
            context.Console.Out.WriteLine($"{page}: {(runs.Length == 1 ? $"the run {runs[0].Name}" : $"{runs.Length} runs: {string.Join(", ", runs.Select(run => run.Name))}")}");
        return ExitCode.Ok;
    }

    private static IEnumerable<string> FoldersOf(string given)
    {
        if (!Directory.Exists(given))
            throw new CommandException(ExitCode.Usage, $"there is no run folder '{given}'; 'saccade runs' lists those there are");
        string[] found = [.. RunSummary.FoldersIn(given).Where(folder => File.Exists(Path.Combine(folder, "metrics.jsonl")))];
        return found.Length > 0 ? found : throw new CommandException(ExitCode.Usage, $"got '{given}', which holds no run, expected the folder of a run (with recipe.yaml and metrics.jsonl)");
    }

    /// <summary>The shortest ends of paths that are distinct: a, or x/a and y/a.</summary>
    private static string[] Names(IReadOnlyList<string> folders)
    {
        string[][] parts = [.. folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)).Split(Path.DirectorySeparatorChar))];
        int longest = parts.Max(p => p.Length);
        string[] Ends(int count) => [.. parts.Select(p => string.Join('/', p.TakeLast(count)))];
        return Enumerable.Range(1, longest).Select(Ends).First(names => names.Distinct().Count() == names.Length);
    }
}
