namespace Saccade.Networks.Import;

/// <summary>VGG networks of torchvision, and those of SpikingJelly with neurons, which have the same names.</summary>
internal static class KnownVggs
{
    private const int Hidden = 4096, Side = 7;

    private static readonly (int Layers, int[][] Stages)[] _vggs =
    [
        (11, [[64], [128], [256, 256], [512, 512], [512, 512]]),
        (13, [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]]),
        (16, [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]),
        (19, [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]]),
    ];

    public static IEnumerable<KnownNetwork> All() =>
        from vgg in _vggs
        from normed in new[] { false, true }
        from spiking in new[] { false, true }
        select new KnownNetwork(
            $"{(spiking ? "spiking-" : "")}vgg{vgg.Layers}{(normed ? "-bn" : "")}",
            $"VGG-{vgg.Layers}{(normed ? " with batch norm" : "")} of {(spiking ? "SpikingJelly, with integrate-and-fire neurons" : "torchvision (Simonyan and Zisserman 2014)")}.",
            new ArchitectureDescription.Custom { Layers = VggLayers(vgg.Stages, normed) },
            spiking ? KnownActivations.Neurons(NeuronKind.If) : KnownActivations.Relu)
        {
            Names = [VggNames(vgg.Stages, normed)],
            Input = new FrameSize(224, 224, 3),
            Standardised = Standardisation.ImageNet,
            Crop = 0.875,
            Steps = spiking ? 4 : 1,
        };

    private static LayerList VggLayers(int[][] stages, bool normed)
    {
        var features = stages.SelectMany(stage => stage
            .SelectMany(outputs => (LayerDescription[])[new Convolution(outputs), .. normed ? [new BatchNorm()] : Array.Empty<LayerDescription>(), new Activation()])
            .Append(new MaxPool()));
        return
        [
            .. features, new AdaptiveAveragePool(Side), new Flatten { Name = ArchitectureDescription.FeaturesTap },
            new Linear(Hidden), new Activation(), new Dropout(), new Linear(Hidden), new Activation(), new Dropout(),
        ];
    }

    /// <summary>Convolutions, batch norms, activations and pools are numbered one after the other.</summary>
    private static ForeignNames VggNames(int[][] stages, bool normed)
    {
        var names = new List<string>();
        int index = 0;
        foreach (int[] stage in stages)
        {
            for (int i = 0; i < stage.Length; i++, index += normed ? 3 : 2)
            {
                names.Add($"features.{index}");
                if (normed)
                    names.Add($"features.{index + 1}");
            }

            index++;
        }

        return new ForeignNames([.. names, "classifier.0", "classifier.3", "classifier.6"]);
    }
}
