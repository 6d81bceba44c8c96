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
    /// <summary>Queries, keys and values.</summary>
    internal const int Parts = 3;

    private readonly int _heads;
    private readonly float _scale;

    internal AttentionLayer(LayerScope scope, Attention d, FeatureSize input)
        : base(scope, d, input) => (_heads, _scale) = (d.Heads, d.Scale);

    /// <summary>Factor of the product.</summary>
    internal float Factor => _scale;

    /// <summary>Channels of the input.</summary>
    internal int InputChannels => Parts * Output.Channels;

    /// <summary>Products of a query, a key and a value whose sum is one output.</summary>
    internal int TermsOfOutput => Positions * HeadChannels;

    private int Positions => Output.Height * Output.Width;

    private int HeadChannels => Output.Channels / _heads;

    /// <summary>Whether keys and values are multiplied first, which is cheaper where a head has fewer channels than there are positions.</summary>
    private bool KeysFirst => HeadChannels < Positions;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor queries = Part(x, 0), keys = Part(x, 1), values = Part(x, 2);
        var product = KeysFirst
            ? MatrixProductOp.Apply(queries, MatrixProductOp.Apply(keys, values, transposeLeft: true))
            : MatrixProductOp.Apply(MatrixProductOp.Apply(queries, keys, transposeRight: true), values);
        var shape = new Shape("TNHWC", x.Shape[0], x.Shape[1], Output.Height, Output.Width, Output.Channels);
        return UnaryOp.Scale(ReshapeOp.Apply(PermuteOp.Apply(product, "NPHC"), shape), _scale);
    }

    /// <summary>
    /// Accumulates that spikes ask for: one for each pair of spikes that meet in the first product, and in the second, for each spike of the other part, as many as it adds numbers of the first product.
    /// </summary>
    /// <param name="x">Spikes, [T, N, H, W, 3 C].</param>
    internal double CountAccumulates(ReadOnlySpan<float> x)
    {
        double sum = 0;
        for (int image = 0; image < x.Length; image += Positions * InputChannels)
        {
            for (int head = 0; head < _heads; head++)
                sum += CountHead(x.Slice(image, Positions * InputChannels), head * HeadChannels);
        }

        return sum;
    }

    private double CountHead(ReadOnlySpan<float> image, int first)
    {
        int[,] byPosition = new int[Parts, Positions], byChannel = new int[Parts, HeadChannels];
        for (int p = 0; p < Positions; p++)
        {
            for (int part = 0; part < Parts; part++)
            {
                for (int c = 0; c < HeadChannels; c++)
                {
                    int spike = image[p * InputChannels + part * Output.Channels + first + c] != 0 ? 1 : 0;
                    byPosition[part, p] += spike;
                    byChannel[part, c] += spike;
                }
            }
        }

        // Keys meet values at a position, queries meet keys in a channel.
        return KeysFirst
            ? Enumerable.Range(0, Positions).Sum(p => (double)byPosition[1, p] * byPosition[2, p] + (double)byPosition[0, p] * HeadChannels)
            : Enumerable.Range(0, HeadChannels).Sum(c => (double)byChannel[0, c] * byChannel[1, c] + (double)byChannel[2, c] * Positions);
    }

    /// <summary>A third of the channels by sample and step, head, position and channel, [N, H, P, C].</summary>
    private Tensor Part(Tensor x, int part)
    {
        var channels = SliceOp.Apply(x, 'C', part * Output.Channels, Output.Channels);
        var byPosition = ReshapeOp.Apply(channels, new Shape("NPHC", x.Shape[0] * x.Shape[1], Positions, _heads, HeadChannels));
        return PermuteOp.Apply(byPosition, "NHPC");
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int channels = HeadChannels, positions = Positions;
        string[] parts = [.. graph.Add("Split", [x], Parts, ("axis", 1), ("num_outputs", Parts)).Select(part => graph.Reshape(part, 0, _heads, channels, positions))];
        string keys = graph.Add("Transpose", [parts[1]], ("perm", [0, 1, 3, 2]));
        string product = KeysFirst
            ? graph.Add("MatMul", [graph.Add("MatMul", [parts[2], keys]), parts[0]])
            : graph.Add("MatMul", [parts[2], graph.Add("MatMul", [keys, parts[0]])]);
        return graph.Scale(graph.Reshape(product, 0, Output.Channels, Output.Height, Output.Width), _scale);
    }
}
