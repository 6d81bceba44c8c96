using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Reduce;

/// <summary>
/// The mean over the leading axis of [steps, elements], and its gradient: the time mean of the logits of a spiking network.
/// To share the work, give each caller its own range of elements.
/// </summary>
/// <seealso cref="ReduceReference"/>
public static unsafe class LeadingAxisKernels
{
    /// <summary><c>y[m] = (x[0, m] + x[1, m] + ...) / steps</c>, summed in the order of steps, for a range of m.</summary>
    /// <param name="x">The values [steps, elements].</param>
    /// <param name="steps">Number of steps, at least 1.</param>
    /// <param name="start">First element of the range.</param>
    /// <param name="count">Number of elements of the range.</param>
    /// <param name="y">The means [elements]; only the range is written.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the number of steps, or the buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the elements, or there are no steps.</exception>
    public static void Mean(ReadOnlySpan<float> x, int steps, int start, int count, Span<float> y)
        => Mean<HardwareWidths>(x, steps, start, count, y);

    /// <summary>The gradient of <see cref="Mean(ReadOnlySpan{float}, int, int, int, Span{float})"/>: <c>dx[t, m] = dy[m] / steps</c> for a range of m.</summary>
    /// <param name="dy">Gradient of the means [elements].</param>
    /// <param name="steps">Number of steps, at least 1.</param>
    /// <param name="start">First element of the range.</param>
    /// <param name="count">Number of elements of the range.</param>
    /// <param name="dx">Gradient of the values [steps, elements]; only the range of each step is written.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the number of steps, or the buffers overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range goes beyond the elements, or there are no steps.</exception>
    public static void MeanBackward(ReadOnlySpan<float> dy, int steps, int start, int count, Span<float> dx)
        => MeanBackward<HardwareWidths>(dy, steps, start, count, dx);

    internal static void Mean<TWidths>(ReadOnlySpan<float> x, int steps, int start, int count, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        Check(steps, y.Length, x.Length, nameof(x));
        SpanChecks.Range(start, count, y.Length);
        SpanChecks.NoOverlap(x, y, nameof(x), nameof(y));
        fixed (float* px = x, py = y)
            LaneLoop.Run<TWidths, MeanLoop>(new(px + start, steps, y.Length, py + start), count);
    }

    internal static void MeanBackward<TWidths>(ReadOnlySpan<float> dy, int steps, int start, int count, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        Check(steps, dy.Length, dx.Length, nameof(dx));
        SpanChecks.Range(start, count, dy.Length);
        SpanChecks.NoOverlap(dy, dx, nameof(dy), nameof(dx));
        fixed (float* pdy = dy, pdx = dx)
            LaneLoop.Run<TWidths, BroadcastLoop>(new(pdy + start, steps, dy.Length, pdx + start), count);
    }

    private static void Check(int steps, int elements, int length, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (length != (long)steps * elements)
            SpanChecks.Length(length, (long)steps * elements, name, $"{steps} steps of {elements} elements");
    }

    private readonly struct MeanLoop(float* input, int steps, nint stride, float* output) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, y = output;
            nint step = stride;
            int count = steps;
            V divisor = V.Broadcast(count);
            for (; i + V.Count <= end; i += V.Count)
            {
                V sum = V.Zero;
                float* p = x + i;
                for (int t = 0; t < count; t++, p += step)
                    sum += V.Load(p);
                V.Store(sum / divisor, y + i);
            }

            return i;
        }
    }

    private readonly struct BroadcastLoop(float* input, int steps, nint stride, float* output) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* dy = input, dx = output;
            nint step = stride;
            int count = steps;
            V divisor = V.Broadcast(count);
            for (; i + V.Count <= end; i += V.Count)
            {
                V share = V.Load(dy + i) / divisor;
                float* p = dx + i;
                for (int t = 0; t < count; t++, p += step)
                    V.Store(share, p);
            }

            return i;
        }
    }
}
