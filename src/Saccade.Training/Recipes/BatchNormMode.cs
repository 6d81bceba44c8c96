namespace Saccade.Training.Recipes;

/// <summary>What batch normalisation does in a phase (facts 5.10).</summary>
public enum BatchNormMode
{
    /// <summary>Uses batch statistics, updates the running ones, trains scale and shift.</summary>
    Train,

    /// <summary>Uses the running statistics without updating them, trains scale and shift.</summary>
    FrozenStatistics,

    /// <summary>Uses the running statistics and changes nothing.</summary>
    Frozen,
}
