using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The heart of every spike-sparse path: adds rows of a matrix, each times a value, where the rows are given by a list.
/// Work is proportional to the length of the list; nothing is multiplied by 0.
/// </summary>
/// <remarks>
/// Vectorised over the columns, one accumulator per column, list order. A dense product over the same terms in the same
/// order gives the same bits, since fma(0, w, sum) = sum for finite w and a sum that started at +0.
/// </remarks>
internal static unsafe class RowGather
{
    /// <summary>
    /// target[c] = start[c] + sum over the ranges' entries of value * rows[offset + shift + c], for c in [0, columns).
    /// </summary>
    /// <param name="list">Offsets and values, cut into ranges; each range has its own shift.</param>
    /// <param name="rows">The matrix.</param>
    /// <param name="target">[columns]; read first if <paramref name="accumulate"/>.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="accumulate">Start at the target's values instead of +0.</param>
    /// <param name="bias">[columns] added last, or null.</param>
    public static void Run(in GatherList list, float* rows, float* target, int columns, bool accumulate, float* bias)
    {
        int c = 0;
        if (HardwareWidths.Use16)
            c = Wide<Lanes16>(list, rows, target, c, columns, accumulate, bias);
        if (HardwareWidths.Use8 && c + Lanes8.Count <= columns)
            c = Wide<Lanes8>(list, rows, target, c, columns, accumulate, bias);
        if (HardwareWidths.Use4 && c + Lanes4.Count <= columns)
            c = Narrow<Lanes4>(list, rows, target, c, columns, accumulate, bias);
        if (c < columns)
            Narrow<Lanes1>(list, rows, target, c, columns, accumulate, bias);
    }

    internal static int Wide<V>(in GatherList list, float* rows, float* target, int c, int columns, bool accumulate, float* bias)
        where V : struct, ILanes<V>
    {
        for (; c + 8 * V.Count <= columns; c += 8 * V.Count)
            Eight<V>(list, rows + c, target + c, accumulate, bias == null ? null : bias + c);
        for (; c + 4 * V.Count <= columns; c += 4 * V.Count)
            Four<V>(list, rows + c, target + c, accumulate, bias == null ? null : bias + c);
        return c + V.Count <= columns ? Narrow<V>(list, rows, target, c, columns, accumulate, bias) : c;
    }

    internal static int Narrow<V>(in GatherList list, float* rows, float* target, int c, int columns, bool accumulate, float* bias)
        where V : struct, ILanes<V>
    {
        for (; c + V.Count <= columns; c += V.Count)
        {
            V sum = accumulate ? V.Load(target + c) : V.Zero;
            for (int range = 0; range < list.Ranges; range++)
            {
                float* shifted = rows + list.Shifts[range] + c;
                for (int i = list.Begins[range]; i < list.Ends[range]; i++)
                    sum = V.Fma(V.Broadcast(list.Values[i]), V.Load(shifted + list.Offsets[i]), sum);
            }

            V.Store(bias == null ? sum : sum + V.Load(bias + c), target + c);
        }

        return c;
    }

    private static void Four<V>(in GatherList list, float* rows, float* target, bool accumulate, float* bias)
        where V : struct, ILanes<V>
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        if (accumulate)
            (s0, s1, s2, s3) = (At<V>(target, 0), At<V>(target, 1), At<V>(target, 2), At<V>(target, 3));

        for (int range = 0; range < list.Ranges; range++)
        {
            float* shifted = rows + list.Shifts[range];
            int* offset = list.Offsets + list.Begins[range];
            int* end = list.Offsets + list.Ends[range];
            float* value = list.Values + list.Begins[range];
            for (; offset < end; offset++, value++)
            {
                float* row = shifted + *offset;
                V v = V.Broadcast(*value);
                s0 = V.Fma(v, At<V>(row, 0), s0);
                s1 = V.Fma(v, At<V>(row, 1), s1);
                s2 = V.Fma(v, At<V>(row, 2), s2);
                s3 = V.Fma(v, At<V>(row, 3), s3);
            }
        }

        if (bias != null)
            (s0, s1, s2, s3) = (s0 + At<V>(bias, 0), s1 + At<V>(bias, 1), s2 + At<V>(bias, 2), s3 + At<V>(bias, 3));
        Put(s0, target, 0);
        Put(s1, target, 1);
        Put(s2, target, 2);
        Put(s3, target, 3);
    }

    private static void Eight<V>(in GatherList list, float* rows, float* target, bool accumulate, float* bias)
        where V : struct, ILanes<V>
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
        if (accumulate)
        {
            (s0, s1, s2, s3) = (At<V>(target, 0), At<V>(target, 1), At<V>(target, 2), At<V>(target, 3));
            (s4, s5, s6, s7) = (At<V>(target, 4), At<V>(target, 5), At<V>(target, 6), At<V>(target, 7));
        }

        for (int range = 0; range < list.Ranges; range++)
        {
            float* shifted = rows + list.Shifts[range];
            int* offset = list.Offsets + list.Begins[range];
            int* end = list.Offsets + list.Ends[range];
            float* value = list.Values + list.Begins[range];
            for (; offset < end; offset++, value++)
            {
                float* row = shifted + *offset;
                V v = V.Broadcast(*value);
                s0 = V.Fma(v, At<V>(row, 0), s0);
                s1 = V.Fma(v, At<V>(row, 1), s1);
                s2 = V.Fma(v, At<V>(row, 2), s2);
                s3 = V.Fma(v, At<V>(row, 3), s3);
                s4 = V.Fma(v, At<V>(row, 4), s4);
                s5 = V.Fma(v, At<V>(row, 5), s5);
                s6 = V.Fma(v, At<V>(row, 6), s6);
                s7 = V.Fma(v, At<V>(row, 7), s7);
            }
        }

        if (bias != null)
        {
            (s0, s1, s2, s3) = (s0 + At<V>(bias, 0), s1 + At<V>(bias, 1), s2 + At<V>(bias, 2), s3 + At<V>(bias, 3));
            (s4, s5, s6, s7) = (s4 + At<V>(bias, 4), s5 + At<V>(bias, 5), s6 + At<V>(bias, 6), s7 + At<V>(bias, 7));
        }

        Put(s0, target, 0);
        Put(s1, target, 1);
        Put(s2, target, 2);
        Put(s3, target, 3);
        Put(s4, target, 4);
        Put(s5, target, 5);
        Put(s6, target, 6);
        Put(s7, target, 7);
    }

    private static V At<V>(float* source, int vector)
        where V : struct, ILanes<V>
        => V.Load(source + vector * V.Count);

    private static void Put<V>(V value, float* target, int vector)
        where V : struct, ILanes<V>
        => V.Store(value, target + vector * V.Count);
}
