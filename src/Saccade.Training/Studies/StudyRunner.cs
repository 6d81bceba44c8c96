using Saccade.Events.Cache;
using Saccade.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;

namespace Saccade.Training.Studies;

/// <summary>
/// Carries out a study in a folder: runs what is missing, goes on with what was stopped or killed, and passes over what fails. Any number of processes may do so with one folder at
/// once, also on several machines; each run is done by one of them.
/// </summary>
public sealed class StudyRunner
{
    private readonly StudyPlan _plan;
    private readonly StudyFolder _folder;
    private readonly StudyRunOptions _options;
    private readonly LeaseFolder _leases;
    private readonly Dictionary<string, int> _positions;

    /// <summary>Prepares it; makes the folder.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Where its runs go, each in a folder of its own.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public StudyRunner(StudyPlan plan, string folder, StudyRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (_plan, _folder, _options) = (plan, new StudyFolder(folder), options ?? new StudyRunOptions());
        _leases = new LeaseFolder(Directory.CreateDirectory(LeaseFolder.PathIn(folder)).FullName, _options.Time, _options.StaleAfter);
        string[] names = [.. plan.Everything.Select(run => run.Name).Distinct()];
        _positions = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        _leases.Forgive(names);
    }

    /// <summary>Runs until every run of this process's share is done or has failed, also those that others work on now.</summary>
    /// <param name="cancellation">Stops the present run, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the same call goes on from there.</exception>
    /// <exception cref="RunFolderException">Runs that are there were begun with other recordings.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public StudyOutcome Run(CancellationToken cancellation = default)
    {
        StudyData.Check(_plan, _folder, cancellation);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            StudyRun[] open = [.. _plan.Needed(State).Where(IsOpen)];
            StudyRun[] mine = [.. open.Where(IsOfShare)];
            if (mine.Length == 0)
                return new StudyOutcome([.. Failures()], open);
            if (!mine.Any(run => TryDo(run, cancellation)))
            {
                _options.Observer?.Wait(mine.Length);
                cancellation.WaitHandle.WaitOne(_options.WaitBetweenLooks);
            }
        }
    }

    /// <summary>How far a run is, by its folder and the leases.</summary>
    private StudyRunState State(StudyRun run) => _folder.Answers(run) is { } answers ? new StudyRunState(answers, null) : new StudyRunState(null, _leases.Failure(run.Name));

    private bool IsOpen(StudyRun run) => State(run) is { Answers: null, Failure: null };

    private bool IsOfShare(StudyRun run) => _positions[run.Name] % _options.Shard.Of == _options.Shard.Index - 1;

    private List<StudyRun> Left() => [.. _plan.Needed(State).Concat(_plan.Expected(State)).Where(IsOpen).Where(IsOfShare).DistinctBy(run => (run.Name, run.Split))];

    private IEnumerable<StudyFailure> Failures() => _plan.Needed(State).Select(run => (run, State(run).Failure)).Where(pair => pair.Failure is not null).Select(pair => new StudyFailure(pair.run, pair.Failure!));

    /// <summary>Does a run, if nobody else does; false if somebody does.</summary>
    private bool TryDo(StudyRun run, CancellationToken cancellation)
    {
        if (RunFolder.IsInUse(_folder.Of(run)))
            return false;
        using var lease = _leases.TryTake(run.Name);
        if (lease is null)
            return false;
        if (_folder.Answers(run) is not null)
        {
            lease.Release(LeaseEnd.Done); // the owner before ended between looking and taking
            return true;
        }

        if (lease.IsTakenOver)
            _folder.Detach(run);
        _options.Observer?.Begin(run, Left());
        try
        {
            Train(run, lease, cancellation);
        }
        catch (OperationCanceledException)
        {
            lease.Release(LeaseEnd.Stopped);
            throw;
        }
        catch (LeaseLostException e)
        {
            _options.Observer?.End(run, e.Message);
            return true;
        }
        catch (Exception e)
        {
            lease.Release(LeaseEnd.Failed, ErrorText.Of(e));
            _options.Observer?.End(run, ErrorText.Of(e));
            return true;
        }

        lease.Release(LeaseEnd.Done);
        _options.Observer?.End(run, failure: null);
        return true;
    }

    private void Train(StudyRun run, RunLease lease, CancellationToken cancellation) => TrainingSession.Run(
        run.Recipe,
        _folder.Of(run),
        new TrainingSessionOptions
        {
            Mode = RunFolderMode.CreateOrResume,
            Test = run.Split == StudySplit.Test,
            Cache = _options.Cache,
            Library = _folder.Phases,
            Preparing = _options.Observer is { } watcher ? watcher.Prepare : null,
            Observer = new Fence(lease, run, _options.Observer),
            Time = _options.Time,
        },
        cancellation);

    /// <summary>Ends a run that is no longer this process's before it saves any more, and passes on what happens in one that is.</summary>
    private sealed class Fence(RunLease lease, StudyRun run, IStudyObserver? observer) : ITrainingObserver
    {
        public void Observe(TrainingEvent happened)
        {
            if (happened is not RunEnded)
                lease.Demand();
            observer?.Observe(run, happened);
        }
    }
}

