using System.Collections.Concurrent;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
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

    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _backPlans = new();
    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _rowPlans = new();
    private long _denseForward, _sparseForward, _denseWeight, _sparseWeight;
    private readonly WorkerScratch[] _scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new WorkerScratch())];

    public override KernelUse TakeUse() => new(
        Interlocked.Exchange(ref _denseForward, 0), Interlocked.Exchange(ref _sparseForward, 0), Interlocked.Exchange(ref _denseWeight, 0), Interlocked.Exchange(ref _sparseWeight, 0));

    public override void Convolution(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y)
    {
        if (x.IsEmpty)
            return;
        if (plan.Shape.IsDepthwise)
        {
            Convolve(plan, x, w, w, bias, y, allowSparse: false);
            return;
        }

        var packed = pool.Rent(PackedWeight.Length(plan.Shape));
        PackedWeight.Pack(plan.Shape, w.Span, packed.Span);
        Convolve(plan, x, packed.Memory, w, bias, y, allowSparse: true);
        pool.Return(packed);
    }

    public override void ConvolutionInputGradient(ConvolutionPlan plan, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx)
    {
        if (dy.IsEmpty)
            return;
        var shape = plan.Shape;
        var back = _backPlans.GetOrAdd(shape, _ => plan.ForInputGradient());
        Buffer flipped = pool.Rent(shape.WeightSize), packed = pool.Rent(PackedWeight.Length(back.Shape));
        PackedWeight.FlipTranspose(shape, w.Span, flipped.Span);
        if (!shape.IsDepthwise)
            PackedWeight.Pack(back.Shape, flipped.Span, packed.Span);
        var weight = shape.IsDepthwise ? flipped.Memory : packed.Memory;
        int images = dy.Length / shape.OutputSize;
        if (shape.IsPointwise)
        {
            ForPixels(images * back.Shape.Height * back.Shape.Width, (begin, end) => Dense(Rows(back, images), dy.Span, weight.Span, default, dx.Span, begin, end));
        }
        else
        {
            workers.Run(images, (image, worker) =>
            {
                var spread = _scratch[worker].Floats(plan.SpreadSize);
                plan.Spread(dy.Span.Slice(image * shape.OutputSize, shape.OutputSize), spread);
                Dense(back, spread, weight.Span, default, dx.Span.Slice(image * shape.InputSize, shape.InputSize), 0, shape.Height * shape.Width);
            });
        }

        pool.Return(flipped);
        pool.Return(packed);
    }

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
    {
        dw.Span.Clear();
        var shape = plan.Shape;
        if (x.IsEmpty)
            return;
        if (shape.IsPointwise && shape.Groups == 1)
        {
            plan = Rows(plan, x.Length / shape.InputSize);
            shape = plan.Shape;
        }

        bool sparse = SparseConvolution.Supports(shape)
            && ConvolutionCost.SparseWeightGradientWins(shape, (double)ReduceKernels.CountNonZero(x.Span) / x.Length);
        Interlocked.Add(ref sparse ? ref _sparseWeight : ref _denseWeight, x.Length / shape.InputSize);
        if (sparse)
            SparseWeight(plan, x, dy, dw);
        else
            DenseWeight(plan, x, dy, dw);
    }

    private void Convolve(
        ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> packed, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y, bool allowSparse)
    {
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize, pixels = shape.OutputHeight * shape.OutputWidth;
        if (shape.IsPointwise && !shape.IsDepthwise)
        {
            Pointwise(plan, images, x, packed, w, bias, y);
            return;
        }

        int parts = images >= 2 * workers.Count ? 1 : (pixels + PixelChunk - 1) / PixelChunk;
        workers.Run(images * parts, (task, worker) =>
        {
            int image = task / parts, part = task % parts;
            int begin = (int)((long)pixels * part / parts), end = (int)((long)pixels * (part + 1) / parts);
            var source = x.Span.Slice(image * shape.InputSize, shape.InputSize);
            var target = y.Span.Slice(image * shape.OutputSize, shape.OutputSize);
            if (allowSparse && UseSparse(shape, source))
            {
                var inputs = _scratch[worker].Inputs;
                SparseConvolution.Collect(shape, source, inputs);
                SparseConvolution.Forward(plan, inputs, w.Span, bias.Span, target, begin, end);
                return;
            }

            var padded = Padded(plan, source, worker);
            Dense(plan, padded, packed.Span, bias.Span, target, begin, end);
        });
    }

    /// <summary>A product of rows and a matrix: all pixels of all images are rows of one.</summary>
    private void Pointwise(
        ConvolutionPlan plan, int images, ReadOnlyMemory<float> x, ReadOnlyMemory<float> packed, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y)
    {
        var rows = Rows(plan, images);
        var shape = rows.Shape;
        workers.Run((shape.Height + PixelChunk - 1) / PixelChunk, (task, worker) =>
        {
            int begin = task * PixelChunk, end = Math.Min(shape.Height, begin + PixelChunk);
            var source = x.Span[(begin * shape.InputChannels)..(end * shape.InputChannels)];
            var target = y.Span[(begin * shape.OutputChannels)..(end * shape.OutputChannels)];
            if (plan.Shape.Groups == 1 && UseSparse(shape, source))
            {
                var part = Rows(shape, end - begin);
                var inputs = _scratch[worker].Inputs;
                SparseConvolution.Collect(part.Shape, source, inputs);
                SparseConvolution.Forward(part, inputs, w.Span, bias.Span, target, 0, end - begin);
            }
            else
            {
                Dense(rows, x.Span, packed.Span, bias.Span, y.Span, begin, end);
            }
        });
    }

    private void DenseWeight(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
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

    private void SparseWeight(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
    {
        // Every worker takes some input channels through all images, so each weight row is added up by one worker, in order.
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize, bands = SparseWeightGradient.Bands(shape);
        var spread = pool.Rent(images * plan.SpreadSize);
        var lists = _scratch[0].Lists(images * bands);
        workers.Run(images, (image, _) =>
        {
            plan.Spread(dy.Span.Slice(image * shape.OutputSize, shape.OutputSize), spread.Span.Slice(image * plan.SpreadSize, plan.SpreadSize));
            for (int band = 0; band < bands; band++)
                SparseWeightGradient.Collect(shape, x.Span.Slice(image * shape.InputSize, shape.InputSize), band, lists[image * bands + band]);
        });

        int chunk = Math.Max(1, shape.InputChannels / (2 * workers.Count));
        workers.ForRanges(shape.InputChannels, chunk, (begin, end) =>
        {
            for (int i = 0; i < images * bands; i++)
                SparseWeightGradient.Accumulate(plan, lists[i], spread.Span.Slice(i / bands * plan.SpreadSize, plan.SpreadSize), dw.Span, begin, end);
        });
        pool.Return(spread);
    }

    private static void Dense(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        if (plan.Shape.IsDepthwise)
            DepthwiseConvolution.Forward(plan, padded, weight, bias, output, begin, end);
        else
            DenseConvolution.Forward(plan, padded, weight, bias, output, begin, end);
    }

    private static bool UseSparse(in ConvolutionShape shape, ReadOnlySpan<float> image)
        => SparseConvolution.Supports(shape) && ConvolutionCost.SparseForwardWins(shape, (double)ReduceKernels.CountNonZero(image) / image.Length);

    private ReadOnlySpan<float> Padded(ConvolutionPlan plan, ReadOnlySpan<float> image, int worker)
    {
        if (plan.Shape.Padding == 0)
            return image;
        var padded = _scratch[worker].Floats(plan.PaddedSize);
        plan.Pad(image, padded);
        return padded;
    }

    /// <summary>The plan of a pointwise convolution that takes all pixels of all images as the rows of one.</summary>
    private ConvolutionPlan Rows(ConvolutionPlan plan, int images) => Rows(plan.Shape, images * plan.Shape.Height * plan.Shape.Width);

    private ConvolutionPlan Rows(in ConvolutionShape shape, int rows)
        => _rowPlans.GetOrAdd(shape with { Height = rows, Width = 1 }, static s => new ConvolutionPlan(s));

    private void ForPixels(int pixels, Action<int, int> body) => workers.ForRanges(pixels, PixelChunk, body);

    /// <summary>Memory that one worker uses again and again.</summary>
    private sealed class WorkerScratch
    {
        private readonly List<ChannelNonZeros> _lists = [];
        private float[] _floats = [];

        public NonZeros Inputs { get; } = new();

        public Span<float> Floats(int length)
        {
            if (_floats.Length < length)
                _floats = new float[length];
            return _floats.AsSpan(0, length);
        }

        public List<ChannelNonZeros> Lists(int count)
        {
            while (_lists.Count < count)
                _lists.Add(new ChannelNonZeros());
            return _lists;
        }
    }
}
