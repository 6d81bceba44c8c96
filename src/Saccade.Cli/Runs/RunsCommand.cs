using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Training.Runs;

namespace Saccade.Cli.Runs;

/// <summary>By what runs are sorted.</summary>
internal enum RunOrder
{
    /// <summary>The newest first.</summary>
    Date,

    /// <summary>The best first, by accuracy after all steps; those without a score last.</summary>
    Score,

    /// <summary>By the name of the folder.</summary>
    Name,
}

/// <summary>Options of <c>saccade runs</c>.</summary>
internal sealed record RunsOptions : ICommandOptions
{
    public string Folder { get; init; } = RunPlace.Root;

    public RunOrder Order { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade runs</c>: lists runs with their scores.</summary>
internal static class RunsCommand
{
    /// <summary>Up to so many time steps each has a column; of more, some are shown.</summary>
    private const int FewSteps = 8;

    /// <summary>In less, recipe, seed, samples and time of day are left out, and of the time steps the first, the middle and the last are shown.</summary>
    private const int FullWidth = 110;

    private const int NarrowSteps = 3;

    /// <summary>In a narrow list, the longest folder beside which the date still has room.</summary>
    private const int ShortFolder = 26;

    public static ExitCode Run(RunsOptions options, CommandContext context)
    {
        if (!Directory.Exists(options.Folder))
            throw new CommandException(ExitCode.Usage, $"there is no folder '{options.Folder}'; 'saccade train' makes it, or give the folder with your runs");
        var runs = new List<RunSummary>();
        foreach (string folder in RunSummary.FoldersIn(options.Folder))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            runs.Add(RunSummary.Of(folder));
        }

        RunSummary[] sorted = [.. Sorted(runs, options.Order)];
        foreach (var run in sorted.Where(run => run.Problem is not null))
            context.Tell($"note: {run.Folder}: {run.Problem}");
        if (options.Json)
            JsonOutput.Write(context.Console.Out, sorted.Select(RunView.Of));
        else if (sorted.Length == 0)
            context.Console.Out.WriteLine($"There is no run in {options.Folder}.");
        else
            Write(sorted, context);
        return ExitCode.Ok;
    }

    private static IEnumerable<RunSummary> Sorted(IEnumerable<RunSummary> runs, RunOrder order) => order switch
    {
        RunOrder.Name => runs,
        RunOrder.Score => runs.OrderByDescending(run => run.Score?.Accuracy ?? -1),
        _ => runs.OrderByDescending(run => run.Started ?? DateTimeOffset.MinValue),
    };

    private static void Write(IReadOnlyList<RunSummary> runs, CommandContext context)
    {
        bool isNarrow = context.Console.Out.Width < FullWidth;
        int[] steps = Steps(runs.Max(run => run.Score?.AccuracyBySteps.Count ?? 0), isNarrow ? NarrowSteps : FewSteps);
        bool isDated = !isNarrow || runs.Max(run => run.Folder.Length) <= ShortFolder;
        string[] more = isNarrow ? [] : ["<recipe", "seed", "samples"];
        var table = new TextTable(["run", .. more, .. isDated ? ["<began"] : Array.Empty<string>(), "<state", "<scored", .. steps.Select(t => $"T={t}")]);
        foreach (var run in runs)
        {
            string began = run.Started is { } at ? TimeZoneInfo.ConvertTime(at, context.Console.Time.LocalTimeZone).ToString(isNarrow ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
            string[] scores = [.. steps.Select(t => run.Score is { } score && t <= score.AccuracyBySteps.Count ? Text.Percent(score.AccuracyBySteps[t - 1]) : "")];
            string[] details = isNarrow ? [] : [run.Recipe, $"{run.Seed}", run.Score is { } s ? Text.Count(s.Samples) : ""];
            table.Add([run.Folder, .. details, .. isDated ? [began] : Array.Empty<string>(), RunView.Word(run.Condition), run.Score?.Title() ?? "", .. scores]);
        }

        table.Write(context.Console.Out);
    }

    private static int[] Steps(int most, int columns) => most <= columns
        ? [.. Enumerable.Range(1, most)]
        : [.. Enumerable.Range(0, columns - 1).Select(i => 1 + (int)Math.Round(i * (most - 1) / (columns - 1.0))), most];
}

/// <summary>A run for programs.</summary>
internal sealed record RunView(
    string Run, string Recipe, ulong? Seed, DateTimeOffset? Began, string State, string? Problem, string? ScoredOn, bool ChoseTheEpoch, int? Samples, double? Accuracy, IReadOnlyList<double> AccuracyBySteps)
{
    public static RunView Of(RunSummary run) => new(
        run.Folder, run.Recipe, run.Seed, run.Started, Word(run.Condition), run.Problem, run.Score?.Split, run.Score?.IsChosen ?? false, run.Score?.Samples, run.Score?.Accuracy,
        run.Score?.AccuracyBySteps ?? []);

    public static string Word(RunCondition condition) => condition.ToString().ToLowerInvariant();
}
