namespace Saccade.Training.Recipes;

/// <summary>One fold of a stratified cross-validation.</summary>
public sealed record FoldRecipe
{
    /// <summary>The fold that validates, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Number of folds, 2 or more.</summary>
    public int Of { get; init; } = 5;
}
