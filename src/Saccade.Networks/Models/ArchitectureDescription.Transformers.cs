using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Transformers whose tokens are the positions of one map.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddTransformers(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("spikformer", ScaleKey(TransformerKeys(kinds, new Section<Spikformer>(new Spikformer()).Means("Spikformer: convolutions that make tokens, then blocks of spiking self-attention."))
            .Key("pool-first", new FlagKind(), a => a.PoolFirst, (a, v) => a with { PoolFirst = v }, "Whether pools stand before the activations, as CML has it.")))
        .Add("spikingformer", ScaleKey(TransformerKeys(kinds, new Section<Spikingformer>(new Spikingformer()).Means("Spikingformer with CML: as Spikformer, with activations before convolutions; potentials are added."))))
        .Add("spike-driven-transformer", TransformerKeys(kinds, new Section<SpikeDrivenTransformer>(new SpikeDrivenTransformer()).Means("Spike-driven Transformer: as Spikingformer, with an attention of masks alone."))
            .Key("widen", new FlagKind(), a => a.Widen, (a, v) => a with { Widen = v }, "Whether keys, values, their product and what the mask leaves are widened to neighbouring positions, as for event cameras."));

    private static Section<T> TransformerKeys<T>(NetworkKinds kinds, Section<T> section)
        where T : SpikingTransformer => NormKeys(kinds, section
        .Key("depth", new WholeKind(1, 1024), a => a.Depth, (a, v) => (T)(a with { Depth = v }), "Blocks of attention.")
        .Key("dimension", new WholeKind(8, MaximumChannels), a => a.Dimension, (a, v) => (T)(a with { Dimension = v }), "Channels of a token, a multiple of 8 and of the heads.")
        .Key("heads", new WholeKind(1, MaximumChannels), a => a.Heads, (a, v) => (T)(a with { Heads = v }), "Heads of the attention.")
        .Key("pools", new WholeKind(0, SpikingTransformer.Convolutions), a => a.Pools, (a, v) => (T)(a with { Pools = v }), "How many of the four convolutions, the last ones, have a pool: 4 for 128 or 224 pixels, 2 for 32."));

    private static Section<T> ScaleKey<T>(Section<T> section)
        where T : SpikingTransformer
        => section.Key("scale", SingleKind.Any, a => a.Scale, (a, v) => (T)(a with { Scale = v }), "Factor of the attention, in thresholds of the neurons after it.");

    /// <summary>A 1x1 convolution with bias and batch norm.</summary>
    private static LayerDescription[] Pointwise(int outputs) => [new Convolution(outputs, Kernel: 1, Padding: 0), new BatchNorm()];

    /// <summary>A 1x1 convolution without bias, batch norm and activation, as queries, keys and values are made.</summary>
    private static LayerPath Projected(string name, int outputs, params ReadOnlySpan<LayerDescription> after) => new(name, [.. Fired(new Convolution(outputs, Kernel: 1, Padding: 0)), .. after]);

    /// <summary>Queries, keys and values, attention without softmax, and activation.</summary>
    private static LayerDescription[] SelfAttention(int outputs, int heads, float scale) =>
        [new Branches([Projected("queries", outputs), Projected("keys", outputs), Projected("values", outputs)], Combine.Concatenate), new Attention(heads, scale), new Activation()];

    /// <summary>The pool of tokens.</summary>
    private static MaxPool TokenPool => new(3, 2, 1);

    /// <summary>
    /// Spiking transformers of one map: four 3x3 convolutions without bias to an eighth, a quarter, a half and all of the dimension, each with batch norm, activation and, the last ones, a maximum pool 3x3 of stride
    /// 2; a fifth for the position; blocks of attention and of two 1x1 convolutions to four times the channels and back; mean over positions and one linear layer. Blocks are named <c>block-1</c>, <c>block-2</c> and
    /// so on, the pooled output <c>map</c>.
    /// Parameters of all of them: depth 2, dimension 256 at two channels and 10 classes 2,566,666; at three channels and 10 classes 4-256 4,152,106, 2-384 5,762,746, 4-384 9,320,122; at 1,000 classes 8-384
    /// 16,816,024, 8-512 29,689,384, 8-768 66,338,632; activations not counted.
    /// </summary>
    /// <remarks>
    /// In the papers the neurons after the attention fire at 0.5. Here they are as all others, at a threshold of 1, and factors are twice the published: the spikes are the same.
    /// Layer norms, position embeddings and dropouts of the published codes never run and are left out.
    /// </remarks>
    public abstract record SpikingTransformer : ArchitectureDescription
    {
        /// <summary>Convolutions that make tokens.</summary>
        internal const int Convolutions = 4;

        private protected const int Expansion = 4;

        /// <summary>Blocks of attention.</summary>
        public int Depth { get; init; } = 2;

        /// <summary>Channels of a token, a multiple of 8 and of <see cref="Heads"/>.</summary>
        public int Dimension { get; init; } = 256;

        /// <summary>Heads of the attention; their number does not change that of the parameters.</summary>
        public int Heads { get; init; } = 16;

        /// <summary>How many of the four convolutions, the last ones, have a pool.</summary>
        public int Pools { get; init; } = Convolutions;

        /// <summary>Factor of the attention: twice the published 0.25 for CIFAR10-DVS; 0.25 is that of the other data.</summary>
        public float Scale { get; init; } = 0.5f;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            if (Dimension % (1 << (Convolutions - 1)) != 0 || Dimension % Heads != 0)
                throw new ArgumentException($"got a dimension of {Dimension} and {Heads} heads, expected a multiple of 8 and of the heads");
            var blocks = Enumerable.Range(1, Depth).SelectMany(i => (LayerDescription[])[Branches.Add(Attended(), []), Branches.Add(Widened(), []) with { Name = $"block-{i}" }]);
            return Tapped([.. Tokens(), .. blocks, new AdaptiveAveragePool(), .. End], new Linear(classes));
        }

        /// <summary>Width of the i-th convolution of the tokens, from 0.</summary>
        private protected int WidthOf(int i) => Dimension >> Math.Max(0, Convolutions - 1 - i);

        /// <summary>Whether the i-th of them has a pool.</summary>
        private protected bool HasPool(int i) => i < Convolutions && i >= Convolutions - Pools;

        /// <summary>What stands between the pool and the linear layer.</summary>
        private protected virtual LayerDescription[] End => [];

        private protected abstract IEnumerable<LayerDescription> Tokens();

        /// <summary>The attention of a block, which is added to its input.</summary>
        private protected abstract LayerList Attended();

        /// <summary>The other half of a block.</summary>
        private protected abstract LayerList Widened();
    }

    /// <summary>Spikformer (Zhou et al. 2023, arXiv 2209.15425): every convolution ends in neurons, and their spikes are added to whole numbers.</summary>
    public sealed record Spikformer : SpikingTransformer
    {
        /// <summary>Whether pools stand before the activations (CML, Zhou et al. 2023, arXiv 2304.11954), as in SpikingJelly.</summary>
        public bool PoolFirst { get; init; }

        private protected override IEnumerable<LayerDescription> Tokens()
        {
            for (int i = 0; i < Convolutions; i++)
            {
                LayerDescription[] fired = Fired(new Convolution(WidthOf(i))), pool = HasPool(i) ? [TokenPool] : [];
                foreach (var layer in PoolFirst ? [.. fired[..^1], .. pool, fired[^1]] : (LayerDescription[])[.. fired, .. pool])
                    yield return layer;
            }

            yield return Branches.Add([.. Fired(new Convolution(Dimension))], []);
        }

        private protected override LayerList Attended() => [.. SelfAttention(Dimension, Heads, Scale), .. Pointwise(Dimension), new Activation()];

        private protected override LayerList Widened() => [.. Pointwise(Dimension * Expansion), new Activation(), .. Pointwise(Dimension), new Activation()];
    }

    /// <summary>
    /// Spikingformer (Zhou et al. 2023, arXiv 2304.11954) with CML: an activation before each convolution but the first, pools before activations; what is added are potentials, not spikes. The fifth
    /// convolution of the tokens has no shortcut.
    /// </summary>
    public sealed record Spikingformer : SpikingTransformer
    {
        /// <summary>The published factor of all data, 0.125, doubled.</summary>
        public Spikingformer() => Scale = 0.25f;

        private protected override IEnumerable<LayerDescription> Tokens()
        {
            for (int i = 0; i <= Convolutions; i++)
            {
                if (i > 0)
                    yield return new Activation();
                yield return new Convolution(WidthOf(i), Bias: false);
                yield return new BatchNorm();
                if (HasPool(i))
                    yield return TokenPool;
            }
        }

        private protected override LayerList Attended() => [new Activation(), .. SelfAttention(Dimension, Heads, Scale), .. Pointwise(Dimension)];

        private protected override LayerList Widened() => [new Activation(), .. Pointwise(Dimension * Expansion), new Activation(), .. Pointwise(Dimension)];
    }

    /// <summary>
    /// Spike-driven Transformer (Yao et al. 2023, arXiv 2307.01694): potentials are added as in <see cref="Spikingformer"/>; the attention has no matrix products: neurons that get the sum over positions of keys and
    /// values that spike together say which channels of the queries pass. An activation stands before the linear layer. Its heads have no effect, as the sums are those of single channels.
    /// </summary>
    public sealed record SpikeDrivenTransformer : SpikingTransformer
    {
        /// <summary>Twice 1, for a published threshold of 0.5.</summary>
        private const float SumScale = 2;

        /// <summary>Whether keys, values, their product and the output of the attention go through a 3x3 maximum pool of stride 1, as the published code has it for event cameras.</summary>
        public bool Widen { get; init; }

        private protected override LayerDescription[] End => [new Activation()];

        private protected override IEnumerable<LayerDescription> Tokens()
        {
            for (int i = 0; i < Convolutions - 1; i++)
            {
                foreach (var layer in Fired(new Convolution(WidthOf(i))))
                    yield return layer;
                if (HasPool(i))
                    yield return TokenPool;
            }

            yield return new Convolution(Dimension, Bias: false);
            yield return new BatchNorm();
            if (HasPool(Convolutions - 1))
                yield return TokenPool;
            yield return Branches.Add([new Activation(), new Convolution(Dimension, Bias: false), new BatchNorm()], []);
        }

        private protected override LayerList Attended()
        {
            LayerDescription[] neighbours = Widen ? [new MaxPool(3, 1, 1)] : [];
            var together = new Branches([Projected("keys", Dimension, neighbours), Projected("values", Dimension, neighbours)], Combine.And);
            var masked = new Branches([Projected("queries", Dimension), new LayerPath("mask", [together, .. neighbours, new PositionSums(SumScale), new Activation()])], Combine.And);
            return [new Activation(), masked, .. neighbours, .. Pointwise(Dimension)];
        }

        private protected override LayerList Widened() => [new Activation(), .. Pointwise(Dimension * Expansion), new Activation(), .. Pointwise(Dimension)];
    }
}
