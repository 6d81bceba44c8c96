using System.Text.RegularExpressions;
using Saccade.Files;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Several paths from one input, and what is made of their outputs. With two paths, body and shortcut, it is a residual block; an empty path passes on its input.
/// The SEW blocks of Fang et al. 2021 (arXiv 2102.04159) are <see cref="Combine.Add"/>, <see cref="Combine.And"/> and <see cref="Combine.Iand"/> of a body that ends in neurons.
/// </summary>
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

    internal static LayerKind Kind { get; } = LayerKind.Of<Branches>("branches", kinds => new Section<Branches>(new Branches([]))
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
        if (Paths.Count < Fewest || (Combine == Combine.Iand && Paths.Count != Fewest))
            throw new ArgumentException($"got {Paths.Count} paths, expected {(Combine == Combine.Iand ? "two to be combined by iand" : "at least two")}");
        if (Paths.DistinctBy(p => p.Name).Count() != Paths.Count)
            throw new ArgumentException($"got paths {string.Join(", ", Paths.Select(p => p.Name))}, expected distinct names");
        var outputs = Paths.Select(p => p.OutputOf(input)).ToList();
        return outputs.TrueForAll(o => o == outputs[0])
            ? outputs[0]
            : throw new ArgumentException($"the paths emit {string.Join(" and ", outputs)}, expected equal extents");
    }

    /// <inheritdoc/>
    public override LayerDescription MapInside(Func<LayerDescription, LayerDescription> replace)
        => this with { Paths = [.. Paths.Select(p => p with { Layers = p.Layers.Map(replace) })] };

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new BranchesLayer(scope, this, input);

    private static MapKind<LayerPath, LayerList> PathsOf(Kind<LayerList> layers) => new(
        layers, new TextKind("small letters, digits and hyphens, a letter first", PathName()), (name, value) => new LayerPath(name, value), path => (path.Name, path.Layers), Fewest);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathName();
}

/// <summary>What is made of the outputs of paths. On spikes of 0 and 1, <see cref="And"/> and <see cref="Iand"/> are the logical functions.</summary>
public enum Combine
{
    /// <summary>Their sum.</summary>
    Add,

    /// <summary>Their product.</summary>
    And,

    /// <summary>(1 - first) * second: not the first, and the second.</summary>
    Iand,
}

/// <summary>The built layer.</summary>
public sealed class BranchesLayer : Layer
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
        var y = pass.Run(Inner[0], x);
        foreach (var path in Inner.Skip(1))
            y = Join(y, pass.Run(path, x));
        return y;
    }

    private Tensor Join(Tensor a, Tensor b) => _combine switch
    {
        Combine.Add => BinaryOp.Add(a, b),
        Combine.And => BinaryOp.Multiply(a, b),
        _ => BinaryOp.Subtract(b, BinaryOp.Multiply(a, b)),
    };
}
