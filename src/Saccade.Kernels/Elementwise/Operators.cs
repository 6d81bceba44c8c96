using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Elementwise;

/// <summary>One input element to one output element.</summary>
internal interface IUnaryOperator
{
    V Apply<V>(V x)
        where V : struct, ILanes<V>;
}

/// <summary>Two input elements to one output element.</summary>
internal interface IBinaryOperator
{
    V Apply<V>(V x, V y)
        where V : struct, ILanes<V>;
}

/// <summary>Three input elements to one output element.</summary>
internal interface ITernaryOperator
{
    V Apply<V>(V x, V y, V z)
        where V : struct, ILanes<V>;
}

/// <summary>factor * x.</summary>
internal readonly struct ScaleOperator(float factor) : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.Broadcast(factor) * x;
}

/// <summary>x * x.</summary>
internal readonly struct SquareOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => x * x;
}

/// <summary>Square root of x.</summary>
internal readonly struct SqrtOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : struct, ILanes<V> => V.Sqrt(x);
}

/// <summary>x + y.</summary>
internal readonly struct AddOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y)
        where V : struct, ILanes<V> => x + y;
}

/// <summary>x - y.</summary>
internal readonly struct SubtractOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y)
        where V : struct, ILanes<V> => x - y;
}

/// <summary>x * y.</summary>
internal readonly struct MultiplyOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y)
        where V : struct, ILanes<V> => x * y;
}

/// <summary>factor * x + y with one rounding.</summary>
internal readonly struct AddScaledOperator(float factor) : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y)
        where V : struct, ILanes<V> => V.Fma(V.Broadcast(factor), x, y);
}

/// <summary>x * y + z with one rounding.</summary>
internal readonly struct MultiplyAddOperator : ITernaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V z)
        where V : struct, ILanes<V> => V.Fma(x, y, z);
}
