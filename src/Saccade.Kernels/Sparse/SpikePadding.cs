using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Sparse;

/// <summary>Spikes on their way to a dense convolution.</summary>
internal static class SpikePadding
{
    /// <summary>As <see cref="ConvolutionPlan.Pad"/>, of spikes: an image [H, W, Cin] as floats in the middle of zeros, [H + 2p, W + 2p, Cin].</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="image">The spikes; the input channels are whole words.</param>
    /// <param name="padded">Filled.</param>
    public static void Pad(ConvolutionPlan plan, SpikeSpan image, Span<float> padded)
    {
        var s = plan.Shape;
        int line = s.Width * s.InputChannels, row = plan.PaddedWidth * s.InputChannels;
        padded[..(plan.PaddedHeight * row)].Clear();
        for (int h = 0; h < s.Height; h++)
            image.Slice(h * line, line).Unpack(padded[((h + s.Padding) * row + s.Padding * s.InputChannels)..]);
    }
}
