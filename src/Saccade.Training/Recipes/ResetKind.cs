namespace Saccade.Training.Recipes;

/// <summary>What a spike does to the potential.</summary>
public enum ResetKind
{
    /// <summary>Sets it to 0.</summary>
    Hard,

    /// <summary>Subtracts the threshold.</summary>
    Soft,
}
