using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>One, two, four or eight vectors of sums in registers; how many is known to the compiler.</summary>
internal static unsafe class SparseVectors
{
    /// <summary>How many.</summary>
    public interface ICount
    {
        static abstract int Count { get; }
    }

    /// <summary>Adds a row, as the kind of value says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V, TVectors, TValue>(V value, float* row, ref V s0, ref V s1, ref V s2, ref V s3, ref V s4, ref V s5, ref V s6, ref V s7)
        where V : struct, ILanes<V>
        where TVectors : struct, ICount
        where TValue : struct, SparseValue.IKind
    {
        s0 = TValue.Add(value, V.Load(row), s0);
        if (TVectors.Count >= 2)
            s1 = TValue.Add(value, At<V>(row, 1), s1);
        if (TVectors.Count >= 4)
        {
            s2 = TValue.Add(value, At<V>(row, 2), s2);
            s3 = TValue.Add(value, At<V>(row, 3), s3);
        }

        if (TVectors.Count >= 8)
        {
            s4 = TValue.Add(value, At<V>(row, 4), s4);
            s5 = TValue.Add(value, At<V>(row, 5), s5);
            s6 = TValue.Add(value, At<V>(row, 6), s6);
            s7 = TValue.Add(value, At<V>(row, 7), s7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<V, TVectors>(float* t, ref V s0, ref V s1, ref V s2, ref V s3, ref V s4, ref V s5, ref V s6, ref V s7)
        where V : struct, ILanes<V>
        where TVectors : struct, ICount
    {
        s0 = V.Load(t);
        if (TVectors.Count >= 2)
            s1 = At<V>(t, 1);
        if (TVectors.Count >= 4)
            (s2, s3) = (At<V>(t, 2), At<V>(t, 3));
        if (TVectors.Count >= 8)
            (s4, s5, s6, s7) = (At<V>(t, 4), At<V>(t, 5), At<V>(t, 6), At<V>(t, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRow<V, TVectors>(float* b, ref V s0, ref V s1, ref V s2, ref V s3, ref V s4, ref V s5, ref V s6, ref V s7)
        where V : struct, ILanes<V>
        where TVectors : struct, ICount
    {
        s0 += V.Load(b);
        if (TVectors.Count >= 2)
            s1 += At<V>(b, 1);
        if (TVectors.Count >= 4)
            (s2, s3) = (s2 + At<V>(b, 2), s3 + At<V>(b, 3));
        if (TVectors.Count >= 8)
            (s4, s5, s6, s7) = (s4 + At<V>(b, 4), s5 + At<V>(b, 5), s6 + At<V>(b, 6), s7 + At<V>(b, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V, TVectors>(float* t, V s0, V s1, V s2, V s3, V s4, V s5, V s6, V s7)
        where V : struct, ILanes<V>
        where TVectors : struct, ICount
    {
        V.Store(s0, t);
        if (TVectors.Count >= 2)
            V.Store(s1, t + V.Count);
        if (TVectors.Count >= 4)
        {
            V.Store(s2, t + 2 * V.Count);
            V.Store(s3, t + 3 * V.Count);
        }

        if (TVectors.Count >= 8)
        {
            V.Store(s4, t + 4 * V.Count);
            V.Store(s5, t + 5 * V.Count);
            V.Store(s6, t + 6 * V.Count);
            V.Store(s7, t + 7 * V.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V At<V>(float* source, int vector)
        where V : struct, ILanes<V>
        => V.Load(source + vector * V.Count);

    public readonly struct One : ICount
    {
        public static int Count => 1;
    }

    public readonly struct Two : ICount
    {
        public static int Count => 2;
    }

    public readonly struct Four : ICount
    {
        public static int Count => 4;
    }

    public readonly struct Eight : ICount
    {
        public static int Count => 8;
    }
}
