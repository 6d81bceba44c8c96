using Saccade.Recognition;
using Saccade.Training.Runs;

namespace Saccade.Training.Studies;

/// <summary>What the runs of a study came to, as far as they are there.</summary>
/// <param name="Study">Name of the study.</param>
/// <param name="Split">The part that accuracies are of.</param>
/// <param name="Recordings">How many recordings that part has; null while no run is done, or where runs differ.</param>
/// <param name="Against">Name of the setting that the others are compared with.</param>
/// <param name="Rows">The settings.</param>
public sealed record StudyTable(string Study, StudySplit Split, int? Recordings, string Against, IReadOnlyList<StudyTableRow> Rows)
{
    /// <summary>What else is told of each setting.</summary>
    public IReadOnlyList<StudyColumn> Columns { get; init; } = [];

    /// <summary>The numbers of time steps that have a column, ascending.</summary>
    public IReadOnlyList<int> Steps => [.. Rows.SelectMany(row => row.Scores).Select(score => score.Steps).Distinct().Order()];

    /// <summary>Makes the table from the run folders, without running anything.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder; it need not exist.</param>
    /// <exception cref="Checkpoints.RunFolderException">The answers of a run are damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static StudyTable Of(StudyPlan plan, string folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var place = new StudyFolder(folder);
        var leases = LeaseFolder.ToRead(folder);
        StudyRunState State(StudyRun run) => place.Answers(run) is { } answers ? new(answers, null) : new(null, leases.Failure(run.Name));
        var done = plan.Settings.Select(setting => Done(plan, setting, State)).ToArray();
        var reference = done.First(d => d.Setting == plan.Reference);
        SplitAnswers[] all = [.. done.SelectMany(d => d.BySeed.Values)];
        int? recordings = all.Length > 0 && Array.TrueForAll(all, all[0].IsOnSameRecordingsAs) ? all[0].Labels.Count : null;
        return new StudyTable(plan.Study.Name, plan.Study.Report.Split, recordings, plan.Reference.Name, [.. done.Select(d => Row(plan, place, d, d == reference ? null : reference))])
        {
            Columns = plan.Study.Report.Columns,
        };
    }

    private static SettingAnswers Done(StudyPlan plan, StudySetting setting, Func<StudyRun, StudyRunState> state)
    {
        var chosen = plan.Chosen(setting, state);
        var runs = chosen is null ? [] : plan.FinalsOf(setting, chosen).Select(run => (run.Recipe.Seed, state(run).Answers)).Where(pair => pair.Answers is not null);
        return new SettingAnswers(setting, chosen, runs.ToDictionary(pair => pair.Seed, pair => pair.Answers!));
    }

    private static StudyTableRow Row(StudyPlan plan, StudyFolder place, SettingAnswers done, SettingAnswers? reference)
    {
        StudyRun[] finished = done.Chosen is null ? [] : [.. plan.FinalsOf(done.Setting, done.Chosen).Where(run => done.BySeed.ContainsKey(run.Recipe.Seed))];
        var setting = done.Setting;
        var (wanted, columns) = (plan.Study.Report.Steps, plan.Study.Report.Columns);
        int[] steps = [.. Enumerable.Range(1, setting.Steps).Where(t => wanted.Count == 0 || wanted.Contains(t))];
        return new StudyTableRow(setting.Name, setting.Title, done.BySeed.Count, plan.Study.Seeds.Count)
        {
            Steps = setting.Steps,
            Network = columns.Any(c => c is StudyColumn.Neuron or StudyColumn.Parameters) ? finished.Select(place.Network).FirstOrDefault() : null,
            Minutes = finished.Length > 0 && columns.Contains(StudyColumn.Minutes) ? finished.Average(run => place.TimeOf(run).TotalMinutes) : null,
            Chosen = done.Chosen is { Name.Length: > 0 } chosen ? chosen.Name : null,
            ChoseByTest = done.BySeed.Values.Any(a => a.IsChosen),
            Scores = [.. steps.Where(_ => done.BySeed.Count > 0).Select(t => StudyScore.Of(t, [.. done.BySeed.OrderBy(p => p.Key).Select(p => p.Value.Accuracy(t))]))],
            Comparisons = reference is null ? [] : [.. steps.Where(t => t <= reference.Setting.Steps).Select(t => Compare(done, reference, t)).OfType<StudyComparison>()],
            Published = setting.Published,
            Source = setting.Published is null ? null : setting.Row.Source ?? plan.Study.Report.Source,
        };
    }

    private static StudyComparison? Compare(SettingAnswers done, SettingAnswers reference, int steps)
    {
        ulong[] seeds = [.. done.BySeed.Keys.Intersect(reference.BySeed.Keys).Order()];
        if (seeds.Length == 0 || seeds.Any(seed => !done.BySeed[seed].IsOnSameRecordingsAs(reference.BySeed[seed]) || !done.BySeed[seed].IsOnSameRecordingsAs(done.BySeed[seeds[0]])))
            return null;
        double difference = seeds.Average(seed => done.BySeed[seed].Accuracy(steps) - reference.BySeed[seed].Accuracy(steps));
        return new StudyComparison(steps, seeds.Length, difference, PairedComparison.Of([.. seeds.Select(seed => (done.BySeed[seed].Right(steps), reference.BySeed[seed].Right(steps)))]));
    }

    private sealed record SettingAnswers(StudySetting Setting, StudyVariant? Chosen, Dictionary<ulong, SplitAnswers> BySeed);
}

