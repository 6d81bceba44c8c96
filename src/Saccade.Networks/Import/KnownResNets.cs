namespace Saccade.Networks.Import;

/// <summary>Residual networks of torchvision, and those of SEW with neurons.</summary>
internal static class KnownResNets
{
    private static readonly (int Layers, int[] Blocks, bool Bottleneck)[] _depths = [(18, [2, 2, 2, 2], false), (34, [3, 4, 6, 3], false), (50, [3, 4, 6, 3], true), (101, [3, 4, 23, 3], true), (152, [3, 8, 36, 3], true)];

    public static IEnumerable<KnownNetwork> All()
    {
        foreach (var (layers, blocks, bottleneck) in _depths)
        {
            var plain = ResNetNames(blocks, bottleneck, i => ($"conv{i}", $"bn{i}"), "downsample");
            var inContainers = ResNetNames(blocks, bottleneck, i => ($"conv{i}.0", $"conv{i}.1"), "downsample.0");
            yield return new KnownNetwork($"resnet{layers}", $"ResNet-{layers} of torchvision (He et al. 2016).", new ArchitectureDescription.SpikingResNet { Blocks = [.. blocks], Bottleneck = bottleneck }, KnownActivations.Relu)
            {
                Names = [plain],
                Input = new FrameSize(224, 224, 3),
                Standardised = Standardisation.ImageNet,
                Crop = 0.875,
            };
            yield return new KnownNetwork($"sew-resnet{layers}", $"SEW-ResNet-{layers} of its authors or of SpikingJelly (arXiv 2102.04159).", new ArchitectureDescription.SewResNet { Blocks = [.. blocks], Bottleneck = bottleneck }, KnownActivations.Neurons(NeuronKind.If))
            {
                Names = [plain, inContainers],
                Input = new FrameSize(224, 224, 3),
                Standardised = Standardisation.ImageNet,
                Crop = 0.875,
                Steps = 4,
            };
        }
    }

    /// <summary>The names of a residual network.</summary>
    /// <param name="blocks">Blocks of each stage.</param>
    /// <param name="bottleneck">Whether a block has three convolutions.</param>
    /// <param name="pair">The i-th convolution of a block and its batch norm, from 1.</param>
    /// <param name="shortcut">What holds the convolution and the batch norm of a shortcut.</param>
    private static ForeignNames ResNetNames(int[] blocks, bool bottleneck, Func<int, (string Convolution, string Norm)> pair, string shortcut)
    {
        List<string> names = ["conv1", "bn1"];
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                string path = $"layer{stage + 1}.{block}";
                foreach (var (convolution, norm) in Enumerable.Range(1, bottleneck ? 3 : 2).Select(pair))
                    names.AddRange([$"{path}.{convolution}", $"{path}.{norm}"]);
                if (block == 0 && (stage > 0 || bottleneck))
                    names.AddRange([$"{path}.{shortcut}.0", $"{path}.{shortcut}.1"]);
            }
        }

        return new ForeignNames(names.Append("fc"));
    }
}
