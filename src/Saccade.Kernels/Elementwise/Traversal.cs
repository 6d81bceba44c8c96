using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Elementwise;

/// <summary>The loops that every element-wise operator is applied by.</summary>
internal static unsafe class Traversal
{
    public static void Unary<TWidths, TOperator>(ReadOnlySpan<float> x, Span<float> result, TOperator op)
        where TWidths : struct, ILaneWidths
        where TOperator : struct, IUnaryOperator
    {
        Check(x, result, nameof(x));
        fixed (float* px = x, pr = result)
            LaneLoop.Run<TWidths, UnaryLoop<TOperator>>(new(px, pr, op), x.Length);
    }

    public static void Binary<TWidths, TOperator>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, TOperator op)
        where TWidths : struct, ILaneWidths
        where TOperator : struct, IBinaryOperator
    {
        Check(x, result, nameof(x));
        Check(y, result, nameof(y));
        fixed (float* px = x, py = y, pr = result)
            LaneLoop.Run<TWidths, BinaryLoop<TOperator>>(new(px, py, pr, op), x.Length);
    }

    public static void Ternary<TWidths, TOperator>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> result, TOperator op)
        where TWidths : struct, ILaneWidths
        where TOperator : struct, ITernaryOperator
    {
        Check(x, result, nameof(x));
        Check(y, result, nameof(y));
        Check(z, result, nameof(z));
        fixed (float* px = x, py = y, pz = z, pr = result)
            LaneLoop.Run<TWidths, TernaryLoop<TOperator>>(new(px, py, pz, pr, op), x.Length);
    }

    /// <summary>Elements [begin, end) of a result, run by run.</summary>
    public static void Broadcast<TWidths, TOperator>(
        Broadcast broadcast, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int begin, int end, TOperator op)
        where TWidths : struct, ILaneWidths
        where TOperator : struct, IBinaryOperator
    {
        CheckBroadcast(x, broadcast.XCount, result, broadcast.Count, nameof(x));
        CheckBroadcast(y, broadcast.YCount, result, broadcast.Count, nameof(y));
        SpanChecks.Interval(begin, end, result.Length);
        int run = broadcast.Run;
        fixed (float* px = x, py = y, pr = result)
        {
            for (int i = begin, next; i < end; i = next)
            {
                int within = i % run;
                next = Math.Min(end, i - within + run);
                var (startX, startY) = broadcast.Start(i / run);
                Run<TWidths, TOperator>(px + startX, broadcast.XMoves, py + startY, broadcast.YMoves, pr + i - within, within, within + next - i, op);
            }
        }
    }

    /// <summary>Elements [first, last) of one run.</summary>
    private static void Run<TWidths, TOperator>(float* x, bool xMoves, float* y, bool yMoves, float* result, int first, int last, TOperator op)
        where TWidths : struct, ILaneWidths
        where TOperator : struct, IBinaryOperator
    {
        if (xMoves && yMoves)
        {
            LaneLoop.Run<TWidths, BinaryLoop<TOperator>>(new(x + first, y + first, result + first, op), last - first);
        }
        else if (xMoves)
        {
            LaneLoop.Run<TWidths, UnaryLoop<WithRight<TOperator>>>(new(x + first, result + first, new(op, *y)), last - first);
        }
        else if (yMoves)
        {
            LaneLoop.Run<TWidths, UnaryLoop<WithLeft<TOperator>>>(new(y + first, result + first, new(op, *x)), last - first);
        }
        else
        {
            Lanes1.Store(op.Apply(Lanes1.Load(x), Lanes1.Load(y)), result + first);
            new Span<float>(result + first, last - first).Fill(result[first]);
        }
    }

    private static void CheckBroadcast(ReadOnlySpan<float> input, int count, ReadOnlySpan<float> result, int resultCount, string name)
    {
        SpanChecks.Length(input.Length, count, name, "the elements of the plan");
        SpanChecks.Length(result.Length, resultCount, nameof(result), "the elements of the plan");
        if (count == resultCount)
            SpanChecks.NoPartialOverlap(input, result, name, nameof(result));
        else
            SpanChecks.NoOverlap(input, result, name, nameof(result));
    }

    /// <summary>Throws unless an input and the result have one length and are the same memory or separate memory.</summary>
    public static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> result, string name)
    {
        SpanChecks.Length(input.Length, result.Length, name, "the length of 'result'");
        SpanChecks.NoPartialOverlap(input, result, name, nameof(result));
    }

    /// <summary>An operator with the same second operand for all elements.</summary>
    private readonly struct WithRight<TOperator>(TOperator op, float right) : IUnaryOperator
        where TOperator : struct, IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : struct, ILanes<V> => op.Apply(x, V.Broadcast(right));
    }

    /// <summary>An operator with the same first operand for all elements.</summary>
    private readonly struct WithLeft<TOperator>(TOperator op, float left) : IUnaryOperator
        where TOperator : struct, IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : struct, ILanes<V> => op.Apply(V.Broadcast(left), x);
    }

    private readonly struct UnaryLoop<TOperator>(float* input, float* output, TOperator op) : ILaneLoop
        where TOperator : struct, IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, r = output;
            var f = op;
            for (; i + V.Count <= end; i += V.Count)
                V.Store(f.Apply(V.Load(x + i)), r + i);
            return i;
        }
    }

    private readonly struct BinaryLoop<TOperator>(float* first, float* second, float* output, TOperator op) : ILaneLoop
        where TOperator : struct, IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = first, y = second, r = output;
            var f = op;
            for (; i + V.Count <= end; i += V.Count)
                V.Store(f.Apply(V.Load(x + i), V.Load(y + i)), r + i);
            return i;
        }
    }

    private readonly struct TernaryLoop<TOperator>(float* first, float* second, float* third, float* output, TOperator op) : ILaneLoop
        where TOperator : struct, ITernaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = first, y = second, z = third, r = output;
            var f = op;
            for (; i + V.Count <= end; i += V.Count)
                V.Store(f.Apply(V.Load(x + i), V.Load(y + i), V.Load(z + i)), r + i);
            return i;
        }
    }
}
