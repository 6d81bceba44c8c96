namespace Saccade.Training.Recipes;

/// <summary>Recordings simulated from still images.</summary>
public sealed record SimulatedRecipe
{
    /// <summary>Motion, display and camera.</summary>
    public SimulatedKind Kind { get; init; } = SimulatedKind.Nmnist;

    /// <summary>Training recordings, all classes together.</summary>
    public int Train { get; init; } = 10_000;

    /// <summary>Test recordings, of other images than those for training; 0 for none.</summary>
    public int Test { get; init; }

    /// <summary>Images at the beginning of the set that are not used, since real recordings of them are for testing.</summary>
    public int SkipImages { get; init; }

    /// <summary>Seed of the choice of images and of the simulation.</summary>
    public ulong Seed { get; init; } = 1;
}
