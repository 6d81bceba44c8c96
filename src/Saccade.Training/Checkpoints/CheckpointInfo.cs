namespace Saccade.Training.Checkpoints;

/// <summary>Where a run stands, apart from its tensors.</summary>
public sealed record CheckpointInfo
{
    /// <summary>The phase that is running.</summary>
    public required string Phase { get; init; }

    /// <summary>Epochs of the phase that are done; 0 before the first.</summary>
    public required int Epoch { get; init; }

    /// <summary>The best epoch of the phase so far; null if no part decides, or none was done.</summary>
    public BestEpoch? Best { get; init; }

    /// <summary>Length of the run log in bytes when the checkpoint was made, before the checkpoint itself was announced in it.</summary>
    public required long MetricsLength { get; init; }

    /// <summary>Hash of the recipe, see <c>RecipeWriter.Hash</c>.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>Changes when a recording, its label or its part does, or a teacher's model file.</summary>
    public required string Data { get; init; }

    /// <summary>How far the epoch under way has come.</summary>
    public required EpochProgress Progress { get; init; }
}

/// <summary>The best epoch of a phase so far.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Accuracy">Its accuracy on the part that decides, 0 to 1.</param>
public sealed record BestEpoch(int Epoch, double Accuracy);

/// <summary>How far an epoch has come.</summary>
/// <param name="Seen">Samples that are done.</param>
/// <param name="Right">Of those, how many were decided rightly when they were seen.</param>
/// <param name="LossSum">Sum of their losses.</param>
/// <param name="TermSums">The same for each weighted term of the loss.</param>
/// <param name="Seconds">Seconds spent on the epoch.</param>
/// <param name="LastAccuracy">Accuracy of the epoch before on the part that decides, 0 to 1; null if there is none.</param>
/// <param name="OptimizerSteps">Steps that the optimiser has taken in the phase.</param>
public sealed record EpochProgress(int Seen, int Right, double LossSum, IReadOnlyList<double> TermSums, double Seconds, double? LastAccuracy, long OptimizerSteps)
{
    /// <summary>The beginning of a phase.</summary>
    /// <param name="terms">Terms of its objective.</param>
    public static EpochProgress None(int terms) => new(0, 0, 0, new double[terms], 0, null, 0);
}
