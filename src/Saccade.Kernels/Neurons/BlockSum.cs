using System.Runtime.Intrinsics;

namespace Saccade.Kernels.Neurons;

/// <summary>Sums that do not depend on the vector width or on the processor.</summary>
internal static unsafe class BlockSum
{
    /// <summary>
    /// The sum of <paramref name="count"/> floats: sixteen float64 partial sums, element i in that of i mod 16, which are then
    /// added in a fixed order. Vectors only hold the partial sums, four in each on every processor.
    /// </summary>
    public static double Of(float* values, int count)
    {
        Vector256<double> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            Vector256<float> low = Vector256.Load(values + i), high = Vector256.Load(values + i + 8);
            a += Vector256.WidenLower(low);
            b += Vector256.WidenUpper(low);
            c += Vector256.WidenLower(high);
            d += Vector256.WidenUpper(high);
        }

        double* partial = stackalloc double[16];
        a.Store(partial);
        b.Store(partial + 4);
        c.Store(partial + 8);
        d.Store(partial + 12);
        for (int j = 0; i + j < count; j++)
            partial[j] += values[i + j];

        double sum = 0;
        for (int j = 0; j < 16; j++)
            sum += partial[j];
        return sum;
    }
}
