using System.Collections.Concurrent;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>Convolution: dense or spike-sparse for each image by its density; the choice changes no bit.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Output pixels per task where there are too few images to share.</summary>
    private const int PixelChunk = 192;

    /// <summary>Weight rows per task of a dense weight gradient: whole register tiles.</summary>
    private const int WeightRowChunk = 36;

    /// <summary>Pixels of an image from which on a pointwise convolution is done image by image, and not as one product of rows.</summary>
    private const int LargeMap = 64;

    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _backPlans = new();
    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _rowPlans = new();
    private readonly WorkerScratch[] _scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new WorkerScratch())];
    private long _denseForward, _sparseForward, _denseWeight, _sparseWeight;

    public override KernelUse TakeUse() => new(
        Interlocked.Exchange(ref _denseForward, 0), Interlocked.Exchange(ref _sparseForward, 0), Interlocked.Exchange(ref _denseWeight, 0), Interlocked.Exchange(ref _sparseWeight, 0));

    public override void Convolution(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y)
    {
        if (x.IsEmpty)
            return;
        plan = AsRows(plan, x.Length);
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize;
        int[] sparse = SparseImages(shape, x, images);
        _sparseForward += sparse.Length;
        _denseForward += images - sparse.Length;
        if (sparse.Length > 0)
            SparseForward(plan, sparse, x, w, bias, y);
        if (sparse.Length < images)
            DenseForward(plan, [.. Enumerable.Range(0, images).Except(sparse)], x, w, bias, y);
    }

    public override void ConvolutionInputGradient(ConvolutionPlan plan, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx)
    {
        if (dy.IsEmpty)
            return;
        plan = AsRows(plan, dy.Length / plan.Shape.OutputSize * plan.Shape.InputSize);
        var shape = plan.Shape;
        var back = _backPlans.GetOrAdd(shape, _ => plan.ForInputGradient());
        var weight = FlippedWeight(shape, back.Shape, w);
        int images = dy.Length / shape.OutputSize, pixels = shape.Height * shape.Width, parts = Parts(images, pixels);
        workers.Run(images * parts, (task, worker) =>
        {
            int image = task / parts, part = task % parts;
            var source = dy.Span.Slice(image * shape.OutputSize, shape.OutputSize);
            if (!shape.IsPointwise)
            {
                var spread = _scratch[worker].Floats(plan.SpreadSize);
                plan.Spread(source, spread);
                source = spread;
            }

            Dense(back, source, weight.Span, default, dx.Span.Slice(image * shape.InputSize, shape.InputSize), Part(pixels, part, parts), Part(pixels, part + 1, parts));
        });
        pool.Return(weight);
    }

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
    {
        dw.Span.Clear();
        if (x.IsEmpty)
            return;
        plan = AsRows(plan, x.Length);
        bool sparse = SparseConvolution.Supports(plan.Shape) && ConvolutionCost.SparseWeightGradientWins(plan.Shape, Density(x));
        Interlocked.Add(ref sparse ? ref _sparseWeight : ref _denseWeight, x.Length / plan.Shape.InputSize);
        if (sparse)
            SparseWeightGradients(plan, x, dy, dw);
        else
            DenseWeightGradients(plan, x, dy, dw);
    }

    private static int Part(int count, int part, int parts) => (int)((long)count * part / parts);

    /// <summary>Tasks that an image is cut into, so that few images keep all workers busy.</summary>
    private int Parts(int images, int pixels) => images >= 2 * workers.Count ? 1 : (pixels + PixelChunk - 1) / PixelChunk;

    /// <summary>A product of rows and a matrix where maps are small: all pixels of all images are the rows of one image.</summary>
    private ConvolutionPlan AsRows(ConvolutionPlan plan, int length)
    {
        var s = plan.Shape;
        return s.IsPointwise && s.Groups == 1 && s.Height * s.Width < LargeMap
            ? _rowPlans.GetOrAdd(s with { Height = length / s.InputChannels, Width = 1 }, static shape => new ConvolutionPlan(shape))
            : plan;
    }

    private void DenseForward(ConvolutionPlan plan, int[] images, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y)
    {
        var shape = plan.Shape;
        int pixels = shape.OutputHeight * shape.OutputWidth, parts = Parts(images.Length, pixels);
        var packed = shape.IsDepthwise ? null : PackedDense(shape, w);
        var weight = packed?.Memory ?? w;
        workers.Run(images.Length * parts, (task, worker) =>
        {
            int image = images[task / parts], part = task % parts;
            var padded = Padded(plan, x.Span.Slice(image * shape.InputSize, shape.InputSize), worker);
            Dense(plan, padded, weight.Span, bias.Span, y.Span.Slice(image * shape.OutputSize, shape.OutputSize), Part(pixels, part, parts), Part(pixels, part + 1, parts));
        });
        if (packed is not null)
            pool.Return(packed);
    }

    private Buffer PackedDense(in ConvolutionShape shape, ReadOnlyMemory<float> w)
    {
        var (s, packed) = (shape, pool.Rent(PackedWeight.Length(shape)));
        workers.Run(PackedWeight.Panels(s), (panel, _) => PackedWeight.PackPanel(s, w.Span, packed.Span, panel));
        return packed;
    }

    /// <summary>The weight of the input gradient's convolution, packed; for groups by way of the unpacked one.</summary>
    private Buffer FlippedWeight(in ConvolutionShape shape, in ConvolutionShape backShape, ReadOnlyMemory<float> w)
    {
        var back = backShape;
        if (shape.Groups == 1)
        {
            var packed = pool.Rent(PackedWeight.Length(back));
            workers.Run(PackedWeight.Panels(back), (panel, _) => PackedWeight.PackFlipped(back, w.Span, packed.Span, panel));
            return packed;
        }

        var flipped = pool.Rent(shape.WeightSize);
        PackedWeight.FlipTranspose(shape, w.Span, flipped.Span);
        if (shape.IsDepthwise)
            return flipped;
        var grouped = PackedDense(back, flipped.Memory);
        pool.Return(flipped);
        return grouped;
    }

    private void DenseWeightGradients(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
    {
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize;
        var padded = shape.Padding > 0 ? pool.Rent(images * plan.PaddedSize) : null;
        if (padded is not null)
        {
            workers.Run(images, (image, _) => plan.Pad(
                x.Span.Slice(image * shape.InputSize, shape.InputSize), padded.Span.Slice(image * plan.PaddedSize, plan.PaddedSize)));
        }

        var source = padded is null ? x : padded.Memory;
        if (shape.IsDepthwise)
            workers.ForRanges(shape.OutputChannels, 16, (begin, end) => DepthwiseConvolution.AccumulateWeightGradient(plan, source.Span, dy.Span, dw.Span, begin, end));
        else
            workers.ForRanges(shape.Depth, WeightRowChunk, (begin, end) => DenseWeightGradient.Accumulate(plan, source.Span, dy.Span, dw.Span, begin, end));

        if (padded is not null)
            pool.Return(padded);
    }

    private static void Dense(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        if (plan.Shape.IsDepthwise)
            DepthwiseConvolution.Forward(plan, padded, weight, bias, output, begin, end);
        else
            DenseConvolution.Forward(plan, padded, weight, bias, output, begin, end);
    }

    private ReadOnlySpan<float> Padded(ConvolutionPlan plan, ReadOnlySpan<float> image, int worker)
    {
        if (plan.Shape.Padding == 0)
            return image;
        var padded = _scratch[worker].Floats(plan.PaddedSize);
        plan.Pad(image, padded);
        return padded;
    }
}
