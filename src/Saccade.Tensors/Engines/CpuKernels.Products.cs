using Saccade.Kernels.Convolution;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>Matrix products by the tile of the convolutions, copies, layer norm, and what runs along time.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Coefficients are repeated to at least so many where channels are few, so that vectors are full.</summary>
    private const int WidePeriod = 64;

    public override void MatrixProduct(MatrixShape shape, ReadOnlyStorage a, ReadOnlyStorage b, Storage c)
    {
        if (c.IsEmpty || shape.Depth == 0)
        {
            c.Span.Clear();
            return;
        }

        var turned = shape.TransposeLeft ? Pool.Rent(a.Length) : null;
        if (turned is not null)
            Permute(new Permutation([shape.Batch, shape.Rows, shape.Depth], [shape.Rows * shape.Depth, 1, shape.Rows]), a, turned.Storage);
        var left = turned?.Storage ?? a;
        var plan = _rowPlans.GetOrAdd(new ConvolutionShape(shape.Rows, 1, shape.Depth, shape.Columns, 1, 1), static s => new ConvolutionPlan(s));
        var packed = PackRight(shape, plan.Shape, b);
        int parts = Math.Clamp(4 * workers.Count / shape.Batch, 1, (shape.Rows + PixelChunk - 1) / PixelChunk), size = packed.Storage.Length / shape.Batch;
        workers.Run(shape.Batch * parts, (task, _) =>
        {
            int matrix = task / parts, part = task % parts, input = shape.Rows * shape.Depth, output = shape.Rows * shape.Columns;
            DenseConvolution.Forward(
                plan,
                left.Span.Slice(matrix * input, input),
                packed.Storage.Span.Slice(matrix * size, size),
                default,
                c.Span.Slice(matrix * output, output),
                Part(shape.Rows, part, parts),
                Part(shape.Rows, part + 1, parts));
        });
        Pool.Return(packed);
        if (turned is not null)
            Pool.Return(turned);
    }

    public override void Fill(float value, Storage y) => ForElements(y.Length, (start, count) => y.Span.Slice(start, count).Fill(value));

    public override void Copy(ReadOnlyStorage x, Storage y)
        => ForElements(x.Length, (start, count) => x.Span.Slice(start, count).CopyTo(y.Span.Slice(start, count)));

    public override void CopyAlong(AxisExtents from, ReadOnlyStorage x, int xStart, AxisExtents to, Storage y, int yStart, int length)
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

    public override void Permute(Permutation permutation, ReadOnlyStorage x, Storage y)
    {
        if (permutation.Count > 0)
            workers.ForRanges(permutation.Rows, Math.Max(1, Chunk / (permutation.Count / permutation.Rows)), (begin, end) => permutation.Copy(x.Span, y.Span, begin, end));
    }

    public override void LayerNorm(ReadOnlyStorage x, ReadOnlyStorage gamma, ReadOnlyStorage beta, double epsilon, Storage y)
        => ForRows(x.Length, gamma.Length, (start, count) => LayerNormKernels.Forward(x.Span.Slice(start, count), gamma.Span, beta.Span, epsilon, y.Span.Slice(start, count)));

    public override void LayerNormGradient(
        ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage gamma, double epsilon, Storage dx, Storage products)
        => ForRows(x.Length, gamma.Length, (start, count) => LayerNormKernels.Backward(
            dy.Span.Slice(start, count), x.Span.Slice(start, count), gamma.Span, epsilon, dx.Span.Slice(start, count), products.Span.Slice(start, count)));

    public override void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyStorage x, ReadOnlyStorage w, Storage y)
    {
        var (wide, weights) = Widened(shape, taps, w);
        ForElementsOfSteps(wide, taps, (begin, end) => TemporalKernels.Convolution(wide, taps, x.Span, weights.Storage.Span, y.Span, begin, end));
        Pool.Return(weights);
    }

    public override void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
    {
        var (wide, weights) = Widened(shape, taps, w);
        ForElementsOfSteps(wide, taps, (begin, end) => TemporalKernels.ConvolutionInputGradient(wide, taps, dy.Span, weights.Storage.Span, dx.Span, begin, end));
        Pool.Return(weights);
    }

    public override void Filter(
        TemporalShape shape, bool backwards, ReadOnlyStorage x, ReadOnlyStorage a, ReadOnlyStorage b, ReadOnlyStorage start, Storage y)
    {
        var (wide, decay) = Widened(shape, 1, a);
        var (_, gain) = Widened(shape, 1, b);
        ForElementsOfSteps(wide, 1, (begin, end) => TemporalKernels.Filter(wide, backwards, x.Span, decay.Storage.Span, gain.Storage.Span, start.Span, y.Span, begin, end));
        Pool.Return(decay);
        Pool.Return(gain);
    }

    /// <summary>The right factors as the tile reads them.</summary>
    private Buffer PackRight(MatrixShape shape, ConvolutionShape tile, ReadOnlyStorage b)
    {
        int size = PackedWeight.Length(tile), panels = PackedWeight.Panels(tile), input = shape.Depth * shape.Columns;
        var packed = Pool.Rent(checked(size * shape.Batch));
        workers.Run(shape.Batch * panels, (task, _) =>
        {
            int matrix = task / panels;
            var from = b.Span.Slice(matrix * input, input);
            var to = packed.Storage.Span.Slice(matrix * size, size);
            if (shape.TransposeRight)
                PackedWeight.PackFlipped(tile, from, to, task % panels);
            else
                PackedWeight.PackPanel(tile, from, to, task % panels);
        });
        return packed;
    }

    /// <summary>Coefficients [taps, channels], or one for all, repeated to [taps, period].</summary>
    private (TemporalShape Shape, Buffer Coefficients) Widened(TemporalShape shape, int taps, ReadOnlyStorage coefficients)
    {
        int period = shape.Period * Math.Max(1, (WidePeriod + shape.Period - 1) / Math.Max(1, shape.Period)), given = coefficients.Length / taps;
        var wide = Pool.Rent(taps * period);
        for (int i = 0; i < taps * period; i++)
            wide.Storage.Span[i] = coefficients.Span[i / period * given + i % period % given];
        return (shape with { Period = period }, wide);
    }

    private void ForElementsOfSteps(TemporalShape shape, int taps, Action<int, int> body)
        => workers.ForRanges(shape.Elements, Math.Max(WidePeriod, Chunk / Math.Max(1, shape.Steps + taps - 1)), body);
}
