using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>x P(x) with P the distribution function of the standard normal distribution, in its exact form (Hendrycks and Gimpel 2016, arXiv 1606.08415), on maps and flat features.</summary>
public sealed record Gelu : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "gelu";

    internal static LayerKind Kind { get; } = LayerKind.Of("gelu", () => new Section<Gelu>(new Gelu()).Means("x times the standard normal distribution function of x."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => input;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new GeluLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class GeluLayer : Layer, IOnnxLayer
{
    internal GeluLayer(LayerScope scope, Gelu d, FeatureSize input)
        : base(scope, d, input)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => UnaryOp.Gelu(x);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string erf = graph.Add("Erf", [graph.Scale(x, (float)Math.Sqrt(0.5))]);
        return graph.Scale(graph.Add("Mul", [x, graph.Add("Add", [erf, graph.Constant([1f])])]), 0.5f);
    }
}
