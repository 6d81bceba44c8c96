using System.Runtime.CompilerServices;

namespace Saccade.Kernels.Lanes;

/// <summary>Elementary functions over lanes; the same bits at every width.</summary>
internal static class LaneMath
{
    /// <summary>Lane-wise e^x for x up to 0. Error at most 1.5 units in the last place; 0 where e^x is below the normal numbers.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most ln(2)/2, and e^x = 2^n (1 + r + r^2 p(r)). The polynomial p of degree 4 is the minimax
    /// approximation weighted for the relative error of the result (3e-9, a twentieth of a unit in the last place).
    /// The result for NaN and for x above 0.5 is not specified; logistic functions and softmax need no more, and a wider range
    /// would cost a second factor 2^n.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpOfNegative<V>(V x)
        where V : struct, ILanes<V>
    {
        V lowest = V.Broadcast(-87.33654f); // e^lowest is the smallest normal number, 2^-126
        V bounded = V.Max(x, lowest);
        V n = V.Floor(V.Fma(bounded, V.Broadcast(1.442695f), V.Broadcast(0.5f)));
        V r = V.Fma(n, V.Broadcast(-0.69314718f), bounded);
        r = V.Fma(n, V.Broadcast(1.9046542e-9f), r);

        V p = V.Broadcast(0.0013814541f);
        p = V.Fma(p, r, V.Broadcast(0.0083687454f));
        p = V.Fma(p, r, V.Broadcast(0.04166839f));
        p = V.Fma(p, r, V.Broadcast(0.16666521f));
        p = V.Fma(p, r, V.Broadcast(0.49999994f));
        V result = V.Fma(V.Fma(p, r, V.Broadcast(1f)), r, V.Broadcast(1f)) * V.PowerOfTwo(n);
        return V.SelectGreaterOrEqual(x, lowest, result, V.Zero);
    }
}
