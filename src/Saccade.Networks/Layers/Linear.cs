using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Linear layer on flat features, [F] to [outputs]; weight [F, outputs].</summary>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Linear(int Outputs, bool Bias = true) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "linear";

    internal static LayerKind Kind { get; } = LayerKind.Of("linear", () => new Section<Linear>(new Linear(1)).Means("Every output from every feature.")
        .Key("outputs", new WholeKind(1, 1_000_000), l => l.Outputs, (l, v) => l with { Outputs = v }, "Number of outputs.", required: true)
        .Key("bias", new FlagKind(), l => l.Bias, (l, v) => l with { Bias = v }, "Whether a bias is added.")
        .Formerly("activation", "a layer {kind: activation} of its own after the linear one"));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        input.RequireFlat();
        return Outputs >= 1 ? FeatureSize.Flat(Outputs) : throw new ArgumentException($"needs at least one output, got {Outputs}");
    }

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input) => (long)input.Channels * Outputs;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new LinearLayer(scope, this, input);
}

/// <summary>The built layer: <c>weight</c> [F, outputs] and, if asked for, <c>bias</c> [outputs].</summary>
public sealed class LinearLayer : Layer, IOnnxLayer
{
    internal LinearLayer(LayerScope scope, Linear d, FeatureSize input)
        : base(scope, d, input)
    {
        Weight = scope.Get("weight", ParameterKind.Weight, new Shape("IO", input.Channels, d.Outputs), Initialisers.Uniform(1 / Math.Sqrt(input.Channels)));
        Bias = d.Bias ? scope.Get("bias", ParameterKind.Bias, new Shape("O", d.Outputs), Initialisers.Constant(0)) : null;
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => LinearOp.Apply(x, pass.Use(Weight), Bias is null ? null : pass.Use(Bias));

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string weight = graph.Constant(Weight.Values, Weight.Shape[0], Weight.Shape[1]);
        return graph.Add("Gemm", Bias is null ? [x, weight] : [x, weight, graph.Constant(Bias.Values, Bias.Values.Length)]);
    }
}
