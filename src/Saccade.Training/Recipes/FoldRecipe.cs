namespace Saccade.Training.Recipes;

/// <summary>One fold of a stratified cross-validation.</summary>
public sealed record FoldRecipe
{
    /// <summary>The fold that validates, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Number of folds, 2 or more.</summary>
    public int Of { get; init; } = 5;

    /// <summary>
    /// Whether a fold is a run of neighbours in natural order, instead of drawn: for data sets whose neighbours show the same
    /// object or drive, of which a drawn fold would hold twins of what it trains on.
    /// </summary>
    public bool Blocks { get; init; }
}
