using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Residual networks.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddResNets(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("resnet18", NormKeys(kinds, new Section<ResNet18>(new ResNet18()).Means("ResNet-18 for small pictures, as in Dspike: eight residual blocks; large.")))
        .Add("resnet19", NormKeys(kinds, new Section<ResNet19>(new ResNet19()).Means("ResNet-19 of tdBN: eight residual blocks of more channels, two linear layers; very large.")));

    /// <summary>
    /// Residual blocks of two 3x3 convolutions without bias, each with batch norm; the input, through a 1x1 convolution and batch norm where extents change, is added before
    /// the second activation. The first block of each stage but the first has stride 2.
    /// </summary>
    /// <param name="stem">Channels of the first convolution.</param>
    /// <param name="stages">Channels and number of blocks of each stage.</param>
    /// <param name="scale">Start of the factor of batch norms before an addition.</param>
    private static List<LayerDescription> Residual(int stem, (int Channels, int Blocks)[] stages, float scale)
    {
        int channels = stem;
        List<LayerDescription> layers = [.. Plain(stem)];
        foreach (var (outputs, blocks) in stages)
        {
            for (int i = 0; i < blocks; i++)
            {
                int stride = i == 0 && outputs != stem ? 2 : 1;
                LayerList shortcut = stride == 1 && channels == outputs ? [] : [new Convolution(outputs, Kernel: 1, Stride: stride, Padding: 0, Bias: false), new BatchNorm(Scale: scale)];
                LayerList body =
                [
                    new Convolution(outputs, Stride: stride, Bias: false), new BatchNorm(), new Activation(),
                    new Convolution(outputs, Bias: false), new BatchNorm(Scale: scale),
                ];
                layers.AddRange([Branches.Add(body, shortcut), new Activation()]);
                channels = outputs;
            }
        }

        return layers;
    }

    /// <summary>
    /// ResNet-18 as Dspike (Li et al. 2021) trains it: a 3x3 convolution of 64 channels, two residual blocks each of 64, 128, 256 and 512 channels, global average pooling and one linear
    /// layer. 11,173,386 parameters at 10 classes, activations not counted.
    /// </summary>
    /// <remarks>The paper names the network and prints no table of its layers; this is its usual form for small pictures, with a first convolution of 3x3 and no pool after it.</remarks>
    public sealed record ResNet18 : ArchitectureDescription
    {
        private protected override LayerList LayersFor(FrameSize input, int classes)
            => Tapped([.. Residual(64, [(64, 2), (128, 2), (256, 2), (512, 2)], scale: 1), new AdaptiveAveragePool()], new Linear(classes));
    }

    /// <summary>
    /// ResNet-19 of tdBN (Zheng et al. 2021, arXiv 2011.05280): a 3x3 convolution of 128 channels, three residual blocks of 128 channels, three of 256 and two of 512, global average pooling, a linear layer
    /// of 256 outputs, activation and one linear layer. Batch norms before an addition start at 1 / sqrt(2), so that the sum has the variance of one. 12,696,842 parameters at 10 classes, activations not
    /// counted.
    /// </summary>
    public sealed record ResNet19 : ArchitectureDescription
    {
        private const int Features = 256;

        private static readonly float _beforeAddition = (float)Math.Sqrt(0.5);

        private protected override LayerList LayersFor(FrameSize input, int classes) => Tapped(
            [.. Residual(128, [(128, 3), (256, 3), (512, 2)], _beforeAddition), new AdaptiveAveragePool()],
            new Linear(Features), new Activation(), new Linear(classes));
    }
}
