namespace Saccade.Networks.Import;

/// <summary>Networks for event cameras.</summary>
internal static class KnownEventNetworks
{
    public static IEnumerable<KnownNetwork> All()
    {
        yield return new KnownNetwork("vgg-snn", "VGG-SNN of TET (arXiv 2202.11946) for CIFAR10-DVS.", new ArchitectureDescription.VggSnn(), KnownActivations.Neurons(NeuronKind.Lif))
        {
            Names = [VggSnnNames()],
            Input = new FrameSize(48, 48),
            Classes = 10,
            Steps = 10,
        };
        yield return SewNet("sew-7b-net", "7B-Net of SEW (arXiv 2102.04159) for DVS128 Gesture.", [32, 32, 32, 32, 32, 32, 32], 11);
        yield return SewNet("sew-wide-7b-net", "Wide-7B-Net of SEW for CIFAR10-DVS.", [64, 64, 64, 64, 128, 128, 128], 10);
    }

    /// <summary>Blocks and pools are numbered one after the other; a pool after every second block.</summary>
    private static ForeignNames VggSnnNames()
    {
        int[] blocks = [0, 1, 3, 4, 6, 7, 9, 10];
        return new ForeignNames([.. blocks.SelectMany(i => (string[])[$"features.{i}.fwd.0", $"features.{i}.fwd.1"]), "classifier"]);
    }

    private static KnownNetwork SewNet(string name, string about, int[] channels, int classes) => new(name, about, new ArchitectureDescription.SewNet { Channels = [.. channels] }, KnownActivations.Neurons(NeuronKind.Plif))
    {
        Names = [SewNetNames(channels)],
        Input = new FrameSize(128, 128),
        Classes = classes,
        Steps = 16,
    };

    /// <summary>Convolution and batch norm in a container, then the neuron; a pool after each block.</summary>
    private static ForeignNames SewNetNames(int[] channels)
    {
        var names = new List<string>();
        int index = 0;
        for (int i = 0; i < channels.Length; i++)
        {
            if (i == 0 || channels[i] != channels[i - 1])
                names.AddRange(Fired($"conv.{index++}"));
            names.AddRange([.. Fired($"conv.{index}.conv.0"), .. Fired($"conv.{index}.conv.1")]);
            index += 2;
        }

        return new ForeignNames([.. names, "out"]);

        static string[] Fired(string path) => [$"{path}.0.0", $"{path}.0.1", $"{path}.1"];
    }
}
