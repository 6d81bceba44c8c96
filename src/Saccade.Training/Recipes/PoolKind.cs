namespace Saccade.Training.Recipes;

/// <summary>Pooling of 2x2 positions.</summary>
public enum PoolKind
{
    /// <summary>Their mean; exact under conversion.</summary>
    Average,

    /// <summary>Their maximum; not exact under conversion (facts 5.15).</summary>
    Max,
}
