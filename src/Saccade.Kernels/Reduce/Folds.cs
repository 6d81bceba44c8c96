using System.Numerics;
using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>One step of a sum over one or two buffers.</summary>
internal interface IFold
{
    static abstract V Step<V>(V sum, V x, V y)
        where V : struct, ILanes<V>;
}

/// <summary>sum + x.</summary>
internal readonly struct SumFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step<V>(V sum, V x, V y)
        where V : struct, ILanes<V> => sum + x;
}

/// <summary>sum + x * y with one rounding.</summary>
internal readonly struct DotFold : IFold
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step<V>(V sum, V x, V y)
        where V : struct, ILanes<V> => V.Fma(x, y, sum);
}

/// <summary>A fold with 16 partial sums at every lane width.</summary>
internal static unsafe class FixedFold
{
    private const int Partials = 16;

    public static double Run<TWidths, TFold>(float* x, float* y, int length)
        where TWidths : struct, ILaneWidths
        where TFold : struct, IFold
    {
        float* partials = stackalloc float[Partials];
        for (int i = 0; i < Partials; i++)
            partials[i] = 0;

        int whole = length / Partials * Partials;
        if (TWidths.Use16)
            Wide<Lanes16, TFold>(x, y, whole, partials);
        else if (TWidths.Use8)
            Wide<Lanes8, TFold>(x, y, whole, partials);
        else if (TWidths.Use4)
            Wide<Lanes4, TFold>(x, y, whole, partials);
        else
            Scalar<TFold>(x, y, whole, partials);

        Scalar<TFold>(x + whole, y + whole, length - whole, partials);
        return Tree(partials);
    }

    /// <summary>16 / lanes accumulators in registers; the conditions on the lane count are resolved by the compiler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<V, TFold>(float* x, float* y, nint length, float* partials)
        where V : struct, ILanes<V>
        where TFold : struct, IFold
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        for (nint i = 0; i < length; i += Partials)
        {
            s0 = TFold.Step(s0, V.Load(x + i), V.Load(y + i));
            if (V.Count <= 8)
                s1 = TFold.Step(s1, V.Load(x + i + V.Count), V.Load(y + i + V.Count));
            if (V.Count == 4)
            {
                s2 = TFold.Step(s2, V.Load(x + i + 8), V.Load(y + i + 8));
                s3 = TFold.Step(s3, V.Load(x + i + 12), V.Load(y + i + 12));
            }
        }

        V.Store(s0, partials);
        if (V.Count <= 8)
            V.Store(s1, partials + V.Count);
        if (V.Count == 4)
        {
            V.Store(s2, partials + 8);
            V.Store(s3, partials + 12);
        }
    }

    private static void Scalar<TFold>(float* x, float* y, nint length, float* partials)
        where TFold : struct, IFold
    {
        for (nint i = 0; i < length; i++)
        {
            float* partial = partials + i % Partials;
            Lanes1.Store(TFold.Step(Lanes1.Load(partial), Lanes1.Load(x + i), Lanes1.Load(y + i)), partial);
        }
    }

    private static double Tree(float* partials)
    {
        double* sums = stackalloc double[Partials];
        for (int i = 0; i < Partials; i++)
            sums[i] = partials[i];
        for (int half = Partials / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                sums[i] += sums[i + half];
        }

        return sums[0];
    }
}

/// <summary>Largest element so far; comparisons with NaN are false, so NaN never win.</summary>
internal readonly unsafe struct MaxLoop(float* input, float* max) : ILaneLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public nint Run<V>(nint i, nint end)
        where V : struct, ILanes<V>
    {
        float* x = input;
        var best = V.Broadcast(*max);
        for (; i + V.Count <= end; i += V.Count)
        {
            var next = V.Load(x + i);
            best = V.SelectGreater(next, best, next, best);
        }

        float* lanes = stackalloc float[16];
        V.Store(best, lanes);
        for (int lane = 0; lane < V.Count; lane++)
            *max = lanes[lane] > *max ? lanes[lane] : *max;
        return i;
    }
}

/// <summary>Adds the number of elements that are not 0.</summary>
internal readonly unsafe struct CountLoop(float* input, long* count) : ILaneLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public nint Run<V>(nint i, nint end)
        where V : struct, ILanes<V>
    {
        float* x = input;
        long found = 0;
        for (; i + V.Count <= end; i += V.Count)
            found += BitOperations.PopCount(V.NonZeroMask(V.Load(x + i)));
        *count += found;
        return i;
    }
}
