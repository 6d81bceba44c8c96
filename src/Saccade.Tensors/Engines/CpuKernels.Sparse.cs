using Saccade.Kernels.Convolution;
using Saccade.Kernels.Memory;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>The spike-sparse paths of convolution: lists of active inputs are made image by image, then panels of output channels are shared out.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Output pixels that a task of the sparse forward pass has at least: fewer would read weights too often.</summary>
    private const int SparsePixels = 128;

    /// <summary>Floats of spread output gradients that are held at a time: so few that they stay in the second-level cache while every task reads them.</summary>
    private const int SpreadFloats = 512 * 1024;

    // Kept from call to call: nothing is allocated for an image.
    private NonZeros[] _inputs = [];
    private ChannelNonZeros[] _bands = [];
    private bool[] _choices = [];

    private static Memory<T> Lists<T>(ref T[] lists, int count)
        where T : new()
    {
        int known = lists.Length;
        if (known < count)
            Array.Resize(ref lists, count);
        for (int i = known; i < count; i++)
            lists[i] = new T();
        return lists.AsMemory(0, count);
    }

    /// <summary>Which images have so few active inputs that adding their weight rows is cheaper than the dense product.</summary>
    private ReadOnlyMemory<bool> SparseImages(in ConvolutionShape shape, ReadOnlyStorage x, int images)
    {
        if (_choices.Length < images)
            _choices = new bool[images];
        var (s, wins) = (shape, _choices.AsMemory(0, images));
        wins.Span.Clear();
        if (!SparseConvolution.Supports(shape))
            return wins;
        workers.Run(images, (image, _) =>
        {
            var values = x.Span.Slice(image * s.InputSize, s.InputSize);
            wins.Span[image] = cost.SparseForwardWins(s, (double)ReduceKernels.CountNonZero(values) / values.Length);
        });
        return wins;
    }

    private double Density(ReadOnlyStorage x)
    {
        long[] counts = new long[(x.Length + Chunk - 1) / Chunk];
        ForElements(x.Length, (start, count) => counts[start / Chunk] = ReduceKernels.CountNonZero(x.Span.Slice(start, count)));
        return (double)counts.Sum() / x.Length;
    }

    private void SparseForward(
        ConvolutionPlan plan, ReadOnlyMemory<bool> sparse, ReadOnlyStorage x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights)
    {
        var shape = plan.Shape;
        int panels = SparseWeight.Panels(shape), size = SparseWeight.Length(shape);
        var rented = weights is null ? Pool.Rent(size) : null;
        if (rented is not null)
            PackSparse(shape, w, rented.Storage);
        var packed = rented?.Storage ?? weights!.Get(w, FixedWeights.Kind.Sparse, size, this, target => PackSparse(shape, w, target));
        var inputs = Lists(ref _inputs, sparse.Length);
        workers.Run(sparse.Length, (i, _) =>
        {
            if (sparse.Span[i])
                SparseConvolution.Collect(shape, x.Span.Slice(i * shape.InputSize, shape.InputSize), inputs.Span[i]);
        });

        foreach (var (first, length) in Stretches(sparse, wanted: true))
        {
            var stretch = inputs.Slice(first, length);
            var output = y.Slice(first * shape.OutputSize, length * shape.OutputSize);
            int pixels = length * shape.OutputHeight * shape.OutputWidth;
            int parts = Math.Clamp((4 * workers.Count + panels - 1) / panels, 1, Math.Max(1, pixels / SparsePixels));
            workers.Run(panels * parts, (task, _) => SparseConvolution.Forward(
                plan, stretch.Span, packed.Span, bias.Span, output.Span, task / parts, Part(pixels, task % parts, parts), Part(pixels, task % parts + 1, parts)));
        }

        if (rented is not null)
            Pool.Return(rented);
    }

    private void PackSparse(ConvolutionShape shape, ReadOnlyStorage w, Storage packed)
        => workers.Run(SparseWeight.Panels(shape), (panel, _) => SparseWeight.PackPanel(shape, w.Span, packed.Span, panel));

    private void SparseWeightGradients(ConvolutionPlan plan, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dw)
    {
        int images = x.Length / plan.Shape.InputSize, length = SparseWeightGradient.SpreadLength(plan);
        int atOnce = Math.Clamp(SpreadFloats / length, 1, images);
        var spread = Pool.Rent(atOnce * length);
        for (int first = 0; first < images; first += atOnce)
        {
            int count = Math.Min(atOnce, images - first);
            SparseWeightGradients(
                plan, x.Slice(first * plan.Shape.InputSize, count * plan.Shape.InputSize), dy.Slice(first * plan.Shape.OutputSize, count * plan.Shape.OutputSize), spread.Storage, dw);
        }

        Pool.Return(spread);
    }

    /// <summary>Some images: every task takes some input channels and one panel through all of them, so each sum is added up in order.</summary>
    private void SparseWeightGradients(ConvolutionPlan plan, ReadOnlyStorage x, ReadOnlyStorage dy, Storage spread, Storage dw)
    {
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize, bands = SparseWeightGradient.Bands(shape), length = SparseWeightGradient.SpreadLength(plan);
        var lists = Lists(ref _bands, images * bands);
        workers.Run(images, (image, _) => SparseWeightGradient.Spread(
            plan, dy.Span.Slice(image * shape.OutputSize, shape.OutputSize), spread.Span.Slice(image * length, length)));
        workers.Run(images * bands, (i, _) => SparseWeightGradient.Collect(shape, x.Span.Slice(i / bands * shape.InputSize, shape.InputSize), i % bands, lists.Span[i]));

        int panels = SparseWeight.Panels(shape), parts = (4 * workers.Count + panels - 1) / panels;
        int channels = Math.Clamp((shape.InputChannels + parts - 1) / parts, 1, SparseWeightGradient.ChannelChunk);
        parts = (shape.InputChannels + channels - 1) / channels;
        workers.Run(panels * parts, (task, worker) =>
        {
            int begin = task % parts * channels, end = Math.Min(shape.InputChannels, begin + channels);
            var scratch = _scratch[worker].Floats(SparseWeightGradient.ScratchLength(shape));
            SparseWeightGradient.Accumulate(plan, lists.Span, spread.Span, scratch, dw.Span, task / parts, begin, end);
        });
    }

    /// <summary>Memory that one worker uses again and again.</summary>
    private sealed class WorkerScratch
    {
        private float[] _floats = [];
        private int _start;

        public Span<float> Floats(int length)
        {
            if (_floats.Length - _start < length)
                (_floats, _start) = AlignedArray.Allocate(length);
            return _floats.AsSpan(_start, length);
        }
    }
}
