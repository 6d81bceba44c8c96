using Saccade.Tensors;

namespace Saccade.Networks.Import;

/// <summary>The tensors of a file by their plain names, what has become of them, and what does not fit.</summary>
internal sealed class ForeignTensors
{
    private const string Membrane = "membrane", ForeignMembrane = "w", Bias = "bias";

    private readonly WeightFile _file;
    private readonly Dictionary<string, WeightEntry> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public ForeignTensors(WeightFile file)
    {
        _file = file;
        foreach (var entry in file.Entries)
        {
            if (!_byName.TryAdd(ForeignNames.Plain(entry.Name), entry))
                Problems.Add($"twice: {ForeignNames.Plain(entry.Name)}, once as {entry.Name}");
        }
    }

    public List<string> Problems { get; } = [];

    public WeightEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The names that nothing has taken: those that the network should use, or those that its kind never uses.</summary>
    public IEnumerable<string> Left(ForeignNames names, bool used) => _byName.Keys.Where(name => !_taken.Contains(name) && names.Leaves(name) != used);

    /// <summary>Gives a parameter its values.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="layer">Where its layer is in the file.</param>
    /// <param name="map">The map whose flattened values are its inputs; null for none.</param>
    public void Fill(Parameter parameter, ForeignLayer layer, FeatureSize? map)
    {
        string own = parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];
        string name = layer.Key(own == Membrane ? ForeignMembrane : own);
        var (outputs, inputs, height, width) = Extents(parameter.Shape, map);
        int[] expected = parameter.Shape.Axes switch
        {
            "HWIO" => [outputs * layer.Parts, inputs, height, width],
            "IO" => [outputs * layer.Parts, inputs * height * width],
            "HWC" => [1, parameter.Shape[0] * parameter.Shape[1], parameter.Shape[2]], // tokens, of a batch of one
            _ => [outputs * layer.Parts],
        };
        if (Find(name) is null && own == Bias && !layer.HasBias)
            return;
        if (Take(name, expected, parameter.Name) is { } values)
            Reorder(values.AsSpan(layer.Part * parameter.Values.Length, parameter.Values.Length), inputs, height * width, outputs, parameter.Values);
    }

    /// <summary>A bias before a batch norm, which a network here does not have, is a shift of its mean.</summary>
    public void MoveBias(ForeignLayer convolution, BatchNormLayer norm)
    {
        int channels = norm.RunningMean.Values.Length;
        string name = convolution.Key(Bias);
        if (Find(name) is null || Take(name, [channels * convolution.Parts], norm.RunningMean.Name) is not { } values)
            return;
        for (int c = 0; c < channels; c++)
            norm.RunningMean.Values[c] -= values[(convolution.Part * channels) + c];
    }

    /// <summary>Outputs, inputs, rows and columns of the kernel: of a linear layer on a flattened map those of the map, of a vector its elements alone.</summary>
    private static (int Outputs, int Inputs, int Height, int Width) Extents(Shape shape, FeatureSize? map) => shape.Axes switch
    {
        "HWIO" => (shape[3], shape[2], shape[0], shape[1]),
        "IO" when map is not null => (shape[1], map.Channels, map.Height, map.Width),
        "IO" => (shape[1], shape[0], 1, 1),
        _ => (shape.Count, 1, 1, 1),
    };

    /// <summary>[outputs, inputs, positions] to [positions, inputs, outputs].</summary>
    private static void Reorder(ReadOnlySpan<float> values, int inputs, int positions, int outputs, Span<float> destination)
    {
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int p = 0; p < positions; p++)
                    destination[(((p * inputs) + i) * outputs) + o] = values[(((o * inputs) + i) * positions) + p];
            }
        }
    }

    private float[]? Take(string name, int[] expected, string parameter)
    {
        _taken.Add(name);
        if (Find(name) is not { } entry)
            Problems.Add($"missing: {name} [{string.Join(", ", expected)}] for {parameter}");
        else if (!Same(entry.Shape, expected))
            Problems.Add($"wrong shape: {name} {entry.Extents}, expected [{string.Join(", ", expected)}] for {parameter}");
        else if (!entry.IsFloat)
            Problems.Add($"wrong type: {name} {entry.Type}, expected real numbers for {parameter}");
        else
            return _file.ReadFloats(entry.Name);
        return null;
    }

    /// <summary>Extents of 1 may be left out at the end: kernels of one position are kept as those of a convolution of one axis or of a linear layer, a number as a vector of one.</summary>
    private static bool Same(IReadOnlyList<int> got, int[] expected)
        => got.SequenceEqual(expected) || (got.Count < expected.Length && got.SequenceEqual(expected.Take(got.Count)) && expected.Skip(got.Count).All(extent => extent == 1));
}
