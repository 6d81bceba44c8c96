using System.Numerics;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// The definition of convolution in plain loops: what every fast path is compared with. In float it gives the same
/// bits as they do, in double it serves finite differences.
/// </summary>
internal static class ConvolutionReference
{
    /// <summary>y[n, oh, ow, co] = bias[co] + sum over kh, kw, ci of x[n, oh*s + kh - p, ow*s + kw - p, ci] * w[kh, kw, ci, co].</summary>
    /// <param name="shape">Extents.</param>
    /// <param name="input">[images, H, W, Cin].</param>
    /// <param name="weight">[KH, KW, Cin / groups, Cout].</param>
    /// <param name="bias">[Cout], or empty.</param>
    /// <param name="output">[images, OH, OW, Cout]; overwritten.</param>
    public static void Forward<T>(in ConvolutionShape shape, ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : IFloatingPointIeee754<T>
    {
        output.Clear();
        foreach (var term in new Terms(shape, output.Length / shape.OutputSize))
            output[term.Output] = T.FusedMultiplyAdd(input[term.Input], weight[term.Weight], output[term.Output]);

        for (int i = 0; i < output.Length && !bias.IsEmpty; i++)
            output[i] += bias[i % shape.OutputChannels];
    }

    /// <summary>Gradient of the input: dx[input] += dy[output] * w[weight] over all terms.</summary>
    /// <inheritdoc cref="Forward"/>
    public static void InputGradient<T>(in ConvolutionShape shape, ReadOnlySpan<T> outputGradient, ReadOnlySpan<T> weight, Span<T> inputGradient)
        where T : IFloatingPointIeee754<T>
    {
        inputGradient.Clear();
        foreach (var term in new Terms(shape, outputGradient.Length / shape.OutputSize))
            inputGradient[term.Input] = T.FusedMultiplyAdd(outputGradient[term.Output], weight[term.Weight], inputGradient[term.Input]);
    }

    /// <summary>
    /// Gradient of the weight: dw[weight] += dy[output] * x[input] over all terms, images and pixels of a shard in order, then the shards as
    /// <see cref="ShardTree"/> adds them.
    /// </summary>
    /// <param name="shape">Extents.</param>
    /// <param name="shards">Which images belong to which shard, a row being an image.</param>
    /// <param name="input">[images, H, W, Cin].</param>
    /// <param name="outputGradient">[images, OH, OW, Cout].</param>
    /// <param name="weightGradient">[KH, KW, Cin / groups, Cout]; overwritten.</param>
    public static void WeightGradient<T>(in ConvolutionShape shape, in Shards shards, ReadOnlySpan<T> input, ReadOnlySpan<T> outputGradient, Span<T> weightGradient)
        where T : IFloatingPointIeee754<T>
    {
        Span<T> sums = new T[Math.Max(1, shards.Count) * shape.WeightSize];
        for (int shard = 0; shard < shards.Count; shard++)
        {
            var sum = sums.Slice(shard * shape.WeightSize, shape.WeightSize);
            var images = shards[shard];
            for (int i = 0; i < images.Count; i++)
            {
                foreach (var term in new Terms(shape, 1, images.Row(i)))
                    sum[term.Weight] = T.FusedMultiplyAdd(input[term.Input], outputGradient[term.Output], sum[term.Weight]);
            }
        }

        ShardTree.Add(sums, shape.WeightSize);
        sums[..shape.WeightSize].CopyTo(weightGradient);
    }

    /// <summary>
    /// Every product of a convolution once: image, output pixel, output channel, then the terms of that output in the
    /// order kh, kw, ci. Taps that fall into the padding are left out: they would add +0.
    /// </summary>
    private readonly struct Terms(ConvolutionShape s, int images, int first = 0)
    {
        public IEnumerator<(int Input, int Weight, int Output)> GetEnumerator()
        {
            int pixels = s.OutputHeight * s.OutputWidth;
            for (int pixel = first * pixels; pixel < (first + images) * pixels; pixel++)
            {
                int ow = pixel % s.OutputWidth, oh = pixel / s.OutputWidth % s.OutputHeight, n = pixel / pixels;
                for (int co = 0; co < s.OutputChannels; co++)
                {
                    for (int k = 0; k < s.Depth; k++)
                    {
                        int ci = k % s.GroupInputs, kw = k / s.GroupInputs % s.KernelWidth, kh = k / (s.GroupInputs * s.KernelWidth);
                        int h = oh * s.Stride + kh - s.Padding, w = ow * s.Stride + kw - s.Padding;
                        if (h < 0 || h >= s.Height || w < 0 || w >= s.Width)
                            continue;

                        int channel = co / s.GroupOutputs * s.GroupInputs + ci;
                        yield return (((n * s.Height + h) * s.Width + w) * s.InputChannels + channel, k * s.OutputChannels + co, pixel * s.OutputChannels + co);
                    }
                }
            }
        }
    }
}
