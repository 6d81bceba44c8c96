using System.Text.RegularExpressions;
using Saccade.Files;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Several paths from one input, and what is made of their outputs. With two paths, body and shortcut, it is a residual block; an empty path passes on its input.
/// The SEW blocks of Fang et al. 2021 (arXiv 2102.04159) are <see cref="Combine.Add"/>, <see cref="Combine.And"/> and <see cref="Combine.Iand"/> of a body that ends in neurons.
/// </summary>
/// <remarks>
/// All paths emit equal extents, and so do the branches, but for <see cref="Combine.Concatenate"/>, which asks for equal H and W and adds up C (of flat features, F), and <see cref="Combine.And"/>, which
/// repeats masks over the largest.
/// </remarks>
/// <param name="Paths">The paths, at least two, with distinct names.</param>
/// <param name="Combine">What is made of their outputs.</param>
public sealed partial record Branches(ValueList<LayerPath> Paths, Combine Combine = Combine.Add) : LayerDescription
{
    private const int Fewest = 2;

    /// <inheritdoc/>
    public override string Title => "branches";

    /// <inheritdoc/>
    public override string Detail => $"{string.Join(", ", Paths.Select(p => p.Name))}: {KebabCase.Of(Combine.ToString())}";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPath> Inner => Paths;

    internal static LayerKind Kind { get; } = LayerKind.Of<Branches>("branches", kinds => new Section<Branches>(new Branches([])).Means("Paths side by side whose outputs become one.")
        .Key("combine", new ChoiceKind<Combine>(), b => b.Combine, (b, v) => b with { Combine = v }, "What is made of the outputs of the paths.")
        .Key("paths", PathsOf(kinds.Layers), b => b.Paths, (b, v) => b with { Paths = v }, "Lists of layers by name, at least two; an empty list passes on the input.", required: true));

    /// <summary>The only form of branches in model files of format 1 before this layer: body(x) + shortcut(x).</summary>
    internal static LayerKind Residual { get; } = LayerKind.Former<Branches>("residual", kinds => new Section<Branches>(Add([], []))
        .Key("body", kinds.Layers, b => b.Paths[0].Layers, (b, v) => Add(v, b.Paths[1].Layers), "Layers of the main path.", required: true)
        .Key("shortcut", kinds.Layers, b => b.Paths[1].Layers, (b, v) => Add(b.Paths[0].Layers, v), "Layers of the short path.", required: true));

    /// <summary>A residual block: body(x) + shortcut(x).</summary>
    /// <param name="body">Layers of the main path.</param>
    /// <param name="shortcut">Layers of the short path; none for the identity.</param>
    public static Branches Add(LayerList body, LayerList shortcut) => new([new LayerPath("body", body), new LayerPath("shortcut", shortcut)]);

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        bool takesTwo = Combine is Combine.Iand or Combine.Gate;
        if (Paths.Count < Fewest || (takesTwo && Paths.Count != Fewest))
            throw new ArgumentException($"got {Paths.Count} paths, expected {(takesTwo ? $"two to be combined by {KebabCase.Of(Combine.ToString())}" : "at least two")}");
        if (Paths.DistinctBy(p => p.Name).Count() != Paths.Count)
            throw new ArgumentException($"got paths {string.Join(", ", Paths.Select(p => p.Name))}, expected distinct names");
        return Joined([.. Paths.Select(p => p.OutputOf(input))]);
    }

    /// <inheritdoc/>
    public override LayerDescription MapInside(Func<LayerDescription, LayerDescription> replace)
        => this with { Paths = [.. Paths.Select(p => p with { Layers = p.Layers.Map(replace) })] };

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new BranchesLayer(scope, this, input);

    private FeatureSize Joined(FeatureSize[] outputs)
    {
        var (height, width, _, isFlat) = outputs[0];
        var largest = outputs.MaxBy(o => o.Count)!;
        string? expected = Combine switch
        {
            Combine.Concatenate => Array.TrueForAll(outputs, o => (o.Height, o.Width, o.IsFlat) == (height, width, isFlat)) ? null : "maps of equal height and width, or flat features",
            Combine.And => Array.TrueForAll(outputs, o => Repeats(o, largest)) ? null : "equal extents, or such as can be repeated over the largest",
            _ => Array.TrueForAll(outputs, o => o == outputs[0]) ? null : "equal extents",
        };
        if (expected is not null)
            throw new ArgumentException($"the paths emit {string.Join(" and ", (object[])outputs)}, expected {expected}");
        // Each sum is checked before the next is added, so that none overflows.
        return Combine == Combine.Concatenate ? outputs.Aggregate((sum, next) => new FeatureSize(height, width, sum.Channels + next.Channels, isFlat)) : largest;
    }

    private static bool Repeats(FeatureSize small, FeatureSize large) => small == large
        || (!small.IsFlat && !large.IsFlat && (small.Height == 1 || small.Height == large.Height) && (small.Width == 1 || small.Width == large.Width) && large.Channels % small.Channels == 0);

    private static MapKind<LayerPath, LayerList> PathsOf(Kind<LayerList> layers) => new(
        layers, new TextKind("small letters, digits and hyphens, a letter first", PathName()), (name, value) => new LayerPath(name, value), path => (path.Name, path.Layers), Fewest);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathName();
}

