using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// A map of other extents by bicubic interpolation (Keys 1981, with a = -0.75): as PyTorch's <c>interpolate</c> with <c>bicubic</c> and corners not aligned, without smoothing first. Beyond the edges the
/// outermost values are repeated.
/// </summary>
/// <param name="Height">Rows of the output, at least 1.</param>
/// <param name="Width">Columns of the output, at least 1.</param>
public sealed record BicubicResize(int Height, int Width) : LayerDescription
{
    private const int LargestSide = 4096;

    /// <inheritdoc/>
    public override string Title => "resize";

    /// <inheritdoc/>
    public override string Detail => $"to {Height}x{Width}, bicubic";

    internal static LayerKind Kind { get; } = LayerKind.Of("resize", () => new Section<BicubicResize>(new BicubicResize(1, 1)).Means("A map of other extents by bicubic interpolation.")
        .Key("height", new WholeKind(1, LargestSide), r => r.Height, (r, v) => r with { Height = v }, "Rows of the output.", required: true)
        .Key("width", new WholeKind(1, LargestSide), r => r.Width, (r, v) => r with { Width = v }, "Columns of the output.", required: true));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Height is >= 1 and <= LargestSide && Width is >= 1 and <= LargestSide
            && input.RequireMap() is { Height: <= LargestSide, Width: <= LargestSide }
        ? new FeatureSize(Height, Width, input.Channels)
        : throw new ArgumentException($"got {input} to be made {Height}x{Width}, expected 1 to {LargestSide} rows and columns of both");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new BicubicResizeLayer(scope, this, input);
}

/// <summary>The built layer; it has no parameters. Each axis is a product with a matrix of few values that are not 0.</summary>
public sealed class BicubicResizeLayer : Layer, IOnnxLayer
{
    private const double A = -0.75;
    private const int Reach = 2; // taps on each side

    private readonly FeatureSize _input;
    private float[]? _rows, _columns; // not before the first frame: a description alone sets no memory aside

    internal BicubicResizeLayer(LayerScope scope, BicubicResize d, FeatureSize input)
        : base(scope, d, input) => _input = input;

    private float[] Rows => _rows ??= Weights(Output.Height, _input.Height);

    private float[] Columns => _columns ??= Weights(Output.Width, _input.Width);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        var rows = MatrixProductOp.Apply(pass.Tape.Constant(new Shape("HH", Output.Height, _input.Height), Rows), PermuteOp.Apply(x, "HTNWC"));
        var columns = MatrixProductOp.Apply(pass.Tape.Constant(new Shape("WW", Output.Width, _input.Width), Columns), PermuteOp.Apply(rows, "WTNHC"));
        return PermuteOp.Apply(columns, "TNHWC");
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string rows = graph.Add("MatMul", [graph.Constant(Rows, Output.Height, _input.Height), x]);
        return graph.Add("MatMul", [rows, graph.Add("Transpose", [graph.Constant(Columns, Output.Width, _input.Width)], ("perm", [1, 0]))]);
    }

    /// <summary>What each output takes of each input along one axis, [outputs, inputs]; each row sums to 1.</summary>
    internal static float[] Weights(int outputs, int inputs)
    {
        double[] weights = new double[outputs * inputs];
        for (int o = 0; o < outputs; o++)
        {
            double at = ((o + 0.5) * inputs / outputs) - 0.5;
            int first = (int)Math.Floor(at);
            for (int tap = first - Reach + 1; tap <= first + Reach; tap++)
                weights[(o * inputs) + Math.Clamp(tap, 0, inputs - 1)] += Cubic(Math.Abs(at - tap));
        }

        return [.. weights.Select(weight => (float)weight)];
    }

    private static double Cubic(double distance) => distance switch
    {
        <= 1 => (((A + 2) * distance - (A + 3)) * distance * distance) + 1,
        < Reach => (((A * distance) - (5 * A)) * distance + (8 * A)) * distance - (4 * A),
        _ => 0,
    };
}
