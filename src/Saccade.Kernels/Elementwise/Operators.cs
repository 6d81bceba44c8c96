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

/// <summary>x / y.</summary>
internal readonly struct DivideOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y)
        where V : struct, ILanes<V> => x / y;
}
