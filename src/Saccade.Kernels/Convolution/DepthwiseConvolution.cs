using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// Convolution where every channel has its own kernel (groups = channels): vectorised over channels, one accumulator per
/// output, terms in the order kh, kw. Same bits as <seealso cref="ConvolutionReference"/>.
/// </summary>
internal static unsafe class DepthwiseConvolution
{
    /// <summary>Computes output pixels [<paramref name="begin"/>, <paramref name="end"/>) of one padded image.</summary>
    /// <param name="plan">A depthwise convolution.</param>
    /// <param name="padded">The padded input image.</param>
    /// <param name="weight">[KH, KW, 1, C], not packed.</param>
    /// <param name="bias">[C], or empty.</param>
    /// <param name="output">The whole output image [OH, OW, C].</param>
    /// <param name="begin">First output pixel.</param>
    /// <param name="end">One past the last output pixel.</param>
    public static void Forward(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(padded.Length, plan.PaddedSize, nameof(padded));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, plan.Shape.OutputSize, nameof(output));
        int channels = plan.Shape.OutputChannels;
        fixed (float* x = padded, w = weight, b = bias, y = output)
        {
            int c = 0;
            if (HardwareWidths.Use16)
                c = Pixels<Lanes16>(plan, x, w, b, y, begin, end, c, channels);
            if (HardwareWidths.Use8)
                c = Pixels<Lanes8>(plan, x, w, b, y, begin, end, c, channels);
            if (HardwareWidths.Use4)
                c = Pixels<Lanes4>(plan, x, w, b, y, begin, end, c, channels);
            Pixels<Lanes1>(plan, x, w, b, y, begin, end, c, channels);
        }
    }

    /// <summary>Adds what some images contribute to the weight gradient of channels [<paramref name="begin"/>, <paramref name="end"/>).</summary>
    /// <param name="plan">A depthwise convolution.</param>
    /// <param name="padded">Padded input images, one after the other.</param>
    /// <param name="outputGradient">[images, OH, OW, C].</param>
    /// <param name="weightGradient">[KH, KW, 1, C], accumulated into.</param>
    /// <param name="begin">First channel.</param>
    /// <param name="end">One past the last channel.</param>
    public static void AccumulateWeightGradient(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, int begin, int end)
    {
        int images = outputGradient.Length / plan.Shape.OutputSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(padded.Length, images * plan.PaddedSize, nameof(padded));
        fixed (float* x = padded, g = outputGradient, w = weightGradient)
        {
            int c = begin;
            if (HardwareWidths.Use16)
                c = Taps<Lanes16>(plan, x, g, w, images, c, end);
            if (HardwareWidths.Use8)
                c = Taps<Lanes8>(plan, x, g, w, images, c, end);
            if (HardwareWidths.Use4)
                c = Taps<Lanes4>(plan, x, g, w, images, c, end);
            Taps<Lanes1>(plan, x, g, w, images, c, end);
        }
    }

    private static int Pixels<V>(ConvolutionPlan plan, float* padded, float* weight, float* bias, float* output, int begin, int end, int c, int channels)
        where V : struct, ILanes<V>
    {
        for (; c + V.Count <= channels; c += V.Count)
        {
            var add = bias == null ? V.Zero : V.Load(bias + c);
            for (int pixel = begin; pixel < end; pixel++)
            {
                float* x = padded + plan.WindowOffsets[pixel] + c;
                float* w = weight + c;
                var sum = V.Zero;
                foreach (int tap in plan.RunOffsets)
                {
                    sum = V.Fma(V.Load(x + tap), V.Load(w), sum);
                    w += channels;
                }

                V.Store(bias == null ? sum : sum + add, output + (long)pixel * channels + c);
            }
        }

        return c;
    }

    private static int Taps<V>(ConvolutionPlan plan, float* padded, float* gradient, float* weight, int images, int c, int end)
        where V : struct, ILanes<V>
    {
        int channels = plan.Shape.OutputChannels;
        for (; c + V.Count <= end; c += V.Count)
        {
            for (int tap = 0; tap < plan.RunOffsets.Length; tap++)
            {
                float* target = weight + tap * channels + c;
                var sum = V.Load(target);
                for (int image = 0; image < images; image++)
                {
                    float* x = padded + (long)image * plan.PaddedSize + plan.RunOffsets[tap] + c;
                    float* g = gradient + (long)image * plan.Shape.OutputSize + c;
                    foreach (int window in plan.WindowOffsets)
                    {
                        sum = V.Fma(V.Load(x + window), V.Load(g), sum);
                        g += channels;
                    }
                }

                V.Store(sum, target);
            }
        }

        return c;
    }
}
