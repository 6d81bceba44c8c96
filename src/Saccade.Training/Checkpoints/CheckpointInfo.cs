namespace Saccade.Training.Checkpoints;

/// <summary>Where a run stands, apart from its tensors.</summary>
public sealed record CheckpointInfo
{
    /// <summary>The phase that is running.</summary>
    public required string Phase { get; init; }

    /// <summary>Epochs of the phase that are done; 0 before the first.</summary>
    public required int Epoch { get; init; }

    /// <summary>The best epoch of the phase so far; null if none was validated.</summary>
    public BestEpoch? Best { get; init; }

    /// <summary>Length of the run log in bytes when the checkpoint was made, before the checkpoint itself was announced in it.</summary>
    public required long MetricsLength { get; init; }

    /// <summary>Hash of the recipe, see <c>RecipeWriter.Hash</c>.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>Whatever else the trainer needs to go on, as texts.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>();
}
