using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Transformers on real numbers, the teachers of published transformer recipes.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddVisionTransformers(Union<ArchitectureDescription> union) => union
        .Add("vision-transformer", new Section<VisionTransformer>(new VisionTransformer()).Means("ViT, a transformer on real numbers: patches of an image and a class token. It has no place for neurons, so all its forms are one.")
            .Key("depth", new WholeKind(1, 1024), a => a.Depth, (a, v) => a with { Depth = v }, "Blocks of attention.")
            .Key("dimension", new WholeKind(1, MaximumChannels), a => a.Dimension, (a, v) => a with { Dimension = v }, "Channels of a token, a multiple of the heads.")
            .Key("heads", new WholeKind(1, MaximumChannels), a => a.Heads, (a, v) => a with { Heads = v }, "Heads of the attention.")
            .Key("patch", new WholeKind(1, 255), a => a.Patch, (a, v) => a with { Patch = v }, "Side of the squares of pixels that become a token.")
            .Key("side", new WholeKind(1, 4096), a => a.Side, (a, v) => a with { Side = v }, "Rows and columns that frames of other extents are resized to, a multiple of the patch."));

    /// <summary>
    /// ViT (Dosovitskiy et al. 2021, arXiv 2010.11929): frames resized to a square of <see cref="Side"/> where they are none, patches as a convolution whose stride is its kernel, a class token, learned position
    /// embeddings, blocks of layer norm and softmax attention and of layer norm and two linear layers to four times the channels and back with GELU between, each added to its input; layer norm; the class token
    /// alone, named <c>features</c>; one linear layer. Blocks are named <c>block-1</c>, <c>block-2</c> and so on.
    /// At 1,000 classes ViT-S/16 (dimension 384, 6 heads) has 22,050,664 parameters, ViT-B/16 (768, 12) 86,567,656. It has no activation in whose place neurons could be.
    /// </summary>
    public sealed record VisionTransformer : ArchitectureDescription
    {
        private const double Epsilon = 1e-6;
        private const int Expansion = 4, Parts = 3;

        /// <summary>Blocks of attention.</summary>
        public int Depth { get; init; } = 12;

        /// <summary>Channels of a token, a multiple of <see cref="Heads"/>.</summary>
        public int Dimension { get; init; } = 384;

        /// <summary>Heads of the attention; their number does not change that of the parameters.</summary>
        public int Heads { get; init; } = 6;

        /// <summary>Side of the squares of pixels that become a token.</summary>
        public int Patch { get; init; } = 16;

        /// <summary>Rows and columns that frames of other extents are resized to, a multiple of <see cref="Patch"/>.</summary>
        public int Side { get; init; } = 224;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            if (Heads < 1 || Dimension < 1 || Dimension % Heads != 0 || Patch < 1 || Side < 1 || Side % Patch != 0)
                throw new ArgumentException($"got a dimension of {Dimension} with {Heads} heads and a side of {Side} with patches of {Patch}, expected a dimension that is a multiple of the heads and a side that is one of the patch");
            LayerDescription[] resized = input.Height == Side && input.Width == Side ? [] : [new BicubicResize(Side, Side)];
            var blocks = Enumerable.Range(1, Depth).SelectMany(i => (LayerDescription[])[Branches.Add(Attended(), []), Branches.Add(Widened(), []) with { Name = $"block-{i}" }]);
            return
            [
                .. resized, new Convolution(Dimension, Patch, Patch, Padding: 0), new ClassToken(), new PositionEmbedding(), .. blocks,
                new LayerNorm(Epsilon), new FirstPosition { Name = FeaturesTap }, new Linear(classes),
            ];
        }

        /// <summary>A linear layer at each position.</summary>
        private static Convolution EachPosition(int outputs) => new(outputs, Kernel: 1, Padding: 0);

        private LayerList Attended() => [new LayerNorm(Epsilon), EachPosition(Parts * Dimension), new SoftmaxAttention(Heads), EachPosition(Dimension)];

        private LayerList Widened() => [new LayerNorm(Epsilon), EachPosition(Expansion * Dimension), new Gelu(), EachPosition(Dimension)];
    }
}
