using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Self-attention (Vaswani et al. 2017, arXiv 1706.03762, eq. 1): of a map [H, W, 3 C] with queries Q, keys K and values V one after the other, softmax(Q K^T / sqrt(d)) V over the H W positions, for each
/// head of d channels apart; [H, W, C]. <see cref="Attention"/> is that of spikes, without softmax.
/// </summary>
/// <param name="Heads">Heads, whose channels are neighbours; C is a multiple of it.</param>
public sealed record SoftmaxAttention(int Heads = 6) : LayerDescription
{
    private const int Parts = 3;

    /// <inheritdoc/>
    public override string Title => "softmax attention";

    /// <inheritdoc/>
    public override string Detail => $"{Heads} heads";

    internal static LayerKind Kind { get; } = LayerKind.Of("softmax-attention", () => new Section<SoftmaxAttention>(new SoftmaxAttention()).Means("Attention of transformers on real numbers; queries, keys and values are a third of the channels each.")
        .Key("heads", new WholeKind(1, 65_536), a => a.Heads, (a, v) => a with { Heads = v }, "Heads, each a run of channels."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        int channels = input.RequireMap().Channels;
        return Heads >= 1 && channels % (Parts * Heads) == 0
            ? new FeatureSize(input.Height, input.Width, channels / Parts)
            : throw new ArgumentException($"got {channels} channels and {Heads} heads, expected queries, keys and values of equally many channels, a multiple of the heads");
    }

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input)
    {
        var output = OutputOf(input);
        long positions = output.Height * output.Width;
        return 2 * positions * positions * output.Channels;
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new SoftmaxAttentionLayer(scope, this, input);
}

/// <summary>The built layer; it has no parameters.</summary>
public sealed class SoftmaxAttentionLayer : Layer, IOnnxLayer
{
    private const int Parts = 3;

    private readonly int _heads;

    internal SoftmaxAttentionLayer(LayerScope scope, SoftmaxAttention d, FeatureSize input)
        : base(scope, d, input) => _heads = d.Heads;

    private int Positions => Output.Height * Output.Width;

    private int HeadChannels => Output.Channels / _heads;

    private float Factor => (float)(1 / Math.Sqrt(HeadChannels));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        // Scaled before the product: queries are fewer than weights.
        var weights = SoftmaxOp.Apply(MatrixProductOp.Apply(UnaryOp.Scale(Part(x, 0), Factor), Part(x, 1), transposeRight: true));
        var product = MatrixProductOp.Apply(weights, Part(x, 2));
        return ReshapeOp.Apply(PermuteOp.Apply(product, "NPHC"), new Shape("TNHWC", x.Shape[0], x.Shape[1], Output.Height, Output.Width, Output.Channels));
    }

    /// <summary>A third of the channels by sample and step, head, position and channel, [N, H, P, C].</summary>
    private Tensor Part(Tensor x, int part)
    {
        var channels = SliceOp.Apply(x, 'C', part * Output.Channels, Output.Channels);
        return PermuteOp.Apply(ReshapeOp.Apply(channels, new Shape("NPHC", x.Shape[0] * x.Shape[1], Positions, _heads, HeadChannels)), "NHPC");
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // Each part is [heads, channels, positions]: weights are those of K^T Q, their softmax along the keys.
        string[] parts = [.. graph.Add("Split", [x], Parts, ("axis", 1), ("num_outputs", Parts)).Select(part => graph.Reshape(part, 0, _heads, HeadChannels, Positions))];
        string keys = graph.Add("Transpose", [parts[1]], ("perm", [0, 1, 3, 2]));
        string weights = graph.Add("Softmax", [graph.Add("MatMul", [keys, graph.Scale(parts[0], Factor)])], ("axis", 2));
        return graph.Reshape(graph.Add("MatMul", [parts[2], weights]), 0, Output.Channels, Output.Height, Output.Width);
    }
}
