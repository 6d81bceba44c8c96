namespace Saccade.Training.Benchmarks;

/// <summary>The networks that benchmarks can build without a file.</summary>
internal enum BuiltInNetwork
{
    /// <summary>VGG-SNN on 2x48x48 frames, 10 classes.</summary>
    VggSnn,

    /// <summary>SNN-5 on 2x128x128 frames, 11 classes.</summary>
    Snn5,

    /// <summary>The small network of N-MNIST on 2x34x34 frames, 10 classes.</summary>
    Small,

    /// <summary>SEW-ResNet-18 with the small stem on 3x32x32 frames, 10 classes.</summary>
    SewResNet18,

    /// <summary>Spikformer-4-256 with 16 heads on 3x32x32 frames, 10 classes.</summary>
    Spikformer,
}
