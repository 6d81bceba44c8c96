namespace Saccade.Training.Recipes;

/// <summary>Generated recordings.</summary>
public sealed record SyntheticRecipe
{
    /// <summary>Training recordings of each class.</summary>
    public int TrainPerClass { get; init; } = 50;

    /// <summary>Test recordings of each class.</summary>
    public int TestPerClass { get; init; } = 20;

    /// <summary>Width of the sensor in pixels.</summary>
    public int Width { get; init; } = 34;

    /// <summary>Height of the sensor in pixels.</summary>
    public int Height { get; init; } = 34;

    /// <summary>Length of a recording in milliseconds.</summary>
    public int DurationMs { get; init; } = 300;

    /// <summary>Seed of the generator.</summary>
    public ulong Seed { get; init; } = 1;
}
