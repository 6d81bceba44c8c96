namespace Saccade.Training.Recipes;

/// <summary>Where the recordings come from and how they are split.</summary>
public sealed record DataRecipe
{
    /// <summary>How the data set lies on the disk.</summary>
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

    /// <summary>Seed of the validation split, apart from the seed of the run so that runs with other seeds share their split.</summary>
    public ulong ValidationSeed { get; init; } = 1;

    /// <summary>A fold of a cross-validation of the training part, instead of a share; null for none. Set, it makes <see cref="Validation"/> 0.</summary>
    public FoldRecipe? Fold { get; init; }

    /// <summary>The recordings to generate; not null if and only if the layout is synthetic.</summary>
    public SyntheticRecipe? Synthetic { get; init; }

    /// <summary>The recordings to simulate; not null if and only if the layout is simulated.</summary>
    public SimulatedRecipe? Simulated { get; init; }
}
