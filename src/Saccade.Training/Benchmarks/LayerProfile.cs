using Saccade.Networks;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Benchmarks;

/// <summary>What a layer of a network costs in one pass of a batch.</summary>
internal sealed record LayerProfile
{
    /// <summary>Where the layer stands in the network.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required LayerDescription Description { get; init; }

    /// <summary>What it emits for a frame.</summary>
    public required FeatureSize Output { get; init; }

    /// <summary>Seconds of its forward pass, the median of the rounds.</summary>
    public required double ForwardSeconds { get; init; }

    /// <summary>Seconds of its backward pass, the median of the rounds; null without training.</summary>
    public required double? BackwardSeconds { get; init; }

    /// <summary>Share of its input that is not 0.</summary>
    public required double InputDensity { get; init; }

    /// <summary>Images by the path that convolutions took for them.</summary>
    public required KernelUse KernelUse { get; init; }

    /// <summary>Operations of its forward pass if nothing were left out for being 0; a multiply-add counts as two.</summary>
    public required double DenseFlops { get; init; }

    /// <summary>Time of the forward pass at the machine's peak, leaving nothing out, divided by the time it took; 0 for layers without multiply-adds.</summary>
    public required double ShareOfLimit { get; init; }

    /// <summary>Bytes of its output for the batch.</summary>
    public required long OutputBytes { get; init; }
}
