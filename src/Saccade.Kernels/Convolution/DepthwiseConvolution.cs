using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

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

    /// <summary>Writes the weight gradient of channels [<paramref name="begin"/>, <paramref name="end"/>), summed as <see cref="DenseWeightGradient"/> sums.</summary>
    /// <param name="plan">A depthwise convolution.</param>
    /// <param name="shards">Which images belong to which shard, a row being an image.</param>
    /// <param name="padded">Padded input images, one after the other.</param>
    /// <param name="outputGradient">[images, OH, OW, C].</param>
    /// <param name="weightGradient">[KH, KW, 1, C].</param>
    /// <param name="begin">First channel.</param>
    /// <param name="end">One past the last channel.</param>
    public static void WeightGradient(
        ConvolutionPlan plan, in Shards shards, ReadOnlySpan<float> padded, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, int begin, int end)
    {
        int images = outputGradient.Length / plan.Shape.OutputSize;
        ArgumentOutOfRangeException.ThrowIfNotEqual(shards.HeldRows, images, nameof(shards));
        ArgumentOutOfRangeException.ThrowIfLessThan(padded.Length, images * plan.PaddedSize, nameof(padded));
        fixed (float* x = padded, g = outputGradient, w = weightGradient)
        {
            int c = begin;
            if (HardwareWidths.Use16)
                c = Taps<Lanes16>(plan, shards, x, g, w, c, end);
            if (HardwareWidths.Use8)
                c = Taps<Lanes8>(plan, shards, x, g, w, c, end);
            if (HardwareWidths.Use4)
                c = Taps<Lanes4>(plan, shards, x, g, w, c, end);
            Taps<Lanes1>(plan, shards, x, g, w, c, end);
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

    private static int Taps<V>(ConvolutionPlan plan, in Shards shards, float* padded, float* gradient, float* weight, int c, int end)
        where V : struct, ILanes<V>
    {
        int channels = plan.Shape.OutputChannels, levels = ShardTree.Levels(shards.Count);
        float* sums = stackalloc float[levels * V.Count];
        for (; c + V.Count <= end; c += V.Count)
        {
            for (int tap = 0; tap < plan.RunOffsets.Length; tap++)
            {
                for (int shard = 0; shard < shards.Count; shard++)
                {
                    var sum = Tap<V>(plan, shards[shard], padded + plan.RunOffsets[tap] + c, gradient + c);
                    V.Store(sum, sums + ShardTree.Level(shard) * V.Count);
                    ShardTree.Close(new Span<float>(sums, levels * V.Count), V.Count, shard, shards.Count);
                }

                V.Store(V.Load(sums), weight + tap * channels + c);
            }
        }

        return c;
    }

    /// <summary>The sum of one shard for a vector of channels.</summary>
    private static V Tap<V>(ConvolutionPlan plan, ShardRows images, float* x, float* g)
        where V : struct, ILanes<V>
    {
        int channels = plan.Shape.OutputChannels;
        var sum = V.Zero;
        for (int i = 0; i < images.Count; i++)
        {
            int image = images.Row(i);
            float* input = x + (nint)image * plan.PaddedSize, output = g + (nint)image * plan.Shape.OutputSize;
            foreach (int window in plan.WindowOffsets)
            {
                sum = V.Fma(V.Load(input + window), V.Load(output), sum);
                output += channels;
            }
        }

        return sum;
    }
}
