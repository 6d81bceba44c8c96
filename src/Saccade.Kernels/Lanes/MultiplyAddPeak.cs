using System.Runtime.CompilerServices;

namespace Saccade.Kernels.Lanes;

/// <summary>Multiply-adds of registers at the widest vectors: the most that a core can do.</summary>
internal static class MultiplyAddPeak
{
    private const int Chains = 12; // hide the latency of four cycles behind two units

    /// <summary>Floating-point operations of a call of <see cref="Run(int)"/>.</summary>
    public static double Flops(int rounds) => 2.0 * Chains * HardwareWidths.Widest * rounds;

    /// <summary>Does them; the result keeps the compiler from leaving them out.</summary>
    public static float Run(int rounds)
        => HardwareWidths.Use16 ? Run<Lanes16>(rounds) : HardwareWidths.Use8 ? Run<Lanes8>(rounds) : HardwareWidths.Use4 ? Run<Lanes4>(rounds) : Run<Lanes1>(rounds);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Run<V>(int rounds)
        where V : struct, ILanes<V>
    {
        var x = V.Broadcast(0.999f);
        V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < rounds; n++)
        {
            a = V.Fma(a, x, x);
            b = V.Fma(b, x, x);
            c = V.Fma(c, x, x);
            d = V.Fma(d, x, x);
            e = V.Fma(e, x, x);
            f = V.Fma(f, x, x);
            g = V.Fma(g, x, x);
            h = V.Fma(h, x, x);
            i = V.Fma(i, x, x);
            j = V.Fma(j, x, x);
            k = V.Fma(k, x, x);
            l = V.Fma(l, x, x);
        }

        float* sums = stackalloc float[V.Count];
        V.Store(a + b + c + d + e + f + g + h + i + j + k + l, sums);
        return *sums;
    }
}
