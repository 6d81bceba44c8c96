using Saccade.Kernels.Pooling;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Pooling of a map over a square window, [H, W, C] to [H', W', C] with H' = floor((H + 2 padding - kernel) / stride) + 1 and W' alike.</summary>
/// <param name="Kernel">Side of the window.</param>
/// <param name="Stride">Step; 0 for the window's side.</param>
/// <param name="Padding">On every side, at most half the window.</param>
public abstract record Pooling(int Kernel, int Stride, int Padding) : LayerDescription
{
    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        var geometry = GeometryOn(input);
        return new FeatureSize(geometry.Output.Height, geometry.Output.Width, input.Channels);
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new PoolLayer(scope, this, input);

    /// <summary>The pooling of a kind with windows side by side.</summary>
    /// <param name="kind">Mean or maximum.</param>
    /// <param name="size">Side of the window.</param>
    public static Pooling Of(PoolKind kind, int size = 2) => kind == PoolKind.Max ? new MaxPool(size) : new AveragePool(size);

    /// <summary>The keys that all poolings have.</summary>
    private protected static Section<T> Keys<T>(T defaults)
        where T : Pooling => new Section<T>(defaults)
        .Key("kernel", new WholeKind(1, 255), p => p.Kernel, (p, v) => (T)(p with { Kernel = v }), "Side of the window.")
        .Key("stride", new WholeKind(0, 255), p => p.Stride, (p, v) => (T)(p with { Stride = v }), "Step in both directions; 0 for the window's side.")
        .Key("padding", new WholeKind(0, 127), p => p.Padding, (p, v) => (T)(p with { Padding = v }), "Positions added on every side, at most half the window.")
        .Formerly("size", "the key 'kernel'");

    internal PoolGeometry GeometryOn(FeatureSize input)
    {
        input.RequireMap();
        return PoolGeometry.Square((input.Height, input.Width), input.Channels, Kernel, Stride == 0 ? Kernel : Stride, Padding);
    }

    internal abstract Tensor Apply(PoolGeometry geometry, Tensor x);

    internal abstract string Export(OnnxGraph graph, string x, OnnxAttribute[] window);
}

/// <summary>What pooling makes of the positions of a window.</summary>
public enum PoolKind
{
    /// <summary>Their mean; exact under conversion.</summary>
    Average,

    /// <summary>Their maximum; not exact under conversion.</summary>
    Max,
}

/// <summary>Average pooling; padding counts as zeros.</summary>
/// <param name="Kernel">Side of the window.</param>
/// <param name="Stride">Step; 0 for the window's side.</param>
/// <param name="Padding">Zeros on every side, at most half the window.</param>
public sealed record AveragePool(int Kernel = 2, int Stride = 0, int Padding = 0) : Pooling(Kernel, Stride, Padding)
{
    /// <inheritdoc/>
    public override string Title => "average pool";

    internal static LayerKind Kind { get; } = LayerKind.Of("average-pool", () => Keys(new AveragePool()).Means("The mean of each window."));

    internal override Tensor Apply(PoolGeometry geometry, Tensor x) => PoolOp.Average(geometry, x);

    internal override string Export(OnnxGraph graph, string x, OnnxAttribute[] window) => graph.Add("AveragePool", [x], [.. window, ("count_include_pad", 1)]);
}

/// <summary>Max pooling; padding never wins.</summary>
/// <param name="Kernel">Side of the window.</param>
/// <param name="Stride">Step; 0 for the window's side.</param>
/// <param name="Padding">On every side, at most half the window.</param>
public sealed record MaxPool(int Kernel = 2, int Stride = 0, int Padding = 0) : Pooling(Kernel, Stride, Padding)
{
    /// <inheritdoc/>
    public override string Title => "max pool";

    internal static LayerKind Kind { get; } = LayerKind.Of("max-pool", () => Keys(new MaxPool()).Means("The largest value of each window."));

    internal override Tensor Apply(PoolGeometry geometry, Tensor x) => PoolOp.Max(geometry, x);

    internal override string Export(OnnxGraph graph, string x, OnnxAttribute[] window) => graph.Add("MaxPool", [x], window);
}

/// <summary>The built pooling.</summary>
public sealed class PoolLayer : Layer, IOnnxLayer
{
    private readonly Pooling _description;
    private readonly PoolGeometry _geometry;

    internal PoolLayer(LayerScope scope, Pooling d, FeatureSize input)
        : base(scope, d, input) => (_description, _geometry) = (d, d.GeometryOn(input));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => _description.Apply(_geometry, x);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (k, stride, p) = (_description.Kernel, _description.Stride == 0 ? _description.Kernel : _description.Stride, _description.Padding);
        OnnxAttribute[] window = [("kernel_shape", [k, k]), ("strides", [stride, stride]), ("pads", [p, p, p, p])];
        return _description.Export(graph, x, window);
    }
}
