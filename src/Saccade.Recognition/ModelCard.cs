namespace Saccade.Recognition;

/// <summary>What a model file says beside the network: enough to use it without any other file, and where it came from.</summary>
public sealed record ModelCard
{
    /// <summary>Name of the model, for example that of its recipe.</summary>
    public required string Name { get; init; }

    /// <summary>How a recording becomes frames.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Names of the classes, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How its file keeps weights; <see cref="ModelFile.Save"/> rounds them accordingly, and plans compute with what is here.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>The effective recipe that trained it, as YAML; null if there was none.</summary>
    public string? Recipe { get; init; }

    /// <summary>Measurements by name, for example <c>test.accuracy-by-steps</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>
    /// Hashes over names and labels of the recordings it was trained, validated and tested on, by <c>train</c>, <c>validation</c> and <c>test</c>; empty if
    /// not known. They tell whether recordings at hand are the same.
    /// </summary>
    public IReadOnlyDictionary<string, string> Splits { get; init; } = new Dictionary<string, string>();
}
