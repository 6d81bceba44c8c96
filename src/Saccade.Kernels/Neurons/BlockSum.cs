namespace Saccade.Kernels.Neurons;

/// <summary>Sums that do not depend on the vector width or on the processor.</summary>
internal static unsafe class BlockSum
{
    /// <summary>The sum of <paramref name="count"/> floats: four float64 partial sums, element i in the one of i mod 4.</summary>
    public static double Of(float* values, int count)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i <= count - 4; i += 4)
        {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }

        s0 += i < count ? values[i] : 0;
        s1 += i + 1 < count ? values[i + 1] : 0;
        s2 += i + 2 < count ? values[i + 2] : 0;
        return (s0 + s1) + (s2 + s3);
    }
}
