using System.Runtime.CompilerServices;

namespace Saccade.Kernels.Lanes;

/// <summary>Elementary functions over lanes; the same bits at every width.</summary>
internal static class LaneMath
{
    /// <summary>Lane-wise e^x. Error at most 1.5 units in the last place; 0 and infinity beyond the range of float32.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most ln(2)/2, and e^x = 2^n (1 + r + r^2 p(r)). The polynomial p of degree 4 is the minimax
    /// approximation weighted for the relative error of the result (3e-9, a twentieth of a unit in the last place).
    /// The result for NaN is not specified.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : struct, ILanes<V>
    {
        x = V.Min(V.Max(x, V.Broadcast(-104f)), V.Broadcast(89f));
        V n = V.Floor(V.Fma(x, V.Broadcast(1.442695f), V.Broadcast(0.5f)));
        V r = V.Fma(n, V.Broadcast(-0.69314718f), x);
        r = V.Fma(n, V.Broadcast(1.9046542e-9f), r);

        V p = V.Broadcast(0.0013814541f);
        p = V.Fma(p, r, V.Broadcast(0.0083687454f));
        p = V.Fma(p, r, V.Broadcast(0.04166839f));
        p = V.Fma(p, r, V.Broadcast(0.16666521f));
        p = V.Fma(p, r, V.Broadcast(0.49999994f));
        V result = V.Fma(V.Fma(p, r, V.Broadcast(1f)), r, V.Broadcast(1f));

        // 2^n in two factors, since n reaches -151 and 128 while one factor is limited to [-126, 127].
        V half = V.Floor(n * V.Broadcast(0.5f));
        return result * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }
}