/// <summary>How a study is carried out; nothing here changes its results.</summary>
public sealed record StudyRunOptions
{
    /// <summary>How long a process may be silent until others take over its run, unless they see that it has ended.</summary>
    public static TimeSpan UsualStaleAfter { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The share of the runs that this process does.</summary>
    public StudyShard Shard { get; init; } = StudyShard.Whole;

    /// <summary>Where prepared frames are kept; null to keep none.</summary>
    public FrameCache? Cache { get; init; }

    /// <summary>Told what happens; null for no one.</summary>
    public IStudyObserver? Observer { get; init; }

    /// <summary>How long a process may be silent until others take over its run.</summary>
    public TimeSpan StaleAfter { get; init; } = UsualStaleAfter;

    /// <summary>How long a process waits until it looks again whether a run that another works on is done or free.</summary>
    public TimeSpan WaitBetweenLooks { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A share of the runs of a study: every <paramref name="Of"/>th, from the <paramref name="Index"/>th on.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Of">Number of shares.</param>
public readonly record struct StudyShard(int Index, int Of)
{
    /// <summary>All runs.</summary>
    public static StudyShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>3/16</c>; null for anything else.</summary>
    public static StudyShard? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var i, var n] && int.TryParse(i, out int index) && int.TryParse(n, out int of) && index >= 1 && index <= of ? new StudyShard(index, of) : null;
    }
}

/// <summary>Told how a study goes; calls come from one thread but for <see cref="Prepare"/>.</summary>
public interface IStudyObserver
{
    /// <summary>A run begins or goes on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="left">The runs of this process's share that are left, this one among them; what is not chosen yet has a value in its place.</param>
    void Begin(StudyRun run, IReadOnlyList<StudyRun> left);

    /// <summary>Recordings become frames.</summary>
    void Prepare(PreparationProgress progress);

    /// <summary>Something happened in the run.</summary>
    void Observe(StudyRun run, TrainingEvent happened);

    /// <summary>A run is over.</summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">Why it failed; null if it is done.</param>
    void End(StudyRun run, string? failure);

    /// <summary>Others work on all runs that are left.</summary>
    /// <param name="left">How many these are.</param>
    void Wait(int left);
}

/// <summary>How a study ended.</summary>
/// <param name="Failures">Runs that failed.</param>
/// <param name="Left">Runs that belong to other shares and are not done.</param>
public sealed record StudyOutcome(IReadOnlyList<StudyFailure> Failures, IReadOnlyList<StudyRun> Left);

/// <summary>A run that failed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Why.</param>
public sealed record StudyFailure(StudyRun Run, string Reason);
