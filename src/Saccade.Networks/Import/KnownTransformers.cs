namespace Saccade.Networks.Import;

/// <summary>Spiking transformers.</summary>
internal static class KnownTransformers
{
    /// <summary>What they inherit from others and never call.</summary>
    private static readonly string[] _neverUsed = ["norm1", "norm2", "pos_embed", "talking_heads"];

    private static readonly FrameSize _cifar = new(32, 32, 3), _imageNet = new(224, 224, 3), _events = new(128, 128);

    private static readonly Size[] _sizes =
    [
        new(4, 256, 16, 2, _cifar, 10), new(2, 384, 12, 2, _cifar, 10), new(4, 384, 12, 2, _cifar, 10),
        new(8, 384, 8, 4, _imageNet, 1000), new(8, 512, 8, 4, _imageNet, 1000), new(8, 768, 8, 4, _imageNet, 1000), new(2, 256, 16, 4, _events, 10),
    ];

    private static readonly Size[] _drivenSizes =
    [
        new(8, 384, 8, 4, _imageNet, 1000), new(6, 512, 8, 4, _imageNet, 1000), new(8, 512, 8, 4, _imageNet, 1000), new(10, 512, 8, 4, _imageNet, 1000), new(8, 768, 8, 4, _imageNet, 1000),
        new(2, 256, 8, 2, new FrameSize(64, 64), 10),
    ];

    public static IEnumerable<KnownNetwork> All() =>
    [
        .. _sizes.Select(size => Known("spikformer", "Spikformer (arXiv 2209.15425)", size, new ArchitectureDescription.Spikformer { Scale = size.Input.Channels == 2 ? 0.5f : 0.25f }, SpikformerNames(size.Depth, "conv"), SpikformerNames(size.Depth, "linear"))),
        .. _sizes.Select(size => Known("spikingformer", "Spikingformer with CML (arXiv 2304.11954)", size, new ArchitectureDescription.Spikingformer(), SpikingformerNames(size.Depth))),
        .. _drivenSizes.Select(size => Known("spike-driven", "Spike-driven Transformer (arXiv 2307.01694)", size, new ArchitectureDescription.SpikeDrivenTransformer { Widen = size.Input.Channels == 2 }, SpikeDrivenNames(size.Depth))),
        OfSpikingJelly("spikformer-ti", new Size(4, 256, 8, 4, _imageNet, 1000)), OfSpikingJelly("spikformer-s", new Size(6, 384, 12, 4, _imageNet, 1000)),
        QkFormer("qkformer-4-384", [1, 1, 2], 384, 8, QkFormerStem.Small, _cifar, 10),
        QkFormer("qkformer-10-384", [1, 2, 7], 384, 6, QkFormerStem.Large, _imageNet, 1000), QkFormer("qkformer-10-512", [1, 2, 7], 512, 8, QkFormerStem.Large, _imageNet, 1000),
        QkFormer("qkformer-10-768", [1, 2, 7], 768, 12, QkFormerStem.Large, _imageNet, 1000), QkFormer("qkformer-2-256", [1, 1], 256, 16, QkFormerStem.Events, _events, 10),
    ];

    private static KnownNetwork Known(string name, string about, Size size, ArchitectureDescription.SpikingTransformer architecture, params ForeignNames[] names) => new(
        $"{name}-{size.Depth}-{size.Dimension}", $"{about} of {size.Depth} blocks of dimension {size.Dimension}, by its authors.",
        architecture with { Depth = size.Depth, Dimension = size.Dimension, Heads = size.Heads, Pools = size.Pools }, KnownActivations.Neurons(NeuronKind.Lif))
    {
        Names = names,
        Input = size.Input,
        Classes = size.Classes,
        Steps = size.Input.Channels == 2 ? 16 : 4,
        Standardised = StandardisationOf(size.Input),
        Crop = size.Input == _imageNet ? 0.875 : null,
    };

    private static KnownNetwork OfSpikingJelly(string name, Size size)
        => Known("", "Spikformer", size, new ArchitectureDescription.Spikformer { PoolFirst = true, Scale = 0.25f }, SpikingJellyNames(size.Depth)) with { Name = name, About = $"Spikformer of SpikingJelly, of {size.Depth} blocks of dimension {size.Dimension}." };

    private static KnownNetwork QkFormer(string name, int[] blocks, int dimension, int heads, QkFormerStem stem, FrameSize input, int classes) => new(
        name, $"QKFormer (arXiv 2403.16552) of {blocks.Sum()} blocks, the last of dimension {dimension}, by its authors.",
        new ArchitectureDescription.QkFormer { Blocks = [.. blocks], Dimension = dimension, Heads = heads, Stem = stem }, KnownActivations.Neurons(NeuronKind.Lif))
    {
        Names = [QkFormerNames(blocks, stem)],
        Input = input,
        Classes = classes,
        Steps = input.Channels == 2 ? 16 : 4,
        Standardised = StandardisationOf(input),
        Crop = input == _imageNet ? 0.875 : null,
    };

