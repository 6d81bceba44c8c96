using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The spike-sparse weight gradient of the nine taps of a kernel 3x3 at once: their sums stay in registers while the pixels with an active input pass, so a list
/// is walked once instead of nine times, and panels are so narrow that a band's output gradients stay in the first-level cache.
/// </summary>
internal static unsafe class SparseGradientTaps
{
    /// <summary>Vectors of a panel at most: with 32 registers there is room for two.</summary>
    /// <param name="widest">Lanes of a vector.</param>
    public static int MostVectors(int widest) => widest == 16 ? 2 : 1;

    /// <summary>Adds the gradients of some pixels to the sums of one input channel.</summary>
    /// <param name="i">Offsets of the pixels with an active input.</param>
    /// <param name="stop">One past the last offset.</param>
    /// <param name="v">The active inputs.</param>
    /// <param name="common">The value of all of them, if they have one.</param>
    /// <param name="rows">A panel of the spread output gradient.</param>
    /// <param name="line">Floats of a row of pixels of it.</param>
    /// <param name="sums">The sums of the channel, [taps, columns].</param>
    public static void Add<V, TVectors, TValue>(int* i, int* stop, float* v, float common, float* rows, nint line, float* sums)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        int one = TVectors.Count * V.Count, two = 2 * one; // the first tap sees the pixel below and to the right
        V a0, a1, a2, a3, a4, a5, a6, a7, a8, b0, b1, b2, b3, b4, b5, b6, b7, b8;
        Load<V, TVectors>(sums, out a0, out b0);
        Load<V, TVectors>(sums + one, out a1, out b1);
        Load<V, TVectors>(sums + 2 * one, out a2, out b2);
        Load<V, TVectors>(sums + 3 * one, out a3, out b3);
        Load<V, TVectors>(sums + 4 * one, out a4, out b4);
        Load<V, TVectors>(sums + 5 * one, out a5, out b5);
        Load<V, TVectors>(sums + 6 * one, out a6, out b6);
        Load<V, TVectors>(sums + 7 * one, out a7, out b7);
        Load<V, TVectors>(sums + 8 * one, out a8, out b8);
        var value = V.Broadcast(common);
        for (; i < stop; i++, v++)
        {
            if (TValue.IsOwn)
                value = V.Broadcast(*v);
            float* above = rows + *i;
            float* middle = above + line;
            float* below = middle + line;
            Add<V, TVectors, TValue>(value, below + two, ref a0, ref b0);
            Add<V, TVectors, TValue>(value, below + one, ref a1, ref b1);
            Add<V, TVectors, TValue>(value, below, ref a2, ref b2);
            Add<V, TVectors, TValue>(value, middle + two, ref a3, ref b3);
            Add<V, TVectors, TValue>(value, middle + one, ref a4, ref b4);
            Add<V, TVectors, TValue>(value, middle, ref a5, ref b5);
            Add<V, TVectors, TValue>(value, above + two, ref a6, ref b6);
            Add<V, TVectors, TValue>(value, above + one, ref a7, ref b7);
            Add<V, TVectors, TValue>(value, above, ref a8, ref b8);
        }

        Store<V, TVectors>(sums, a0, b0);
        Store<V, TVectors>(sums + one, a1, b1);
        Store<V, TVectors>(sums + 2 * one, a2, b2);
        Store<V, TVectors>(sums + 3 * one, a3, b3);
        Store<V, TVectors>(sums + 4 * one, a4, b4);
        Store<V, TVectors>(sums + 5 * one, a5, b5);
        Store<V, TVectors>(sums + 6 * one, a6, b6);
        Store<V, TVectors>(sums + 7 * one, a7, b7);
        Store<V, TVectors>(sums + 8 * one, a8, b8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, TVectors, TValue>(V value, float* row, ref V first, ref V second)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        first = TValue.Add(value, V.Load(row), first);
        if (TVectors.Count >= 2)
            second = TValue.Add(value, V.Load(row + V.Count), second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<V, TVectors>(float* sums, out V first, out V second)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        first = V.Load(sums);
        second = TVectors.Count >= 2 ? V.Load(sums + V.Count) : V.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, TVectors>(float* sums, V first, V second)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        V.Store(first, sums);
        if (TVectors.Count >= 2)
            V.Store(second, sums + V.Count);
    }
}
