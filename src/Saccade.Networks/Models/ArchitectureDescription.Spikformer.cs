using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Transformers.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddTransformers(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("spikformer", NormKeys(kinds, new Section<Spikformer>(new Spikformer()).Means("Spikformer: convolutions that make tokens, then blocks of spiking self-attention.")
            .Key("depth", new WholeKind(1, 1024), a => a.Depth, (a, v) => a with { Depth = v }, "Blocks of attention.")
            .Key("dimension", new WholeKind(8, MaximumChannels), a => a.Dimension, (a, v) => a with { Dimension = v }, "Channels of a token, a multiple of 8 and of the heads.")
            .Key("heads", new WholeKind(1, MaximumChannels), a => a.Heads, (a, v) => a with { Heads = v }, "Heads of the attention.")
            .Key("pools", new WholeKind(0, Spikformer.Convolutions), a => a.Pools, (a, v) => a with { Pools = v }, "How many of the four convolutions, the last ones, have a pool: 4 for 128 or 224 pixels, 2 for 32.")
            .Key("scale", SingleKind.Any, a => a.Scale, (a, v) => a with { Scale = v }, "Factor of the attention, in thresholds of the neurons after it.")));

    /// <summary>
    /// Spikformer (Zhou et al. 2023, arXiv 2209.15425): four 3x3 convolutions without bias to an eighth, a quarter, a half and all of the dimension, each with batch norm, activation and, the last ones, a
    /// maximum pool 3x3 of stride 2; a 3x3 convolution whose spikes are added as a position; blocks of self-attention and of two 1x1 convolutions to four times the channels and back, whose spikes are added to their
    /// input; mean over positions and one linear layer. Blocks are named <c>block-1</c>, <c>block-2</c> and so on, the pooled output <c>map</c>.
    /// Parameters: depth 2, dimension 256 at two channels and 10 classes 2,566,666; at three channels and 10 classes 4-256 4,152,106, 2-384 5,762,746, 4-384 9,320,122; at 1,000 classes 8-384 16,816,024,
    /// 8-512 29,689,384, 8-768 66,338,632; activations not counted.
    /// </summary>
    /// <remarks>
    /// In the paper the neurons after the attention fire at 0.5 and the factor is 0.25 on CIFAR10-DVS and 0.125 elsewhere. Here they are as all others, at a threshold of 1, and the factor is twice that: the spikes are the same.
    /// Layer norms, position embeddings and dropouts of the code never run and are left out.
    /// </remarks>
    public sealed record Spikformer : ArchitectureDescription
    {
        /// <summary>Convolutions that make tokens.</summary>
        internal const int Convolutions = 4;

        private const int Expansion = 4;

        /// <summary>Blocks of attention.</summary>
        public int Depth { get; init; } = 2;

        /// <summary>Channels of a token, a multiple of 8 and of <see cref="Heads"/>.</summary>
        public int Dimension { get; init; } = 256;

        /// <summary>Heads of the attention; their number does not change that of the parameters.</summary>
        public int Heads { get; init; } = 16;

        /// <summary>How many of the four convolutions, the last ones, have a pool.</summary>
        public int Pools { get; init; } = Convolutions;

        /// <summary>Factor of the attention.</summary>
        public float Scale { get; init; } = 0.5f;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            if (Dimension % (1 << (Convolutions - 1)) != 0 || Dimension % Heads != 0)
                throw new ArgumentException($"got a dimension of {Dimension} and {Heads} heads, expected a multiple of 8 and of the heads");
            var blocks = Enumerable.Range(1, Depth).SelectMany(i => (LayerDescription[])[Branches.Add(Attended(), []), Branches.Add([.. Pointwise(Dimension * Expansion), .. Pointwise(Dimension)], []) with { Name = $"block-{i}" }]);
            return Tapped([.. Tokens(), .. blocks, new AdaptiveAveragePool()], new Linear(classes));
        }

        private IEnumerable<LayerDescription> Tokens()
        {
            for (int i = 0; i < Convolutions; i++)
            {
                foreach (var layer in Fired(new Convolution(Dimension >> (Convolutions - 1 - i))))
                    yield return layer;
                if (i >= Convolutions - Pools)
                    yield return new MaxPool(3, 2, 1);
            }

            yield return Branches.Add([.. Fired(new Convolution(Dimension))], []);
        }

        private LayerList Attended()
        {
            LayerPath Projected(string name) => new(name, [.. Fired(new Convolution(Dimension, Kernel: 1, Padding: 0))]);
            return [new Branches([Projected("queries"), Projected("keys"), Projected("values")], Combine.Concatenate), new Attention(Heads, Scale), new Activation(), .. Pointwise(Dimension)];
        }

        private static LayerDescription[] Pointwise(int outputs) => [new Convolution(outputs, Kernel: 1, Padding: 0), new BatchNorm(), new Activation()];
    }
}
