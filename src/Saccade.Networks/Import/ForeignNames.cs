namespace Saccade.Networks.Import;

/// <summary>Where the parameters of one layer are in a file of another program.</summary>
/// <param name="Prefix">What stands before <c>.weight</c>, <c>.bias</c> and so on, without segments <c>module</c>, which wrappers add.</param>
/// <param name="Part">Which part of the outputs of that name is the layer's, from 0; queries, keys and values often share one.</param>
/// <param name="Parts">How many parts there are.</param>
/// <param name="HasBias">Whether it has a bias there; a bias that it lacks is 0.</param>
public sealed record ForeignLayer(string Prefix, int Part = 0, int Parts = 1, bool HasBias = true)
{
    /// <summary>What its one parameter is called there, if not as here; null for as here.</summary>
    public string? Parameter { get; init; }

    /// <summary>The name of a parameter, for example <c>layer1.0.conv1.weight</c>.</summary>
    public string Key(string parameter) => Prefix.Length == 0 ? Parameter ?? parameter : $"{Prefix}.{Parameter ?? parameter}";
}

/// <summary>How one program names the layers of a network.</summary>
/// <param name="Layers">A name for each layer that has parameters, in the order of <see cref="Network.AllLayers"/>.</param>
/// <param name="Unused">Segments of names that the program saves and never uses, for example <c>norm1</c>.</param>
public sealed record ForeignNames(IReadOnlyList<ForeignLayer> Layers, IReadOnlyList<string> Unused)
{
    private const string Wrapper = "module", Compiled = "_orig_mod", Batches = "num_batches_tracked";

    /// <summary>Names without any that the program never uses.</summary>
    public ForeignNames(IEnumerable<string> prefixes)
        : this([.. prefixes.Select(prefix => new ForeignLayer(prefix))], [])
    {
    }

    /// <summary>A name without what wrappers of a network put into it: <c>module.conv1.weight</c> is <c>conv1.weight</c>.</summary>
    public static string Plain(string name) => string.Join('.', name.Split('.').Where(segment => segment is not (Wrapper or Compiled)));

    /// <summary>Whether a tensor of that name has no part in what the network computes.</summary>
    internal bool Leaves(string name) => name.Split('.').Any(segment => segment == Batches || Unused.Contains(segment));
}