/// <summary>A setting in the table.</summary>
/// <param name="Setting">Its name.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="Done">How many of its runs are done.</param>
/// <param name="Of">How many it has, one for each seed.</param>
public sealed record StudyTableRow(string Setting, string Title, int Done, int Of)
{
    /// <summary>The values that were chosen on the validation part; null if there was no choice, or it is open.</summary>
    public string? Chosen { get; init; }

    /// <summary>Whether the reported part chose the epoch of a run, so that these numbers flatter.</summary>
    public bool ChoseByTest { get; init; }

    /// <summary>Accuracies, by number of time steps; empty while no run is done.</summary>
    public IReadOnlyList<StudyScore> Scores { get; init; } = [];

    /// <summary>How it stands against the reference, by number of time steps; empty for the reference itself, and where recordings differ.</summary>
    public IReadOnlyList<StudyComparison> Comparisons { get; init; } = [];

    /// <summary>The published accuracy, with its number of time steps, which may be another; null if there is none.</summary>
    public PublishedFigure? Published { get; init; }

    /// <summary>T, the time steps of its networks.</summary>
    public required int Steps { get; init; }

    /// <summary>Where that was published.</summary>
    public string? Source { get; init; }

    /// <summary>The network that decides, of the first seed; null while no run is done, or where no column shows it.</summary>
    public StudyNetwork? Network { get; init; }

    /// <summary>Minutes of training, mean over the seeds; null while no run is done, or where no column shows it.</summary>
    public double? Minutes { get; init; }
}

/// <summary>What a table says of a network.</summary>
/// <param name="Neuron">Its neurons, or what it has in place of them.</param>
/// <param name="Parameters">How many numbers of it are learned.</param>
public sealed record StudyNetwork(string Neuron, long Parameters);

/// <summary>Accuracy after some time steps.</summary>
/// <param name="Steps">Number of time steps.</param>
/// <param name="Mean">Mean over the seeds, 0 to 1.</param>
/// <param name="Spread">Standard deviation of the sample of seeds (divided by n - 1); null of one seed.</param>
/// <param name="BySeed">Of each seed, ascending.</param>
public sealed record StudyScore(int Steps, double Mean, double? Spread, IReadOnlyList<double> BySeed)
{
    internal static StudyScore Of(int steps, IReadOnlyList<double> bySeed)
    {
        double mean = bySeed.Average();
        double? spread = bySeed.Count < 2 ? null : Math.Sqrt(bySeed.Sum(a => (a - mean) * (a - mean)) / (bySeed.Count - 1));
        return new StudyScore(steps, mean, spread, bySeed);
    }
}

/// <summary>How a setting stands against the reference.</summary>
/// <param name="Steps">After so many time steps.</param>
/// <param name="Seeds">Number of seeds that both have.</param>
/// <param name="Difference">Mean accuracy over these minus that of the reference, -1 to 1.</param>
/// <param name="Paired">The comparison on the same recordings.</param>
public sealed record StudyComparison(int Steps, int Seeds, double Difference, PairedComparison Paired);