/// <summary>
/// What is made of the outputs of paths, element by element but for <see cref="Concatenate"/>. On spikes of 0 and 1, <see cref="And"/> and <see cref="Iand"/> are the
/// logical functions. Only <see cref="Add"/> and <see cref="Concatenate"/> pass on means over time as they are, so that conversion to spikes stays exact through them.
/// </summary>
public enum Combine
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>
    /// Their product. A mask of one row, one column or fewer channels is repeated: [1, 1, C] over all positions, and each channel of [H, W, G] over C / G neighbouring channels of [H, W, C].
    /// </summary>
    And,

    /// <summary>(1 - first) * second, of two paths: not the first, and the second.</summary>
    Iand,

    /// <summary>
    /// One after the other along the channels, in the order of the paths: [H, W, C1] and [H, W, C2] give [H, W, C1 + C2], and [F1] and [F2] give [F1 + F2]. Spikes
    /// stay spikes, but are kept as floats, no longer as bits; convolutions after them skip zeros as before.
    /// </summary>
    Concatenate,

    /// <summary>
    /// sigmoid(first) * second, of two paths: the first says how much of the second passes. Of spikes of the second, zeros stay and the others become numbers
    /// below their height.
    /// </summary>
    Gate,
}

/// <summary>The built layer; its parameters are those of the layers of its paths.</summary>
public sealed class BranchesLayer : Layer, IOnnxLayer
{
    private readonly Combine _combine;

    internal BranchesLayer(LayerScope scope, Branches d, FeatureSize input)
        : base(scope, d, input)
    {
        _combine = d.Combine;
        Inner = [.. d.Paths.Select(p => p.Build(scope, input))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Layer>> Inner { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        Tensor[] outputs = [.. Inner.Select(path => pass.Run(path, x))];
        return _combine switch
        {
            Combine.Add => outputs.Aggregate(BinaryOp.Add),
            Combine.And => outputs.Aggregate(Masked),
            Combine.Iand => BinaryOp.Subtract(outputs[1], BinaryOp.Multiply(outputs[0], outputs[1])),
            Combine.Concatenate => ConcatenateOp.Apply(Output.IsFlat ? 'F' : 'C', outputs),
            _ => BinaryOp.Multiply(UnaryOp.Sigmoid(outputs[0]), outputs[1]),
        };
    }

    /// <summary>The product of two maps, the smaller repeated over the larger.</summary>
    private static Tensor Masked(Tensor x, Tensor y)
    {
        if (x.Shape.Equals(y.Shape))
            return BinaryOp.Multiply(x, y);
        int channels = Math.Max(x.Shape[^1], y.Shape[^1]), groups = Math.Min(x.Shape[^1], y.Shape[^1]);
        var product = BinaryOp.Multiply(Grouped(x), Grouped(y));
        return ReshapeOp.Apply(product, new Shape("TNHWC", product.Shape[0], product.Shape[1], product.Shape[2], product.Shape[3], channels));

        Tensor Grouped(Tensor t) => ReshapeOp.Apply(t, new Shape("TNHWGC", t.Shape[0], t.Shape[1], t.Shape[2], t.Shape[3], groups, t.Shape[4] / groups));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string[] outputs = [.. Inner.Select(path => Export(path, graph, x))];
        return _combine switch
        {
            Combine.Add => outputs.Aggregate((sum, next) => graph.Add("Add", [sum, next])),
            Combine.And => Masked(graph, outputs),
            Combine.Iand => graph.Add("Sub", [outputs[1], graph.Add("Mul", [outputs[0], outputs[1]])]),
            Combine.Concatenate => graph.Add("Concat", outputs, ("axis", 1)),
            _ => graph.Add("Mul", [graph.Add("Sigmoid", [outputs[0]]), outputs[1]]),
        };
    }

    private string Masked(OnnxGraph graph, string[] outputs)
    {
        FeatureSize[] sizes = [.. Inner.Select(path => path.Count == 0 ? Output : path[^1].Output)];
        int groups = sizes.Min(size => size.Channels);
        if (groups == Output.Channels)
            return outputs.Aggregate((product, next) => graph.Add("Mul", [product, next]));
        var grouped = outputs.Zip(sizes, (value, size) => graph.Reshape(value, 0, groups, size.Channels / groups, size.Height, size.Width));
        return graph.Reshape(grouped.Aggregate((product, next) => graph.Add("Mul", [product, next])), 0, Output.Channels, Output.Height, Output.Width);
    }
}
