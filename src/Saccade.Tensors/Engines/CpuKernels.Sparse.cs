using System.Runtime.InteropServices;
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

    /// <summary>Floats of sums of a weight gradient that a task keeps: so few that they stay in the second-level cache too.</summary>
    private const int SumFloats = 64 * 1024;

    // Kept from call to call: nothing is allocated for an image.
    private readonly List<GradientBand> _cuts = [];
    private NonZeros[] _inputs = [];
    private ChannelNonZeros[] _bands = [];
    private bool[] _choices = [];
    private long[] _counts = [];

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
    private ReadOnlyMemory<bool> SparseImages(in ConvolutionShape shape, Maps x, int images)
    {
        if (_choices.Length < images)
            _choices = new bool[images];
        var (s, wins) = (shape, _choices.AsMemory(0, images));
        wins.Span.Clear();
        if (!SparseConvolution.Supports(shape))
            return wins;
        workers.Run(images, (image, _) => wins.Span[image] = cost.SparseForwardWins(s, (double)Active(x, image * s.InputSize, s.InputSize) / s.InputSize));
        return wins;
    }

    /// <summary>How many values of a part are not 0.</summary>
    private static long Active(in Maps x, int start, int count)
        => x.AreSpikes ? x.Spikes.Slice(start, count).Count() : ReduceKernels.CountNonZero(x.Values.Span.Slice(start, count));

    private double Density(Maps x)
    {
        var counts = Zeros(ref _counts, (x.Length + Chunk - 1) / Chunk);
        ForElements(x.Length, (start, count) => counts.Span[start / Chunk] = Active(x, start, count));
        long active = 0;
        foreach (long count in counts.Span)
            active += count;
        return (double)active / x.Length;
    }

    private void SparseForward(
        ConvolutionPlan plan, ReadOnlyMemory<bool> sparse, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights)
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
            if (!sparse.Span[i])
                return;
            if (x.AreSpikes)
                SparseConvolution.Collect(shape, x.Spikes.Slice(i * shape.InputSize, shape.InputSize), inputs.Span[i]);
            else
                SparseConvolution.Collect(shape, x.Values.Span.Slice(i * shape.InputSize, shape.InputSize), inputs.Span[i]);
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

    private void SparseWeightGradients(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        var shape = plan.Shape;
        int images = shards.Rows, length = SparseWeightGradient.SpreadLength(plan), sumFloats = SparseWeightGradient.Panels(shape) * shape.InputChannels * SparseWeightGradient.ScratchLength(shape, shards);
        int atOnce = AtOnce(images, length, sumFloats, SpreadFloats);
        var spread = Pool.Rent(atOnce * length);
        var sums = atOnce == images ? null : Pool.Rent(sumFloats);
        for (int first = 0; first < images; first += atOnce)
        {
            var stretch = new ShardStretch(shards, first, Math.Min(atOnce, images - first));
            SpreadPanels(plan, stretch, dy, spread.Storage, length);
            SparseWeightPanels(plan, stretch, x, spread.Storage, sums?.Storage ?? default, dw);
        }

        Pool.Return(spread);
        if (sums is not null)
            Pool.Return(sums);
    }

    /// <summary>Puts output gradients into panels: several small ones make one task, large ones are cut.</summary>
    private void SpreadPanels(ConvolutionPlan plan, ShardStretch stretch, ReadOnlyStorage dy, Storage spread, int length)
    {
        var shape = plan.Shape;
        int count = stretch.Count, perTask = 1 + PixelChunk / PixelsOf(shape), groups = (count + perTask - 1) / perTask, panels = SparseWeightGradient.Panels(shape);
        int parts = Math.Clamp(2 * workers.Count / groups, 1, panels);
        workers.Run(groups * parts, (task, _) =>
        {
            int group = task / parts, part = task % parts;
            for (int i = Part(count, group, groups); i < Part(count, group + 1, groups); i++)
            {
                var gradient = dy.Span.Slice(stretch.Shards.Row(stretch.First + i) * shape.OutputSize, shape.OutputSize);
                SparseWeightGradient.Spread(plan, gradient, spread.Span.Slice(i * length, length), Part(panels, part, parts), Part(panels, part + 1, parts));
            }
        });
    }

    /// <summary>
    /// Images that a weight gradient is made of at a time: few enough for the second-level cache; all of them where that takes no more memory than the sums
    /// that would have to be kept from some images to the next.
    /// </summary>
    private static int AtOnce(int images, int imageFloats, int sumFloats, int mostFloats)
        => (long)images * imageFloats <= sumFloats ? images : Math.Clamp(mostFloats / imageFloats, 1, images);

    /// <summary>Every task takes some input channels and one panel through all images, so each sum is added up in order; see <see cref="DenseWeightPanels"/>.</summary>
    private void SparseWeightPanels(ConvolutionPlan plan, ShardStretch stretch, Maps x, Storage spread, Storage sums, Storage dw)
    {
        var shape = plan.Shape;
        SparseWeightGradient.Cut(shape, stretch, _cuts);
        var lists = Lists(ref _bands, _cuts.Count);
        workers.Run(_cuts.Count, (i, _) =>
        {
            if (x.AreSpikes)
                SparseWeightGradient.Collect(plan, stretch, x.Spikes, _cuts[i], lists.Span[i]);
            else
                SparseWeightGradient.Collect(plan, stretch, x.Values.Span, _cuts[i], lists.Span[i]);
        });

        int panels = SparseWeightGradient.Panels(shape), parts = (4 * workers.Count + panels - 1) / panels, scratch = SparseWeightGradient.ScratchLength(shape, stretch.Shards);
        int channels = Math.Clamp((shape.InputChannels + parts - 1) / parts, 1, SparseWeightGradient.ChannelChunk);
        parts = (shape.InputChannels + channels - 1) / channels;
        workers.Run(panels * parts, (task, worker) =>
        {
            int panel = task / parts, begin = task % parts * channels, end = Math.Min(shape.InputChannels, begin + channels);
            var memory = sums.IsEmpty
                ? _scratch[worker].Floats((end - begin) * scratch)
                : sums.Span.Slice((panel * shape.InputChannels + begin) * scratch, (end - begin) * scratch);
            SparseWeightGradient.Accumulate(plan, stretch, CollectionsMarshal.AsSpan(_cuts), lists.Span, spread.Span, memory, dw.Span, panel, begin, end);
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
