namespace Saccade.Training.Recipes;

/// <summary>Whether a potential equal to the threshold fires (facts 5.9).</summary>
public enum FireRule
{
    /// <summary>It fires; exact under conversion.</summary>
    AtOrAbove,

    /// <summary>It does not; what the published code does.</summary>
    Above,
}
