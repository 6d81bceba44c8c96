using Saccade.Kernels.Convolution;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>A step that can begin a plan, so that events add to its sums one by one.</summary>
internal interface IFirstStep
{
    /// <summary>The extents.</summary>
    ConvolutionShape Shape { get; }

    /// <summary>The weight [KH, KW, Cin, Cout], where the step is the first; else empty.</summary>
    ReadOnlyMemory<float> Unpacked { get; }

    /// <summary>What sums begin with [Cout], or empty for 0.</summary>
    ReadOnlyMemory<float> Bias { get; }

    /// <summary>Does what the step does when its sums are complete.</summary>
    /// <param name="memory">The runner's memory.</param>
    /// <param name="sums">[OH, OW, Cout].</param>
    /// <param name="state">The stream's state.</param>
    void Finish(StepMemory memory, ReadOnlySpan<float> sums, StreamState state);
}
