using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Layer normalisation (Ba et al. 2016, arXiv 1607.06450): y = (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and biased variance over the channels of each position of a map, or over
/// all flat features. Nothing is kept between calls, so training and evaluation are one.
/// </summary>
/// <param name="Epsilon">Keeps the deviation away from 0; above 0.</param>
public sealed record LayerNorm(double Epsilon = 1e-5) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "layer norm";

    internal static LayerKind Kind { get; } = LayerKind.Of("layer-norm", () => new Section<LayerNorm>(new LayerNorm()).Means("Normalisation over the channels of each position.")
        .Key("epsilon", NumberKind.Positive, n => n.Epsilon, (n, v) => n with { Epsilon = v }, "Keeps the deviation away from 0."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Epsilon > 0 && double.IsFinite(Epsilon) ? input : throw new ArgumentException($"epsilon must be above 0, got {Epsilon}");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new LayerNormLayer(scope, this, input);
}

/// <summary>The built layer: <c>weight</c> and <c>bias</c> [C].</summary>
public sealed class LayerNormLayer : Layer, IOnnxLayer
{
    private readonly double _epsilon;

    internal LayerNormLayer(LayerScope scope, LayerNorm d, FeatureSize input)
        : base(scope, d, input)
    {
        var shape = new Shape("C", input.Channels);
        _epsilon = d.Epsilon;
        Scale = scope.Get("weight", ParameterKind.Normalization, shape, Initialisers.Constant(1));
        Shift = scope.Get("bias", ParameterKind.Normalization, shape, Initialisers.Constant(0));
    }

    /// <summary>Learned factor of each channel.</summary>
    public Parameter Scale { get; }

    /// <summary>Learned offset of each channel.</summary>
    public Parameter Shift { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Scale, Shift];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return LayerNormOp.Apply(x, pass.Use(Scale), pass.Use(Shift), _epsilon);
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string channelsLast = Output.IsFlat ? x : graph.Add("Transpose", [x], ("perm", [0, 2, 3, 1]));
        string y = graph.Add("LayerNormalization", [channelsLast, graph.Constant(Scale.Values, Scale.Values.Length), graph.Constant(Shift.Values, Shift.Values.Length)], ("axis", -1), ("epsilon", (float)_epsilon));
        return Output.IsFlat ? y : graph.Add("Transpose", [y], ("perm", [0, 3, 1, 2]));
    }
}
