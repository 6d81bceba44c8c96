using Saccade.Kernels.Convolution;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>Matrix products by the tile of the convolutions, copies, layer norm, and what runs along time.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Coefficients are repeated to at least so many where channels are few, so that vectors are full.</summary>
    private const int WidePeriod = 64;

    public override void MatrixProduct(MatrixShape shape, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c)
    {
        if (c.IsEmpty || shape.Depth == 0)
        {
            c.Span.Clear();
            return;
        }

        var turned = shape.TransposeLeft ? pool.Rent(a.Length) : null;
        if (turned is not null)
            Permute(new Permutation([shape.Batch, shape.Rows, shape.Depth], [shape.Rows * shape.Depth, 1, shape.Rows]), a, turned.Memory);
        var left = turned?.Memory ?? a;
        var plan = _rowPlans.GetOrAdd(new ConvolutionShape(shape.Rows, 1, shape.Depth, shape.Columns, 1, 1), static s => new ConvolutionPlan(s));
        var packed = PackRight(shape, plan.Shape, b);
        int parts = Math.Clamp(4 * workers.Count / shape.Batch, 1, (shape.Rows + PixelChunk - 1) / PixelChunk), size = packed.Memory.Length / shape.Batch;
        workers.Run(shape.Batch * parts, (task, _) =>
        {
            int matrix = task / parts, part = task % parts, input = shape.Rows * shape.Depth, output = shape.Rows * shape.Columns;
            DenseConvolution.Forward(
                plan,
                left.Span.Slice(matrix * input, input),
                packed.Span.Slice(matrix * size, size),
                default,
                c.Span.Slice(matrix * output, output),
                Part(shape.Rows, part, parts),
                Part(shape.Rows, part + 1, parts));
        });
        pool.Return(packed);
        if (turned is not null)
            pool.Return(turned);
    }

    public override void CopyAlong(AxisExtents from, ReadOnlyMemory<float> x, int xStart, AxisExtents to, Memory<float> y, int yStart, int length)
    {
        int run = length * from.Inner;
        if (run == 0)
            return;
        workers.ForRanges(from.Outer, Math.Max(1, Chunk / run), (begin, end) =>
        {
            for (int outer = begin; outer < end; outer++)
                x.Span.Slice((outer * from.Length + xStart) * from.Inner, run).CopyTo(y.Span[((outer * to.Length + yStart) * to.Inner)..]);
        });
    }

    public override void Permute(Permutation permutation, ReadOnlyMemory<float> x, Memory<float> y)
    {
        if (permutation.Count > 0)
            workers.ForRanges(permutation.Rows, Math.Max(1, Chunk / (permutation.Count / permutation.Rows)), (begin, end) => permutation.Copy(x.Span, y.Span, begin, end));
    }

    public override void LayerNorm(ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, ReadOnlyMemory<float> beta, double epsilon, Memory<float> y)
        => ForRows(x.Length, gamma.Length, (start, count) => LayerNormKernels.Forward(x.Span.Slice(start, count), gamma.Span, beta.Span, epsilon, y.Span.Slice(start, count)));

    public override void LayerNormGradient(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, double epsilon, Memory<float> dx, Memory<float> products)
        => ForRows(x.Length, gamma.Length, (start, count) => LayerNormKernels.Backward(
            dy.Span.Slice(start, count), x.Span.Slice(start, count), gamma.Span, epsilon, dx.Span.Slice(start, count), products.Span.Slice(start, count)));

    public override void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, Memory<float> y)
    {
        var (wide, weights) = Widened(shape, taps, w);
        ForElementsOfSteps(wide, taps, (begin, end) => TemporalKernels.Convolution(wide, taps, x.Span, weights.Span, y.Span, begin, end));
        pool.Return(weights);
    }

    public override void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx)
    {
        var (wide, weights) = Widened(shape, taps, w);
        ForElementsOfSteps(wide, taps, (begin, end) => TemporalKernels.ConvolutionInputGradient(wide, taps, dy.Span, weights.Span, dx.Span, begin, end));
        pool.Return(weights);
    }

    public override void Filter(
        TemporalShape shape, bool backwards, ReadOnlyMemory<float> x, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, ReadOnlyMemory<float> start, Memory<float> y)
    {
        var (wide, decay) = Widened(shape, 1, a);
        var (_, gain) = Widened(shape, 1, b);
        ForElementsOfSteps(wide, 1, (begin, end) => TemporalKernels.Filter(wide, backwards, x.Span, decay.Span, gain.Span, start.Span, y.Span, begin, end));
        pool.Return(decay);
        pool.Return(gain);
    }

    /// <summary>The right factors as the tile reads them.</summary>
    private Buffer PackRight(MatrixShape shape, ConvolutionShape tile, ReadOnlyMemory<float> b)
    {
        int size = PackedWeight.Length(tile), panels = PackedWeight.Panels(tile), input = shape.Depth * shape.Columns;
        var packed = pool.Rent(checked(size * shape.Batch));
        workers.Run(shape.Batch * panels, (task, _) =>
        {
            int matrix = task / panels;
            var from = b.Span.Slice(matrix * input, input);
            var to = packed.Span.Slice(matrix * size, size);
            if (shape.TransposeRight)
                PackedWeight.PackFlipped(tile, from, to, task % panels);
            else
                PackedWeight.PackPanel(tile, from, to, task % panels);
        });
        return packed;
    }

    /// <summary>Coefficients [taps, channels], or one for all, repeated to [taps, period].</summary>
    private (TemporalShape Shape, Buffer Coefficients) Widened(TemporalShape shape, int taps, ReadOnlyMemory<float> coefficients)
    {
        int period = shape.Period * Math.Max(1, (WidePeriod + shape.Period - 1) / Math.Max(1, shape.Period)), given = coefficients.Length / taps;
        var wide = pool.Rent(taps * period);
        for (int i = 0; i < taps * period; i++)
            wide.Span[i] = coefficients.Span[i / period * given + i % period % given];
        return (shape with { Period = period }, wide);
    }

    private void ForElementsOfSteps(TemporalShape shape, int taps, Action<int, int> body)
        => workers.ForRanges(shape.Elements, Math.Max(WidePeriod, Chunk / Math.Max(1, shape.Steps + taps - 1)), body);
}
