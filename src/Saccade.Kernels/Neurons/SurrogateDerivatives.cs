using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

/// <summary>A surrogate derivative as the kernels see it: a struct, so that every kernel is compiled for it and nothing is called.</summary>
internal interface ISurrogateDerivative
{
    /// <summary>g(u), lane by lane.</summary>
    V At<V>(V u)
        where V : struct, ILanes<V>;
}

// One struct for each record in Surrogate, in the same order. Constants are folded once, in double precision.

internal readonly struct TriangleDerivative(Surrogate.Triangle s) : ISurrogateDerivative
{
    private readonly float _gamma = s.Gamma;
    private readonly float _scale = (float)(1 / ((double)s.Gamma * s.Gamma));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.Max(V.Zero, V.Broadcast(_gamma) - V.Abs(u)) * V.Broadcast(_scale);
}

internal readonly struct ATanDerivative(Surrogate.ATan s) : ISurrogateDerivative
{
    private readonly float _height = s.Alpha / 2;
    private readonly float _slope = (float)(Math.PI / 2 * s.Alpha);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var w = u * V.Broadcast(_slope);
        return V.Broadcast(_height) / V.Fma(w, w, V.Broadcast(1));
    }
}

internal readonly struct SigmoidDerivative(Surrogate.Sigmoid s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => Logistic(V.Broadcast(_alpha), u);

    /// <summary>alpha s (1 - s) = alpha e / (1 + e)^2 with e = exp(-|alpha u|), which cannot overflow or cancel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Logistic<V>(V alpha, V u)
        where V : struct, ILanes<V>
    {
        var e = LaneMath.ExpOfNegative(V.Zero - V.Abs(alpha * u));
        var d = e + V.Broadcast(1);
        return alpha * e / (d * d);
    }
}

internal readonly struct RectangleDerivative(Surrogate.Rectangle s) : ISurrogateDerivative
{
    private readonly float _half = s.Width / 2;
    private readonly float _height = 1 / s.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.SelectGreater(V.Broadcast(_half), V.Abs(u), V.Broadcast(_height), V.Zero);
}

internal readonly struct PiecewiseQuadraticDerivative(Surrogate.PiecewiseQuadratic s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;
    private readonly float _slope = -s.Alpha * s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.Max(V.Zero, V.Fma(V.Broadcast(_slope), V.Abs(u), V.Broadcast(_alpha)));
}

internal readonly struct PiecewiseExponentialDerivative(Surrogate.PiecewiseExponential s) : ISurrogateDerivative
{
    private readonly float _height = s.Alpha / 2;
    private readonly float _decay = -s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.Broadcast(_height) * LaneMath.ExpOfNegative(V.Broadcast(_decay) * V.Abs(u));
}

internal readonly struct SoftSignDerivative(Surrogate.SoftSign s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;
    private readonly float _height = s.Alpha / 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var d = V.Fma(V.Broadcast(_alpha), V.Abs(u), V.Broadcast(1));
        return V.Broadcast(_height) / (d * d);
    }
}

internal readonly struct SuperSpikeDerivative(Surrogate.SuperSpike s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var d = V.Broadcast(1) + V.Abs(u);
        return V.Broadcast(_alpha) / (d * d);
    }
}

internal readonly struct ErfDerivative(Surrogate.Erf s) : ISurrogateDerivative
{
    private readonly float _height = (float)(s.Alpha / Math.Sqrt(Math.PI));
    private readonly float _slope = -s.Alpha * s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.Broadcast(_height) * LaneMath.ExpOfNegative(V.Broadcast(_slope) * u * u);
}

internal readonly struct PiecewiseLeakyReluDerivative(Surrogate.PiecewiseLeakyRelu s) : ISurrogateDerivative
{
    private readonly float _width = s.Width;
    private readonly float _height = 1 / (2 * s.Width);
    private readonly float _leak = s.Leak;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.SelectGreater(V.Broadcast(_width), V.Abs(u), V.Broadcast(_height), V.Broadcast(_leak));
}

internal readonly struct S2nnDerivative(Surrogate.S2nn s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;
    private readonly float _beta = s.Beta;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var below = SigmoidDerivative.Logistic(V.Broadcast(_alpha), u);
        var above = V.Broadcast(_beta) / (V.Broadcast(1) + V.Abs(u)); // |u| only keeps lanes that are not chosen from dividing by 0
        return V.SelectGreaterOrEqual(u, V.Zero, above, below);
    }
}

internal readonly struct LeakyKReluDerivative(Surrogate.LeakyKRelu s) : ISurrogateDerivative
{
    private readonly float _slope = s.Slope;
    private readonly float _leak = s.Leak;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
        => V.SelectGreaterOrEqual(u, V.Zero, V.Broadcast(_slope), V.Broadcast(_leak));
}

internal readonly struct QPseudoSpikeDerivative(Surrogate.QPseudoSpike s) : ISurrogateDerivative
{
    private readonly int _exponent = s.Alpha;
    private readonly float _slope = 2f / (s.Alpha - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var d = V.Fma(V.Broadcast(_slope), V.Abs(u), V.Broadcast(1));
        var power = d;
        for (int i = 1; i < _exponent; i++)
            power *= d;
        return V.Broadcast(1) / power;
    }
}

internal readonly struct LogTailedReluDerivative(Surrogate.LogTailedRelu s) : ISurrogateDerivative
{
    private readonly float _alpha = s.Alpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(V u)
        where V : struct, ILanes<V>
    {
        var one = V.Broadcast(1);
        return V.SelectGreater(u, V.Zero, one / V.Max(u, one), V.Broadcast(_alpha));
    }
}
