namespace Saccade.Networks.Import;

/// <summary>Spiking transformers.</summary>
internal static class KnownTransformers
{
    /// <summary>What they inherit from others and never call.</summary>
    private static readonly string[] _neverUsed = ["norm1", "norm2", "pos_embed"];

    public static IEnumerable<KnownNetwork> All() =>
    [
        SpikformerOf(4, 256, 16, 2, new FrameSize(32, 32, 3), 10), SpikformerOf(2, 384, 12, 2, new FrameSize(32, 32, 3), 10), SpikformerOf(4, 384, 12, 2, new FrameSize(32, 32, 3), 10),
        SpikformerOf(8, 384, 8, 4, new FrameSize(224, 224, 3), 1000), SpikformerOf(8, 512, 8, 4, new FrameSize(224, 224, 3), 1000), SpikformerOf(8, 768, 8, 4, new FrameSize(224, 224, 3), 1000),
        SpikformerOf(2, 256, 16, 4, new FrameSize(128, 128), 10) with { Steps = 16 },
    ];

    private static KnownNetwork SpikformerOf(int depth, int dimension, int heads, int pools, FrameSize input, int classes) => new(
        $"spikformer-{depth}-{dimension}", $"Spikformer of {depth} blocks of dimension {dimension} (arXiv 2209.15425), by its authors.",
        new ArchitectureDescription.Spikformer { Depth = depth, Dimension = dimension, Heads = heads, Pools = pools, Scale = input.Channels == 2 ? 0.5f : 0.25f },
        KnownActivations.Neurons(NeuronKind.Lif))
    {
        Names = [SpikformerNames(depth, "conv"), SpikformerNames(depth, "linear")],
        Input = input,
        Classes = classes,
        Steps = 4,
    };

    /// <summary>The names of the authors: for CIFAR the products of positions are linear layers, elsewhere convolutions of one position.</summary>
    private static ForeignNames SpikformerNames(int depth, string product)
    {
        List<string> names = [];
        foreach (string index in (string[])["", "1", "2", "3"])
            names.AddRange([$"patch_embed.proj_conv{index}", $"patch_embed.proj_bn{index}"]);
        names.AddRange(["patch_embed.rpe_conv", "patch_embed.rpe_bn"]);
        for (int block = 0; block < depth; block++)
        {
            foreach (string part in (string[])["attn.q", "attn.k", "attn.v", "attn.proj", "mlp.fc1", "mlp.fc2"])
                names.AddRange([$"block.{block}.{part}_{product}", $"block.{block}.{part}_bn"]);
        }

        return new ForeignNames([.. names.Append("head").Select(prefix => new ForeignLayer(prefix))], _neverUsed);
    }
}
