using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Softmax;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>What works on arrays of any meaning: elementwise functions, reductions, softmax.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Elements per task of functions that take many operations each.</summary>
    private const int LineChunk = 2048;

    /// <summary>Results that a task of a reduction takes at least where neighbours are read together.</summary>
    private const int ColumnsAtOnce = 64;

    public override void Unary(UnaryFunction function, ReadOnlyStorage x, Storage y)
        => ForElements(x.Length, (start, count) => ElementwiseKernels.Unary(function, x.Span.Slice(start, count), y.Span.Slice(start, count)));

    public override void UnaryGradient(UnaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => ForElements(x.Length, (start, count) => ElementwiseKernels.UnaryGradient(
            function, x.Span.Slice(start, count), y.Span.Slice(start, count), dy.Span.Slice(start, count), dx.Span.Slice(start, count)));

    public override void Binary(BinaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, Storage result, Broadcast? broadcast = null)
    {
        if (broadcast is null)
            ForElements(x.Length, (start, count) => ElementwiseKernels.Binary(function, x.Span.Slice(start, count), y.Span.Slice(start, count), result.Span.Slice(start, count)));
        else
            ForElements(result.Length, (start, count) => ElementwiseKernels.Binary(function, broadcast, x.Span, y.Span, result.Span, start, start + count));
    }

    public override void Dot(Shards shards, ReadOnlyStorage x, ReadOnlyStorage y, Storage sum)
    {
        var totals = Pool.Rent(2 * shards.InBatch);
        workers.Run(shards.Count, (shard, _) => Doubles(totals)[shards.Begin + shard] = ReduceKernels.Dot(x.Span, y.Span, shards[shard]));
        Complete(shards, Doubles(totals), 1);
        ColumnKernels.CombineShards(Doubles(totals), sum.Span);
        Pool.Return(totals);
    }

    public override void Reduce(Reduction reduction, AxisExtents extents, Shards shards, ReadOnlyStorage x, int divisor, Storage y)
    {
        if (reduction != Reduction.Sum || shards.InBatch < 2)
        {
            ForResults(extents, (begin, end) => AxisKernels.Reduce(reduction, extents, x.Span, divisor, y.Span, begin, end));
            return;
        }

        int others = extents.Others, parts = Math.Clamp(extents.Count / shards.Count / Chunk, 1, others);
        var totals = Pool.Rent(2 * shards.InBatch * others);
        workers.Run(shards.Count * parts, (task, _) =>
        {
            int shard = task / parts, part = task % parts;
            AxisKernels.SumShard(extents, shards[shard], x.Span, Mine(shards, Doubles(totals), others).Slice(shard * others, others), Part(others, part, parts), Part(others, part + 1, parts));
        });
        Complete(shards, Doubles(totals), others);
        ColumnKernels.CombineShards(Doubles(totals), y.Span);
        foreach (ref float sum in y.Span)
            sum /= divisor;
        Pool.Return(totals);
    }

    public override void MaxGradient(AxisExtents extents, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => ForResults(extents, (begin, end) => AxisKernels.MaxGradient(extents, x.Span, y.Span, dy.Span, dx.Span, begin, end));

    public override void Softmax(bool logarithm, AxisExtents extents, ReadOnlyStorage x, Storage y)
        => ForLines(extents, (part, start) =>
        {
            if (logarithm)
                SoftmaxKernels.LogForward(x.Span.Slice(start, part.Count), part, 1, y.Span.Slice(start, part.Count));
            else
                SoftmaxKernels.Forward(x.Span.Slice(start, part.Count), part, 1, y.Span.Slice(start, part.Count));
        });

    public override void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => ForLines(extents, (part, start) =>
        {
            ReadOnlySpan<float> from = dy.Span.Slice(start, part.Count), values = y.Span.Slice(start, part.Count);
            if (logarithm)
                SoftmaxKernels.LogBackward(from, values, part, 1, dx.Span.Slice(start, part.Count));
            else
                SoftmaxKernels.Backward(from, values, part, 1, dx.Span.Slice(start, part.Count));
        });

    /// <summary>Shares out the results of a reduction.</summary>
    private void ForResults(AxisExtents extents, Action<int, int> body)
    {
        int atLeast = extents.Inner > 1 ? ColumnsAtOnce : 1;
        workers.ForRanges(extents.Others, Math.Max(atLeast, Chunk / Math.Max(1, extents.Length)), body);
    }

    /// <summary>Shares out the outer elements; a part is its extents and where it starts.</summary>
    private void ForLines(AxisExtents extents, Action<AxisExtents, int> body)
    {
        int block = Math.Max(1, extents.Length * extents.Inner);
        workers.ForRanges(extents.Outer, Math.Max(1, LineChunk / block), (begin, end) => body(extents with { Outer = end - begin }, begin * block));
    }
}
