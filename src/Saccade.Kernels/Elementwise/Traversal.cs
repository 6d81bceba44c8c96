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

    /// <summary>Throws unless an input and the result have one length and are the same memory or separate memory.</summary>
    public static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> result, string name)
    {
        SpanChecks.Length(input.Length, result.Length, name, "the length of 'result'");
        SpanChecks.NoPartialOverlap(input, result, name, nameof(result));
    }

    private readonly struct UnaryLoop<TOperator>(float* input, float* output, TOperator op) : ILaneLoop
        where TOperator : struct, IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint i, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, r = output;
            TOperator f = op;
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
            TOperator f = op;
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
            TOperator f = op;
            for (; i + V.Count <= end; i += V.Count)
                V.Store(f.Apply(V.Load(x + i), V.Load(y + i), V.Load(z + i)), r + i);
            return i;
        }
    }
}
