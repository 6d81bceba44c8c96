using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Average pooling of a map of any extents to a square one, [H, W, C] to [size, size, C]: row i is the mean of rows floor(i H / size) to ceil((i + 1) H / size) - 1, and
/// columns alike (PyTorch's <c>AdaptiveAvgPool2d</c>). A map that is smaller than the output is repeated; size 1 is global average pooling.
/// </summary>
/// <param name="Size">Rows and columns of the output, at least 1.</param>
public sealed record AdaptiveAveragePool(int Size = 1) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "adaptive average pool";

    internal static LayerKind Kind { get; } = LayerKind.Of("adaptive-average-pool", () => new Section<AdaptiveAveragePool>(new AdaptiveAveragePool()).Means("Means over windows that divide a map of any extents.")
        .Key("size", new WholeKind(1, 4096), p => p.Size, (p, v) => p with { Size = v }, "Rows and columns of the output; 1 for the mean of the whole map."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => new(Size, Size, input.RequireMap().Channels);

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new AdaptiveAveragePoolLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class AdaptiveAveragePoolLayer : Layer, IOnnxLayer
{
    private readonly int _size;
    private readonly FeatureSize _input;

    internal AdaptiveAveragePoolLayer(LayerScope scope, AdaptiveAveragePool d, FeatureSize input)
        : base(scope, d, input) => (_size, _input) = (d.Size, input);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => _size == 1 ? ReduceOp.Mean(x, "HW") : Along(Along(x, 'H'), 'W');

    /// <summary>The means of rectangles are means along one axis of means along the other.</summary>
    private Tensor Along(Tensor x, char axis)
    {
        int extent = x.Shape[axis];
        return extent == _size ? x : ConcatenateOp.Apply(axis, [.. Enumerable.Range(0, _size).Select(Window)]);

        Tensor Window(int i)
        {
            var (first, end) = WindowOf(i, extent);
            return ReduceOp.Mean(SliceOp.Apply(x, axis, first, end - first), axis.ToString());
        }
    }

    /// <summary>The positions whose mean each output is, row by row.</summary>
    internal int[] WindowSizes() => [.. Enumerable.Range(0, _size).SelectMany(row => Enumerable.Range(0, _size).Select(column => Length(row, _input.Height) * Length(column, _input.Width)))];

    private int Length(int i, int extent)
    {
        var (first, end) = WindowOf(i, extent);
        return end - first;
    }

    private (int First, int End) WindowOf(int i, int extent) => (i * extent / _size, ((i + 1) * extent + _size - 1) / _size);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return _size == 1 ? graph.Add("GlobalAveragePool", [x]) : ExportAlong(graph, ExportAlong(graph, x, 2, _input.Height), 3, _input.Width);
    }

    private string ExportAlong(OnnxGraph graph, string x, int axis, int extent)
    {
        return extent == _size ? x : graph.Add("Concat", [.. Enumerable.Range(0, _size).Select(Window)], ("axis", axis));

        string Window(int i)
        {
            var (first, end) = WindowOf(i, extent);
            string rows = graph.Add("Slice", [x, graph.Numbers(first), graph.Numbers(end), graph.Numbers(axis)]);
            return graph.Add("ReduceMean", [rows, graph.Numbers(axis)], ("keepdims", 1));
        }
    }
}
