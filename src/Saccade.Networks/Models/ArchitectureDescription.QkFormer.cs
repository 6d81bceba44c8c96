using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Transformers of maps that become smaller.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddQkFormers(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("qkformer", NormKeys(kinds, new Section<QkFormer>(new QkFormer()).Means("QKFormer: stages of attention of queries and keys alone, a last one of self-attention.")
            .Key("blocks", new ListKind<int>(new WholeKind(1, 1024)), a => a.Blocks, (a, v) => a with { Blocks = v }, "Blocks of each stage; those of the last have self-attention.")
            .Key("dimension", new WholeKind(8, MaximumChannels), a => a.Dimension, (a, v) => a with { Dimension = v }, "Channels of the last stage; each stage before has half of the next.")
            .Key("heads", new WholeKind(1, MaximumChannels), a => a.Heads, (a, v) => a with { Heads = v }, "Heads of the attention.")
            .Key("stem", new ChoiceKind<QkFormerStem>(), a => a.Stem, (a, v) => a with { Stem = v }, "small: for images of 32 pixels. large: for 224, with two pools. events: for event cameras of 128, with three.")
            .Key("mask", new ChoiceKind<QkFormerMask>(), a => a.Mask, (a, v) => a with { Mask = v }, "What queries choose: positions, for each head, or channels.")
            .Key("scale", SingleKind.Any, a => a.Scale, (a, v) => a with { Scale = v }, "Factor of the self-attention, in thresholds of the neurons after it.")));

    /// <summary>
    /// QKFormer (Zhou et al. 2024, arXiv 2403.16552): stages whose maps have half the extents and twice the channels of the one before. In all but the last, neurons that get the sum of the queries over a head
    /// (<see cref="QkFormerMask.Positions"/>) or over all positions (<see cref="QkFormerMask.Channels"/>) say which keys pass; the last has softmax-free self-attention as <see cref="Spikformer"/>. Between stages two
    /// 3x3 convolutions with a pool, whose spikes are added to those of a 1x1 convolution of stride 2. Blocks are named <c>block-1</c>, <c>block-2</c> and so on, the pooled output <c>map</c>.
    /// </summary>
    /// <remarks>Neurons after the attention fire at 0.5 in the published code; here factors are doubled, as in <see cref="SpikingTransformer"/>.</remarks>
    public sealed record QkFormer : ArchitectureDescription
    {
        private const int Expansion = 4;
        private const float SumScale = 2;

        /// <summary>Blocks of each stage.</summary>
        public ValueList<int> Blocks { get; init; } = [1, 1, 2];

        /// <summary>Channels of the last stage.</summary>
        public int Dimension { get; init; } = 384;

        /// <summary>Heads of the attention.</summary>
        public int Heads { get; init; } = 8;

        /// <summary>How the network begins.</summary>
        public QkFormerStem Stem { get; init; }

        /// <summary>What the queries of all stages but the last choose.</summary>
        public QkFormerMask Mask { get; init; }

        /// <summary>Factor of the self-attention: the published 0.125, doubled.</summary>
        public float Scale { get; init; } = 0.25f;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            int unit = 1 << (Blocks.Count - 1);
            if (Blocks.Count == 0 || Dimension % unit != 0 || Dimension / unit % Heads != 0 || Dimension / unit % 8 != 0)
                throw new ArgumentException($"got {Blocks.Count} stages, a dimension of {Dimension} and {Heads} heads, expected a first stage of {Dimension}/{unit} channels, a multiple of 8 and of the heads");
            var layers = new List<LayerDescription>(StemLayers(Dimension / unit));
            int block = 0;
            for (int stage = 0; stage < Blocks.Count; stage++)
            {
                int width = Dimension >> (Blocks.Count - 1 - stage);
                if (stage > 0)
                    layers.Add(Joined(width, (width, Stem == QkFormerStem.Large), (width, Stem != QkFormerStem.Large)));
                for (int i = 0; i < Blocks[stage]; i++)
                {
                    var attention = stage == Blocks.Count - 1 ? SelfAttention(width, Heads, Scale) : [Choice(width)];
                    layers.Add(Branches.Add([.. attention, .. Pointwise(width), new Activation()], []));
                    layers.Add(Branches.Add([.. Pointwise(width * Expansion), new Activation(), .. Pointwise(width), new Activation()], []) with { Name = $"block-{++block}" });
                }
            }

            return Tapped([.. layers, new AdaptiveAveragePool()], new Linear(classes));
        }

        private LayerDescription[] StemLayers(int width) => Stem switch
        {
            QkFormerStem.Small => [.. Step(width / 2, pool: false), Joined(width, (width, false))],
            QkFormerStem.Large => [.. Step(width / 2, pool: true), Joined(width, (width, true), (width, false))],
            _ => [.. Step(width / 8, pool: false), .. Step(width / 4, pool: true), Joined(width, (width / 2, true), (width, true))],
        };

        /// <summary>A 3x3 convolution, batch norm, perhaps a pool, and activation.</summary>
        private static LayerDescription[] Step(int outputs, bool pool) => [new Convolution(outputs, Bias: false), new BatchNorm(), .. pool ? [TokenPool] : Array.Empty<LayerDescription>(), new Activation()];

        /// <summary>Convolutions one after the other, and beside them one of 1x1 whose stride is that of all their pools.</summary>
        private static Branches Joined(int outputs, params ReadOnlySpan<(int Outputs, bool Pool)> steps)
        {
            int stride = 1;
            List<LayerDescription> body = [];
            foreach (var (width, pool) in steps)
            {
                body.AddRange(Step(width, pool));
                stride *= pool ? 2 : 1;
            }

            return Branches.Add([.. body], [.. Fired(new Convolution(outputs, Kernel: 1, Stride: stride, Padding: 0))]);
        }

        private Branches Choice(int width)
        {
            Sums sums = Mask == QkFormerMask.Positions ? new HeadSums(Heads, SumScale) : new PositionSums(SumScale);
            return new Branches([Projected("queries", width, sums, new Activation()), Projected("keys", width)], Combine.And);
        }
    }
}

/// <summary>How a QKFormer begins.</summary>
public enum QkFormerStem
{
    /// <summary>Two convolutions without a pool, for images of 32 pixels.</summary>
    Small,

    /// <summary>Three convolutions with two pools, for images of 224 pixels.</summary>
    Large,

    /// <summary>Four convolutions with three pools, for event cameras of 128 pixels.</summary>
    Events,
}

/// <summary>What the queries of a QKFormer choose.</summary>
public enum QkFormerMask
{
    /// <summary>Positions, for each head apart (Q-K token attention).</summary>
    Positions,

    /// <summary>Channels (Q-K channel attention).</summary>
    Channels,
}
