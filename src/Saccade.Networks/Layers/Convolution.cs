using Saccade.Kernels.Convolution;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Two-dimensional convolution of a map, [H, W, Cin] to [H', W', Cout] with H' = floor((H + 2 padding - kernel) / stride) + 1 and W' alike; weight [KH, KW, Cin / groups, Cout].
/// </summary>
/// <param name="Outputs">Cout.</param>
/// <param name="Kernel">KH = KW.</param>
/// <param name="Stride">Step, both axes.</param>
/// <param name="Padding">Zeros on every side, smaller than the kernel.</param>
/// <param name="Groups">Groups of channels that do not mix.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Convolution(int Outputs, int Kernel = 3, int Stride = 1, int Padding = 1, int Groups = 1, bool Bias = true) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "convolution";

    /// <inheritdoc/>
    public override string Detail => $"{Kernel}x{Kernel}{(Stride == 1 ? "" : $", stride {Stride}")}{(Groups == 1 ? "" : $", {Groups} groups")}";

    internal static LayerKind Kind { get; } = LayerKind.Of("convolution", () => new Section<Convolution>(new Convolution(1)).Means("A convolution of a map.")
        .Key("outputs", new WholeKind(1, 65_536), c => c.Outputs, (c, v) => c with { Outputs = v }, "Output channels.", required: true)
        .Key("kernel", new WholeKind(1, 255), c => c.Kernel, (c, v) => c with { Kernel = v }, "Side of the square kernel.")
        .Key("stride", new WholeKind(1, 255), c => c.Stride, (c, v) => c with { Stride = v }, "Step in both directions.")
        .Key("padding", new WholeKind(0, 254), c => c.Padding, (c, v) => c with { Padding = v }, "Zeros on every side. Not given: half the kernel, rounded down.")
        .Key("groups", new WholeKind(1, 65_536), c => c.Groups, (c, v) => c with { Groups = v }, "Groups of channels that do not mix.")
        .Key("bias", new FlagKind(), c => c.Bias, (c, v) => c with { Bias = v }, "Whether a bias is added.")
        .Formerly("channels", "the key 'outputs'")
        .Formerly("norm", "a layer {kind: batch-norm} of its own after the convolution")
        .Formerly("activation", "a layer {kind: activation} of its own after the convolution")
        .Complete((c, path, binding) => binding.IsGiven(Binding.Below(path, "padding")) ? c : c with { Padding = c.Kernel / 2 }));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        var shape = ShapeOn(input);
        return new FeatureSize(shape.OutputHeight, shape.OutputWidth, Outputs);
    }

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input) => ShapeOn(input).MultiplyAdds;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new ConvolutionLayer(scope, this, input);

    internal ConvolutionShape ShapeOn(FeatureSize input)
    {
        input.RequireMap();
        var shape = new ConvolutionShape(input.Height, input.Width, input.Channels, Outputs, Kernel, Kernel, Stride, Padding, Groups);
        return shape.Problem() is { } problem ? throw new ArgumentException(problem) : shape;
    }
}

/// <summary>The built layer: <c>weight</c> [KH, KW, Cin / groups, Cout] and, if asked for, <c>bias</c> [Cout].</summary>
public sealed class ConvolutionLayer : Layer, IOnnxLayer
{
    private ConvolutionPlan? _plan; // tables as large as a frame, so not before the first frame

    internal ConvolutionLayer(LayerScope scope, Convolution d, FeatureSize input)
        : base(scope, d, input)
    {
        var s = Shape = d.ShapeOn(input);
        Weight = scope.Get("weight", ParameterKind.Weight, new Shape("HWIO", s.KernelHeight, s.KernelWidth, s.GroupInputs, s.OutputChannels), Initialisers.KaimingNormal(s.KernelHeight * s.KernelWidth * s.GroupOutputs));
        Bias = d.Bias ? scope.Get("bias", ParameterKind.Bias, new Shape("O", s.OutputChannels), Initialisers.Uniform(1 / Math.Sqrt(s.Depth))) : null;
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Extents of the convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
        => ConvolutionOp.Apply(_plan ??= new ConvolutionPlan(Shape), x, pass.Use(Weight), Bias is null ? null : pass.Use(Bias));

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var s = Shape;
        string weight = graph.Constant(OutputsFirst(), s.OutputChannels, s.GroupInputs, s.KernelHeight, s.KernelWidth);
        string[] inputs = Bias is null ? [x, weight] : [x, weight, graph.Constant(Bias.Values, s.OutputChannels)];
        return graph.Add("Conv", inputs, ("kernel_shape", [s.KernelHeight, s.KernelWidth]), ("strides", [s.Stride, s.Stride]), ("pads", [s.Padding, s.Padding, s.Padding, s.Padding]), ("group", s.Groups));
    }

    /// <summary>The weight as [Cout, Cin / groups, KH, KW].</summary>
    private float[] OutputsFirst()
    {
        int taps = Shape.KernelHeight * Shape.KernelWidth, inputs = Shape.GroupInputs, outputs = Shape.OutputChannels;
        float[] values = new float[Weight.Values.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int tap = 0; tap < taps; tap++)
                    values[(o * inputs + i) * taps + tap] = Weight.Values[(tap * inputs + i) * outputs + o];
            }
        }

        return values;
    }
}
