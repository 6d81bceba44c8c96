using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;

namespace Saccade.Training.Recipes;

/// <summary>Where the recordings come from and how they are split.</summary>
public sealed record DataRecipe
{
    /// <summary>How the data set lies on the disk, or how it is made.</summary>
    public DataLayout Layout { get; init; } = DataLayout.Auto;

    /// <summary>Folder or archive; null if the caller gives it.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// How the data set is divided: the name of a rule (official, hsd, sltt, spikingjelly, tebn) or a split file. Null for the layout's own
    /// parts, else <see cref="Test"/>. A validation part of the split goes before <see cref="Validation"/>.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>
    /// Share of every class that is set aside for testing where the layout has no test part: the last recordings in natural order of their names. 0 to below 1.
    /// </summary>
    public double Test { get; init; } = 0.1;

    /// <summary>Share of every class of the training part that is set aside for validation, drawn with <see cref="ValidationSeed"/>. 0 to below 1; 0 means none.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Share of every class of what is left for training that is learned from, drawn with <see cref="ValidationSeed"/>: for studies at a smaller scale. Above 0 to 1; 1 means all.</summary>
    public double Train { get; init; } = 1;

    /// <summary>Seed of the validation split, apart from the seed of the run so that runs with other seeds share their split.</summary>
    public ulong ValidationSeed { get; init; } = 1;

    /// <summary>A fold of a cross-validation of the training part, instead of a share; null for none. Set, it makes <see cref="Validation"/> 0.</summary>
    public FoldRecipe? Fold { get; init; }

    /// <summary>The recordings to generate; not null if and only if the layout is synthetic.</summary>
    public SyntheticOptions? Synthetic { get; init; }

    /// <summary>The recordings to simulate; not null if and only if the layout is simulated.</summary>
    public SimulatedRecipe? Simulated { get; init; }

    /// <summary>The synthetic recordings of a recipe that does not say more.</summary>
    public static SyntheticOptions UsualSynthetic { get; } = new() { TrainPerClass = 50, TestPerClass = 20, DurationMicros = 300_000 };

    /// <summary>Opens the data set.</summary>
    /// <param name="path">A path that goes before the recipe's; null for the recipe's own.</param>
    /// <param name="cancellation">Stops the search for recordings.</param>
    /// <exception cref="DatasetException">No path is given, or nothing of the layout is there.</exception>
    public RecordingCatalog Open(string? path = null, CancellationToken cancellation = default)
    {
        string? place = path ?? Path;
        return place is null && Layout.NeedsPath
            ? throw new DatasetException("data.path", "the recipe names no data set; give one with --data")
            : Layout.Open(this, place ?? "", cancellation);
    }
}

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

/// <summary>Which published data set a simulation imitates.</summary>
public enum SimulatedKind
{
    /// <summary>N-MNIST: three saccades, 34x34.</summary>
    Nmnist,

    /// <summary>CIFAR10-DVS: a closed loop, again and again, 128x128.</summary>
    Cifar10Dvs,
}

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
