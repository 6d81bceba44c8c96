using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>[T, N, H, W, C] to [T, N, F], features in the order H, W, C.</summary>
public sealed record Flatten : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "flatten";

    internal static LayerKind Kind { get; } = LayerKind.Of("flatten", () => new Section<Flatten>(new Flatten()).Means("A map as a row of features."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => FeatureSize.Flat(input.RequireMap().Count);

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new FlattenLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class FlattenLayer : Layer, IOnnxLayer
{
    internal FlattenLayer(LayerScope scope, Flatten d, FeatureSize input)
        : base(scope, d, input)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => ReshapeOp.Flatten(x);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Reshape(graph.Add("Transpose", [x], ("perm", [0, 2, 3, 1])), 0, Output.Channels);
    }
}