    private static Standardisation? StandardisationOf(FrameSize input) => input == _imageNet ? Standardisation.ImageNet : input == _cifar ? Standardisation.Cifar : null;

    /// <summary>For CIFAR the products of positions are linear layers, elsewhere convolutions of one position.</summary>
    private static ForeignNames SpikformerNames(int depth, string product) => Named(
        [.. NumberedBehind("patch_embed.proj"), "patch_embed.rpe_conv", "patch_embed.rpe_bn"], depth,
        Pairs(["attn.q", "attn.k", "attn.v", "attn.proj", "mlp.fc1", "mlp.fc2"], part => ($"{part}_{product}", $"{part}_bn")));

    private static ForeignNames SpikingformerNames(int depth)
        => Named(Pairs(["proj", "proj1", "proj2", "proj3", "proj4"], Underscored, "patch_embed."), depth, Pairs(["attn.q", "attn.k", "attn.v", "attn.proj", "mlp.mlp1", "mlp.mlp2"], Underscored));

    private static ForeignNames SpikeDrivenNames(int depth)
        => Named([.. NumberedBehind("patch_embed.proj"), "patch_embed.rpe_conv", "patch_embed.rpe_bn"], depth, Pairs(["attn.q", "attn.k", "attn.v", "attn.proj", "mlp.fc1", "mlp.fc2"], Underscored));

    /// <summary>Queries, keys and values share one convolution, and no convolution has a bias.</summary>
    private static ForeignNames SpikingJellyNames(int depth)
    {
        List<ForeignLayer> layers = [];
        void Add(string prefix, int part = 0, int parts = 1) => layers.AddRange([new ForeignLayer($"{prefix}.0", part, parts, HasBias: false), new ForeignLayer($"{prefix}.1", part, parts)]);
        for (int stage = 0; stage < 4; stage++)
            Add($"patch_embed.stages.{stage}.conv_bn.block");
        Add("patch_embed.positional_encoding.conv_bn.block");
        for (int block = 0; block < depth; block++)
        {
            for (int part = 0; part < 3; part++)
                Add($"blocks.{block}.attn.qkv_conv_bn", part, 3);
            foreach (string name in (string[])["attn.proj_conv_bn", "mlp.fc1", "mlp.fc2"])
                Add($"blocks.{block}.{name}");
        }

        return new ForeignNames([.. layers, new ForeignLayer("head")], []);
    }

    private static ForeignNames QkFormerNames(int[] blocks, QkFormerStem stem)
    {
        string[] first = stem switch { QkFormerStem.Small => ["proj", "proj1", "proj_res"], QkFormerStem.Large => ["proj", "proj1", "proj2", "proj_res"], _ => ["proj", "proj1", "proj2", "proj3", "proj_res"] };
        string[] later = [stem == QkFormerStem.Events ? "proj" : "proj3", "proj4", "proj_res"], wide = stem == QkFormerStem.Large ? ["mlp.fc1", "mlp.fc2"] : ["mlp.mlp1", "mlp.mlp2"];
        string self = stem == QkFormerStem.Large ? "attn" : "ssa";
        List<string> names = [];
        for (int stage = 1; stage <= blocks.Length; stage++)
        {
            names.AddRange(Pairs(stage == 1 ? first : later, Underscored, $"patch_embed{stage}."));
            string[] attention = stage == blocks.Length ? [$"{self}.q", $"{self}.k", $"{self}.v", $"{self}.proj"] : ["tssa.q", "tssa.k", "tssa.proj"];
            for (int block = 0; block < blocks[stage - 1]; block++)
                names.AddRange(Pairs([.. attention, .. wide], Underscored, $"stage{stage}.{block}."));
        }

        return new ForeignNames([.. names.Append("head").Select(prefix => new ForeignLayer(prefix))], _neverUsed);
    }

    private static ForeignNames Named(string[] tokens, int depth, string[] block) => new(
        [.. tokens.Concat(Enumerable.Range(0, depth).SelectMany(i => block.Select(name => $"block.{i}.{name}"))).Append("head").Select(prefix => new ForeignLayer(prefix))], _neverUsed);

    private static string[] Pairs(string[] parts, Func<string, (string Convolution, string Norm)> pair, string before = "")
        => [.. parts.Select(pair).SelectMany(names => (string[])[before + names.Convolution, before + names.Norm])];

    private static (string Convolution, string Norm) Underscored(string part) => ($"{part}_conv", $"{part}_bn");

    private static string[] NumberedBehind(string path) => Pairs(["", "1", "2", "3"], number => ($"{path}_conv{number}", $"{path}_bn{number}"));

    private readonly record struct Size(int Depth, int Dimension, int Heads, int Pools, FrameSize Input, int Classes);
}
