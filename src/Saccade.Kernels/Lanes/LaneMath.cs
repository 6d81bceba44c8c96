using System.Runtime.CompilerServices;

namespace Saccade.Kernels.Lanes;

/// <summary>Elementary functions over lanes; the same bits at every width. Each polynomial is a minimax approximation of its own.</summary>
internal static class LaneMath
{
    /// <summary>Lane-wise e^x for x up to 0. Error at most 1.5 units in the last place; 0 where e^x is below the normal numbers.</summary>
    /// <remarks>
    /// The result for NaN and for x above 0.5 is not specified; logistic functions and softmax need no more, and a wider range
    /// costs a second factor 2^n, see <see cref="Exp"/>.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpOfNegative<V>(V x)
        where V : struct, ILanes<V>
    {
        var lowest = V.Broadcast(-87.33654f); // e^lowest is the smallest normal number, 2^-126
        var bounded = V.Max(x, lowest);
        var result = ExpOfRest(bounded, out var n) * V.PowerOfTwo(n);
        return V.SelectGreaterOrEqual(x, lowest, result, V.Zero);
    }

    /// <summary>Lane-wise e^x. Error at most 1.5 units in the last place, denormal results included; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : struct, ILanes<V>
    {
        V highest = V.Broadcast(89), lowest = V.Broadcast(-104); // e^89 is infinity, e^-104 rounds to 0
        var bounded = V.SelectGreater(x, highest, highest, x);
        bounded = V.SelectGreater(lowest, bounded, lowest, bounded);
        V rest = ExpOfRest(bounded, out var n), half = V.Floor(n * V.Broadcast(0.5f));
        return rest * V.PowerOfTwo(half) * V.PowerOfTwo(n - half); // the first product is exact, so this rounds once
    }

    /// <summary>
    /// Lane-wise natural logarithm. Error at most 1.5 units in the last place, denormal arguments included; minus infinity for 0,
    /// NaN for what is below.
    /// </summary>
    /// <remarks>
    /// x = 2^e m with m from sqrt(1/2) to sqrt(2), f = m - 1, and ln x = e ln 2 + f - f^2 / 2 + f^3 p(f). The polynomial p of degree
    /// 8 is off by 8e-10 of the result. ln 2 is split, so that its product with e is exact.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x)
        where V : struct, ILanes<V>
    {
        V normal = V.Broadcast(1.17549435e-38f), middle = V.Broadcast(1.41421354f), one = V.Broadcast(1);
        var scaled = V.SelectGreater(normal, x, x * V.Broadcast(8388608), x);
        var e = V.Exponent(scaled) - V.SelectGreater(normal, x, V.Broadcast(23), V.Zero);
        var m = V.Significand(scaled);
        e += V.SelectGreater(m, middle, one, V.Zero);
        var f = V.SelectGreater(m, middle, m * V.Broadcast(0.5f), m) - one;

        var p = V.Broadcast(0.0674637109f);
        p = V.Fma(p, f, V.Broadcast(-0.116754934f));
        p = V.Fma(p, f, V.Broadcast(0.118881978f));
        p = V.Fma(p, f, V.Broadcast(-0.124056168f));
        p = V.Fma(p, f, V.Broadcast(0.142195508f));
        p = V.Fma(p, f, V.Broadcast(-0.166679949f));
        p = V.Fma(p, f, V.Broadcast(0.200021192f));
        p = V.Fma(p, f, V.Broadcast(-0.250000089f));
        p = V.Fma(p, f, V.Broadcast(0.333333135f));
        V square = f * f, small = V.Fma(V.Broadcast(-0.5f), square, f * square * p);
        var result = V.Fma(e, V.Broadcast(0.693359375f), f + V.Fma(e, V.Broadcast(-2.12194440e-4f), small));

        result = V.SelectGreater(x, V.Broadcast(float.MaxValue), x, result);
        var outside = V.SelectGreaterOrEqual(x, V.Zero, V.Broadcast(float.NegativeInfinity), V.Broadcast(float.NaN));
        return V.SelectGreater(x, V.Zero, result, outside);
    }

    /// <summary>Lane-wise 1 / (1 + e^-x). Error at most 3 units in the last place; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x)
        where V : struct, ILanes<V>
    {
        V e = Exp(V.Zero - V.Abs(x)), one = V.Broadcast(1);
        return V.SelectGreaterOrEqual(x, V.Zero, one, e) / (one + e);
    }

