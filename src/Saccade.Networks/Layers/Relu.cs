using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>max(x, 0), on maps and flat features.</summary>
public sealed record Relu : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "relu";

    internal static LayerKind Kind { get; } = LayerKind.Of("relu", () => new Section<Relu>(new Relu()).Means("max(x, 0)."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => input;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new ReluLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class ReluLayer : Layer, IOnnxLayer
{
    internal ReluLayer(LayerScope scope, Relu d, FeatureSize input)
        : base(scope, d, input)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => UnaryOp.Relu(x);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("Relu", [x]);
    }
}
