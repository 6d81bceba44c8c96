using Saccade.Events.Cache;
using Saccade.Training.Checkpoints;
using Saccade.Training.Loops;
using Saccade.Training.Ranks;
using Saccade.Training.RunLog;

namespace Saccade.Training.Runs;

/// <summary>How a run is carried out; nothing here changes its result.</summary>
public sealed record TrainingSessionOptions
{
    /// <summary>Whether the run may begin or go on.</summary>
    public RunFolderMode Mode { get; init; } = RunFolderMode.Create;

    /// <summary>Whether the result is tried on the test part at the end. Without it the test part is not touched, unless a phase keeps its best test epoch.</summary>
    public bool Test { get; init; }

    /// <summary>Where prepared frames are kept; null to keep none.</summary>
    public FrameCache? Cache { get; init; }

    /// <summary>Phases that are shared with other runs; null for none.</summary>
    public PhaseLibrary? Library { get; init; }

    /// <summary>Told how the preparation of frames goes; called from several threads, never at the same time.</summary>
    public Action<PreparationProgress>? Preparing { get; init; }

    /// <summary>Told when the data is ready, before a new run folder is made; null for no one.</summary>
    public Action<Data.TrainingData>? Prepared { get; init; }

    /// <summary>Told everything that happens in training, after the run log; null for no one.</summary>
    public ITrainingObserver? Observer { get; init; }

    /// <summary>Whether the run folder gets an event file for TensorBoard beside the run log.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>
    /// The processes that train together; null for this one alone. Each calls with its own options: the first with the run folder (<see cref="TrainingSession.Run"/>), the others with
    /// <see cref="TrainingSession.Follow"/>.
    /// </summary>
    public RankGroup? Ranks { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
