namespace Saccade.Networks.Import;

/// <summary>Small networks that others publish as numbered lists of layers.</summary>
internal static class KnownSequences
{
    public static IEnumerable<KnownNetwork> All()
    {
        yield return Numbered(
            "sinabs-mnist", "The MNIST network of sinabs (examples/mnist).", new FrameSize(28, 28, 1), 10, [0, 3, 6, 10, 12],
            [Unbiased(20, 5), KnownActivations.Relu, new AveragePool(), Unbiased(32, 5), KnownActivations.Relu, new AveragePool(), Unbiased(128, 3), KnownActivations.Relu, new AveragePool(), new Flatten(), new Linear(500, Bias: false), KnownActivations.Relu]);
        yield return Numbered(
            "sinabs-gesture", "The DVS128 Gesture network of sinabs (examples/visualizer), before its conversion.", new FrameSize(128, 128), 11, [0, 2, 5, 8, 11, 14, 18, 22, 24],
            [Unbiased(16, 2, stride: 2), KnownActivations.Relu, .. Padded(16), .. Padded(32), .. Padded(32), .. Padded(64), .. Padded(64),
             new Dropout(), Unbiased(256, 2), KnownActivations.Relu, new Dropout(), new Flatten(), new Linear(128, Bias: false), KnownActivations.Relu]);
        yield return Numbered(
            "nir-nmnist", "The N-MNIST network of the NIR paper (arXiv 2311.14641), before its conversion.", new FrameSize(34, 34), 10, [0, 2, 5, 9, 11],
            [new Convolution(16, Kernel: 5, Stride: 2, Padding: 1, Bias: false), KnownActivations.Relu, .. Padded(16), .. Padded(8), new Flatten(), new Linear(256, Bias: false), KnownActivations.Relu]);
    }

    /// <summary>A network whose layers are called by their numbers, none of them with a bias; the linear layer to the classes is added.</summary>
    private static KnownNetwork Numbered(string name, string about, FrameSize input, int classes, int[] numbers, LayerDescription[] layers) => new(name, about, new ArchitectureDescription.Custom { Layers = [.. layers] }, KnownActivations.Relu)
    {
        Names = [new ForeignNames([.. numbers.Select(n => new ForeignLayer($"{n}", HasBias: false))], [])],
        Input = input,
        Classes = classes,
    };

    private static Convolution Unbiased(int outputs, int kernel, int stride = 1) => new(outputs, kernel, stride, Padding: 0, Bias: false);

    private static LayerDescription[] Padded(int outputs) => [new Convolution(outputs, Bias: false), KnownActivations.Relu, new AveragePool()];
}
