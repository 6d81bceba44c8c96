using Saccade.Kernels.Streams;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>The weight of a layer as whole numbers of 8 bits, with a scale for each output channel. Immutable.</summary>
/// <remarks>
/// In a file scales have 17 binary digits and whole numbers 7, so each product is exact in float32: a weight that was rounded once is the same whole numbers and scales when it is rounded again.
/// </remarks>
internal sealed class WholeWeight
{
    /// <summary>The largest of the whole numbers; the least is its negative.</summary>
    public const int Largest = PairWeight.LargestWeight;

    /// <summary>The last digits of a float32, which scales do not have.</summary>
    private const int LastDigits = 0x7f;

    /// <summary>Whole numbers and scales that are known.</summary>
    /// <param name="values">[depth, channels], each from -127 to 127.</param>
    /// <param name="scales">[channels]: what a 1 stands for.</param>
    public WholeWeight(sbyte[] values, float[] scales) => (Values, Scales) = (values, scales);

    /// <summary>[depth, channels]: the whole numbers.</summary>
    public sbyte[] Values { get; }

    /// <summary>[channels]: what a 1 stands for.</summary>
    public float[] Scales { get; }

    /// <summary>Whether the values of a parameter can be kept so: the weight of a convolution or linear layer, whose last axis is the output channel.</summary>
    public static bool Fits(Parameter parameter) => parameter.Kind == ParameterKind.Weight && parameter.Shape.Axes is "HWIO" or "IO";

    /// <summary>Rounds a weight to the nearest, ties to even, for a file: scales have so few digits that products with them are exact.</summary>
    /// <param name="weight">[depth, channels], finite.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="shares">[channels]: 127 stands for this share of the largest weight of the channel, above 0 and at most 1, and what is larger becomes 127; empty for 1.</param>
    /// <exception cref="ArgumentException">A weight is no finite number.</exception>
    public static WholeWeight ForFile(ReadOnlySpan<float> weight, int channels, ReadOnlySpan<float> shares = default)
    {
        float[] scales = LargestOf(weight, channels);
        for (int c = 0; c < channels; c++)
        {
            float scale = (shares.IsEmpty ? 1 : shares[c]) * scales[c] / Largest;
            scales[c] = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(scale) + LastDigits) & ~LastDigits);
        }

        return Of(weight, scales);
    }

    /// <summary>Rounds a weight to the nearest, ties to even, for a plan: the largest of each channel becomes 127.</summary>
    /// <param name="weight">[depth, channels], finite.</param>
    /// <param name="channels">Output channels.</param>
    /// <exception cref="ArgumentException">A weight is no finite number.</exception>
    public static WholeWeight ForPlan(ReadOnlySpan<float> weight, int channels)
    {
        float[] scales = LargestOf(weight, channels);
        foreach (ref float scale in scales.AsSpan())
            scale /= Largest;
        return Of(weight, scales);
    }

    /// <summary>The numbers that they stand for.</summary>
    /// <param name="weight">Receives them.</param>
    public void CopyTo(Span<float> weight)
    {
        for (int row = 0; row < weight.Length; row += Scales.Length)
        {
            for (int c = 0; c < Scales.Length; c++)
                weight[row + c] = Values[row + c] * Scales[c];
        }
    }

    private static WholeWeight Of(ReadOnlySpan<float> weight, float[] scales)
    {
        foreach (ref float scale in scales.AsSpan())
            scale = scale > 0 ? scale : 1;
        sbyte[] values = new sbyte[weight.Length];
        for (int row = 0; row < weight.Length; row += scales.Length)
        {
            for (int c = 0; c < scales.Length; c++)
                values[row + c] = (sbyte)Math.Clamp(MathF.Round(weight[row + c] / scales[c]), -Largest, Largest);
        }

        return new WholeWeight(values, scales);
    }

    private static float[] LargestOf(ReadOnlySpan<float> weight, int channels)
    {
        float[] largest = new float[channels];
        for (int row = 0; row < weight.Length; row += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                float size = Math.Abs(weight[row + c]);
                if (!float.IsFinite(size))
                    throw new ArgumentException($"got the weight {weight[row + c]} at index {row + c}, expected finite numbers: others cannot be rounded to 8 bits", nameof(weight));
                largest[c] = Math.Max(largest[c], size);
            }
        }

        return largest;
    }
}
