namespace Saccade.Networks.Import;

/// <summary>Vision transformers on real numbers, by the names of timm.</summary>
internal static class KnownVisionTransformers
{
    private const int Depth = 12;

    public static IEnumerable<KnownNetwork> All() =>
    [
        Known("vit-s-16", "ViT-S/16 of timm (Touvron et al. 2021, arXiv 2012.12877)", 384, 6),
        Known("vit-b-16", "ViT-B/16 of timm (Dosovitskiy et al. 2021, arXiv 2010.11929)", 768, 12),
    ];

    /// <summary>As trained on ImageNet-21k: values from -1 to 1.</summary>
    private static Standardisation Centred { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    private static KnownNetwork Known(string name, string about, int dimension, int heads) => new(
        name, $"{about}: images of other extents than 224x224 are resized by the network.", new ArchitectureDescription.VisionTransformer { Depth = Depth, Dimension = dimension, Heads = heads }, KnownActivations.Relu)
    {
        Names = [Names()],
        Input = new FrameSize(224, 224, 3),
        Standardised = Centred,
        Crop = 0.9,
    };

    private static ForeignNames Names()
    {
        string[] block = ["norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2"];
        ForeignLayer[] tokens = [new("patch_embed.proj"), new("") { Parameter = "cls_token" }, new("") { Parameter = "pos_embed" }];
        var rest = Enumerable.Range(0, Depth).SelectMany(i => block.Select(part => $"blocks.{i}.{part}")).Concat(["norm", "head"]);
        return new ForeignNames([.. tokens, .. rest.Select(prefix => new ForeignLayer(prefix))], []);
    }
}
