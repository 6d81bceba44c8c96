using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>How the row of an active input is added, by what is known of the values.</summary>
internal static class SparseValue
{
    /// <summary>One of the ways.</summary>
    public interface IKind
    {
        /// <summary>Whether every active input has a value of its own.</summary>
        static abstract bool IsOwn { get; }

        static abstract V Add<V>(V value, V row, V sum)
            where V : struct, ILanes<V>;
    }

    /// <summary>All are 1: fma(1, w, sum) rounds as w + sum does.</summary>
    public readonly struct Unit : IKind
    {
        public static bool IsOwn => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V value, V row, V sum)
            where V : struct, ILanes<V>
            => row + sum;
    }

    /// <summary>All have one value.</summary>
    public readonly struct Common : IKind
    {
        public static bool IsOwn => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V value, V row, V sum)
            where V : struct, ILanes<V>
            => V.Fma(value, row, sum);
    }

    /// <summary>Each has its own.</summary>
    public readonly struct Own : IKind
    {
        public static bool IsOwn => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V value, V row, V sum)
            where V : struct, ILanes<V>
            => V.Fma(value, row, sum);
    }
}
