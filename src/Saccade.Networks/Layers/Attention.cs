using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Spiking self-attention without softmax (Spikformer, Zhou et al. 2023, arXiv 2209.15425): of a map [H, W, 3 C] with queries Q, keys K and values V one after the other, s (Q K^T) V over the H W positions, for
/// each head apart; [H, W, C]. The order of the two products is the cheaper one, Q (K^T V) where a head has fewer channels than there are positions: of spikes the sums are whole numbers, so both give the same bits.
/// </summary>
/// <param name="Heads">Heads, whose channels are neighbours; C is a multiple of it.</param>
/// <param name="Scale">The factor s.</param>
public sealed record Attention(int Heads = 8, float Scale = 0.125f) : LayerDescription
{
    private const int Parts = 3;

    /// <inheritdoc/>
    public override string Title => "attention";

    /// <inheritdoc/>
    public override string Detail => $"{Heads} heads";

    internal static LayerKind Kind { get; } = LayerKind.Of("attention", () => new Section<Attention>(new Attention()).Means("Products of queries, keys and values, which are a third of the channels each, over all positions, without softmax.")
        .Key("heads", new WholeKind(1, 65_536), a => a.Heads, (a, v) => a with { Heads = v }, "Heads, each a run of channels.")
        .Key("scale", SingleKind.Any, a => a.Scale, (a, v) => a with { Scale = v }, "Factor of the product."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        int channels = input.RequireMap().Channels;
        return Heads >= 1 && float.IsFinite(Scale) && channels % (Parts * Heads) == 0
            ? new FeatureSize(input.Height, input.Width, channels / Parts)
            : throw new ArgumentException($"got {channels} channels, {Heads} heads and a factor of {Scale}, expected queries, keys and values of equally many channels, a multiple of the heads, and a finite factor");
    }

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input)
    {
        var output = OutputOf(input);
        long positions = output.Height * output.Width;
        return 2 * positions * output.Channels * Math.Min(positions, output.Channels / Heads);
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new AttentionLayer(scope, this, input);
}

/// <summary>The built layer; it has no parameters.</summary>
public sealed class AttentionLayer : Layer, IOnnxLayer
{
    private const int Parts = 3;

    private readonly int _heads;
    private readonly float _scale;

    internal AttentionLayer(LayerScope scope, Attention d, FeatureSize input)
        : base(scope, d, input) => (_heads, _scale) = (d.Heads, d.Scale);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor queries = Part(x, 0), keys = Part(x, 1), values = Part(x, 2);
        bool keysFirst = Output.Channels / _heads < Output.Height * Output.Width;
        var product = keysFirst
            ? MatrixProductOp.Apply(queries, MatrixProductOp.Apply(keys, values, transposeLeft: true))
            : MatrixProductOp.Apply(MatrixProductOp.Apply(queries, keys, transposeRight: true), values);
        var shape = new Shape("TNHWC", x.Shape[0], x.Shape[1], Output.Height, Output.Width, Output.Channels);
        return UnaryOp.Scale(ReshapeOp.Apply(PermuteOp.Apply(product, "NPHC"), shape), _scale);
    }

    /// <summary>A third of the channels by sample and step, head, position and channel, [N, H, P, C].</summary>
    private Tensor Part(Tensor x, int part)
    {
        var channels = SliceOp.Apply(x, 'C', part * Output.Channels, Output.Channels);
        var byPosition = ReshapeOp.Apply(channels, new Shape("NPHC", x.Shape[0] * x.Shape[1], Output.Height * Output.Width, _heads, Output.Channels / _heads));
        return PermuteOp.Apply(byPosition, "NHPC");
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int channels = Output.Channels / _heads, positions = Output.Height * Output.Width;
        string[] parts = [.. graph.Add("Split", [x], Parts, ("axis", 1), ("num_outputs", Parts)).Select(part => graph.Reshape(part, 0, _heads, channels, positions))];
        string keys = graph.Add("Transpose", [parts[1]], ("perm", [0, 1, 3, 2]));
        string product = channels < positions
            ? graph.Add("MatMul", [graph.Add("MatMul", [parts[2], keys]), parts[0]])
            : graph.Add("MatMul", [parts[2], graph.Add("MatMul", [keys, parts[0]])]);
        return graph.Scale(graph.Reshape(product, 0, Output.Channels, Output.Height, Output.Width), _scale);
    }
}