    /// <summary>Lane-wise hyperbolic tangent. Error at most 3 units in the last place; NaN stays NaN.</summary>
    /// <remarks>x + x^3 p(x^2) up to 0.625, where p of degree 4 is off by 5e-9 of the result; beyond by way of e^(-2 |x|).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x)
        where V : struct, ILanes<V>
    {
        var square = x * x;
        var p = V.Broadcast(-0.00570497755f);
        p = V.Fma(p, square, V.Broadcast(0.020639075f));
        p = V.Fma(p, square, V.Broadcast(-0.0537397079f));
        p = V.Fma(p, square, V.Broadcast(0.133314416f));
        p = V.Fma(p, square, V.Broadcast(-0.333332807f));
        var near = V.Fma(x * square, p, x);

        V magnitude = V.Abs(x), one = V.Broadcast(1);
        V e = Exp(V.Broadcast(-2) * magnitude), far = (one - e) / (one + e);
        return V.SelectGreater(magnitude, V.Broadcast(0.625f), V.SelectGreaterOrEqual(x, V.Zero, far, V.Zero - far), near);
    }

    /// <summary>
    /// Lane-wise distribution function of the standard normal distribution, (1 + erf(x / sqrt(2))) / 2, and its density. Error at most
    /// 6 units in the last place, also of the small values far below 0; NaN stays NaN.
    /// </summary>
    /// <remarks>
    /// The tail beyond a = |x| is e^(-a^2 / 2) t p(t) with t = 4 / (4 + a); p of degree 9 is off by 2e-8 of the result. What a^2
    /// loses by rounding is taken into account.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalDistribution<V>(V x, out V density)
        where V : struct, ILanes<V>
    {
        V farthest = V.Broadcast(20), one = V.Broadcast(1), four = V.Broadcast(4); // the tail beyond 20 rounds to 0
        var a = V.Abs(x);
        a = V.SelectGreater(a, farthest, farthest, a);
        V square = a * a, lost = V.Fma(a, a, V.Zero - square);
        var e = Exp(square * V.Broadcast(-0.5f));
        e = V.Fma(e, lost * V.Broadcast(-0.5f), e);

        var t = four / (four + a);
        var p = V.Broadcast(0.0189843867f);
        p = V.Fma(p, t, V.Broadcast(-0.0759869441f));
        p = V.Fma(p, t, V.Broadcast(0.0830207914f));
        p = V.Fma(p, t, V.Broadcast(-0.0138847483f));
        p = V.Fma(p, t, V.Broadcast(0.0483445898f));
        p = V.Fma(p, t, V.Broadcast(0.0672820359f));
        p = V.Fma(p, t, V.Broadcast(0.0787883326f));
        p = V.Fma(p, t, V.Broadcast(0.0940403566f));
        p = V.Fma(p, t, V.Broadcast(0.0996727124f));
        p = V.Fma(p, t, V.Broadcast(0.0997384936f));
        var tail = e * (t * p);
        density = e * V.Broadcast(0.3989423f);
        return V.SelectGreaterOrEqual(x, V.Zero, one - tail, tail);
    }

    /// <summary>
    /// x = n ln 2 + r with |r| at most ln(2)/2; returns e^r = 1 + r + r^2 p(r). The polynomial p of degree 4 is weighted for the
    /// relative error of the result (3e-9, a twentieth of a unit in the last place).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfRest<V>(V x, out V n)
        where V : struct, ILanes<V>
    {
        n = V.Floor(V.Fma(x, V.Broadcast(1.442695f), V.Broadcast(0.5f)));
        var r = V.Fma(n, V.Broadcast(-0.69314718f), x);
        r = V.Fma(n, V.Broadcast(1.9046542e-9f), r);

        var p = V.Broadcast(0.0013814541f);
        p = V.Fma(p, r, V.Broadcast(0.0083687454f));
        p = V.Fma(p, r, V.Broadcast(0.04166839f));
        p = V.Fma(p, r, V.Broadcast(0.16666521f));
        p = V.Fma(p, r, V.Broadcast(0.49999994f));
        return V.Fma(V.Fma(p, r, V.Broadcast(1f)), r, V.Broadcast(1f));
    }
}
