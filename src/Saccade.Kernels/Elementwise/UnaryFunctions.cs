using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Elementwise;

/// <summary>A <see cref="UnaryFunction"/> over lanes: y of x, and as a function of (x, y, dy) the gradient dx.</summary>
internal interface IUnaryFunction : IUnaryOperator, ITernaryOperator
{
}

/// <summary>Work to be compiled for one function.</summary>
internal interface IUnaryVisitor
{
    /// <summary>Does the work with the function given.</summary>
    void Visit<TFunction>(TFunction function)
        where TFunction : struct, IUnaryFunction;
}

/// <summary>The one place that pairs each <see cref="UnaryFunction"/> with its lanes.</summary>
internal static class UnaryDispatch
{
    public static void Apply<TVisitor>(UnaryFunction function, ref TVisitor visitor)
        where TVisitor : struct, IUnaryVisitor, allows ref struct
    {
        switch (function)
        {
            case UnaryFunction.Scale f: visitor.Visit(new ScaleFunction(f.Factor)); break;
            case UnaryFunction.Exp: visitor.Visit(default(ExpFunction)); break;
            case UnaryFunction.Log: visitor.Visit(default(LogFunction)); break;
            case UnaryFunction.Sigmoid: visitor.Visit(default(SigmoidFunction)); break;
            case UnaryFunction.Tanh: visitor.Visit(default(TanhFunction)); break;
            case UnaryFunction.Gelu: visitor.Visit(default(GeluFunction)); break;
            case UnaryFunction.Relu: visitor.Visit(default(ReluFunction)); break;
            case UnaryFunction.Sqrt: visitor.Visit(default(SqrtFunction)); break;
            case UnaryFunction.Abs: visitor.Visit(default(AbsFunction)); break;
            case UnaryFunction.Clamp f: visitor.Visit(new ClampFunction(f.Low, f.High)); break;
            default: throw new ArgumentException($"no kernel is paired with the function {function}", nameof(function));
        }
    }
}

/// <summary>factor * x.</summary>
internal readonly struct ScaleFunction(float factor) : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.Broadcast(factor) * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => V.Broadcast(factor) * dy;
}

/// <summary>e^x.</summary>
internal readonly struct ExpFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => LaneMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => dy * y;
}

/// <summary>ln x.</summary>
internal readonly struct LogFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => LaneMath.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => dy / x;
}

/// <summary>1 / (1 + e^-x).</summary>
internal readonly struct SigmoidFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => LaneMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => dy * (y * (V.Broadcast(1) - y));
}

/// <summary>tanh x.</summary>
internal readonly struct TanhFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => LaneMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => dy * V.Fma(V.Zero - y, y, V.Broadcast(1));
}

/// <summary>x P(x) with the normal distribution function P.</summary>
internal readonly struct GeluFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => x * LaneMath.NormalDistribution(x, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V>
    {
        var share = LaneMath.NormalDistribution(x, out var density);
        return dy * V.Fma(x, density, share);
    }
}

/// <summary>max(0, x).</summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.SelectGreaterOrEqual(V.Zero, x, V.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => V.SelectGreater(x, V.Zero, dy, V.Zero);
}

/// <summary>Square root of x.</summary>
internal readonly struct SqrtFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => dy / (y + y);
}

/// <summary>|x|.</summary>
internal readonly struct AbsFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V> => V.SelectGreater(x, V.Zero, dy, V.SelectGreater(V.Zero, x, V.Zero - dy, V.Zero));
}

/// <summary>x within bounds.</summary>
internal readonly struct ClampFunction(float low, float high) : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V>
    {
        V lowest = V.Broadcast(low), highest = V.Broadcast(high);
        return V.SelectGreater(lowest, x, lowest, V.SelectGreater(x, highest, highest, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V dy)
        where V : struct, ILanes<V>
    {
        var notAbove = V.SelectGreaterOrEqual(V.Broadcast(high), x, dy, V.Zero);
        return V.SelectGreaterOrEqual(x, V.Broadcast(low), notAbove, V.Zero);
    }
}
