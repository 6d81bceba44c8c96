namespace Saccade.Training.Recipes;

/// <summary>The stand-in for the derivative of a spike.</summary>
public sealed record SurrogateRecipe
{
    /// <summary>The function.</summary>
    public SurrogateKind Kind { get; init; } = SurrogateKind.Triangle;

    /// <summary>Its parameter <c>a</c>: a width for triangle (gamma) and rectangle, a steepness for the others; above 0.</summary>
    public double Alpha { get; init; } = 1;
}
