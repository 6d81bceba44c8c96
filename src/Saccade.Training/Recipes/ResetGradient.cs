namespace Saccade.Training.Recipes;

/// <summary>Whether the gradient passes through the reset (facts 5.13).</summary>
public enum ResetGradient
{
    /// <summary>It does.</summary>
    Full,

    /// <summary>The spike in the reset counts as a constant.</summary>
    Detached,
}
