using System.Collections.Concurrent;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Kernels.Winograd;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>Convolution: dense or spike-sparse for each image by its density; the choice changes no bit. Gradients go through Winograd's transforms where extents say so.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Output pixels per task: of parts of a large image, or of several small ones.</summary>
    private const int PixelChunk = 192;

    /// <summary>Pixels of an image from which on a pointwise convolution is done image by image, and not as one product of rows.</summary>
    private const int LargeMap = 64;

    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _backPlans = new();
    private readonly ConcurrentDictionary<ConvolutionShape, ConvolutionPlan> _rowPlans = new();
    private readonly ConcurrentDictionary<(ConvolutionShape Shape, int Images), WinogradInputPlan?> _tilePlans = new();
    private readonly ConcurrentDictionary<(ConvolutionShape Shape, Shards Batch), WinogradWeightPlan?> _weightTilePlans = new();
    private readonly WorkerScratch[] _scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new WorkerScratch())];
    private long _denseForward, _sparseForward, _denseWeight, _sparseWeight, _tiledWeight, _neurons, _normalizedNeurons;

    public override KernelUse TakeUse()
    {
        var use = new KernelUse(_denseForward, _sparseForward, _denseWeight, _sparseWeight, _tiledWeight, _neurons, _normalizedNeurons);
        (_denseForward, _sparseForward, _denseWeight, _sparseWeight, _tiledWeight, _neurons, _normalizedNeurons) = (0, 0, 0, 0, 0, 0, 0);
        return use;
    }

    public override bool ReadsSpikes => true;

    public override void Convolution(ConvolutionPlan plan, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights = null)
    {
        if (x.Length == 0)
            return;
        plan = AsRows(plan, x.Length);
        var shape = plan.Shape;
        int images = x.Length / shape.InputSize;
        var sparse = SparseImages(shape, x, images);
        int chosen = sparse.Span.Count(true);
        _sparseForward += chosen;
        _denseForward += images - chosen;
        if (chosen > 0)
            SparseForward(plan, sparse, x, w, bias, y, weights);
        if (chosen < images)
            DenseForward(plan, sparse, x, w, bias, y, weights);
    }

    public override void ConvolutionInputGradient(ConvolutionPlan plan, Shards shards, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
    {
        if (dy.IsEmpty)
            return;
        plan = AsRows(plan, dy.Length / plan.Shape.OutputSize * plan.Shape.InputSize);
        var shape = plan.Shape;
        if (_tilePlans.GetOrAdd((shape, shards.Whole.Rows), static key => WinogradInputPlan.For(key.Shape, key.Images)) is { } tiles)
        {
            WinogradInputGradients(tiles, dy, w, dx);
            return;
        }

        if (shape.Stride > 1 && shape.Groups == 1)
        {
            StridedInputGradients(shape, dy, w, dx);
            return;
        }

        var back = _backPlans.GetOrAdd(shape, _ => plan.ForInputGradient());
        var weight = FlippedWeight(shape, back.Shape, w);
        int pixels = shape.Height * shape.Width;
        ForImages(dy.Length / shape.OutputSize, pixels, (image, count, begin, end, worker) =>
        {
            var source = dy.Span.Slice(image * shape.OutputSize, count * shape.OutputSize);
            if (!shape.IsPointwise)
            {
                var spread = _scratch[worker].Floats(count * plan.SpreadSize);
                for (int i = 0; i < count; i++)
                    plan.Spread(source.Slice(i * shape.OutputSize, shape.OutputSize), spread.Slice(i * plan.SpreadSize, plan.SpreadSize));
                source = spread;
            }

            Dense(back, source, weight.Storage.Span, default, dx.Span.Slice(image * shape.InputSize, count * shape.InputSize), begin, end);
        });
        Pool.Return(weight);
    }

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        if (x.Length == 0)
        {
            dw.Span.Clear();
            return;
        }

        if (shards.IsPart)
            ShareWeightGradient(plan, shards, x, dy, dw);
        else
            WeightGradient(plan, shards, x, dy, dw);
    }

    private void WeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        if (!x.AreFired && _weightTilePlans.GetOrAdd((plan.Shape, shards.Whole), static key => WinogradWeightPlan.For(key.Shape, key.Batch)) is { } tiles)
        {
            _tiledWeight += shards.Rows;
            WinogradWeightGradients(tiles, shards, x, dy, dw);
        }
        else if (SparseConvolution.Supports(plan.Shape) && cost.SparseWeightGradientWins(plan.Shape, shards[0].Count, Density(x)))
        {
            _sparseWeight += shards.Rows;
            SparseWeightGradients(plan, shards, x, dy, dw);
        }
        else
        {
            _denseWeight += shards.Rows;
            var values = x.AreSpikes ? Unpacked(x) : null;
            DenseWeightGradients(plan, shards, values?.Storage ?? x.Values, dy, dw);
            if (values is not null)
                Pool.Return(values);
        }
    }

    private static int Part(int count, int part, int parts) => (int)((long)count * part / parts);

    /// <summary>
    /// Shares out images: several small ones make one task, so that weights are read once for all of them; large ones are cut
    /// into pixels where there are too few to keep all workers busy.
    /// </summary>
    private void ForImages(int images, int pixels, ImageTask task)
    {
        int atOnce = Math.Clamp(Math.Min(PixelChunk / pixels, images / (2 * workers.Count)), 1, images);
        int parts = images / atOnce >= 2 * workers.Count ? 1 : (pixels + PixelChunk - 1) / PixelChunk;
        int groups = (images + atOnce - 1) / atOnce;
        workers.Run(groups * parts, (number, worker) =>
        {
            int first = Part(images, number / parts, groups), count = Part(images, number / parts + 1, groups) - first, part = number % parts;
            task(first, count, Part(count * pixels, part, parts), Part(count * pixels, part + 1, parts), worker);
        });
    }

    /// <summary>Output pixels [begin, end) of images [first, first + count).</summary>
    private delegate void ImageTask(int first, int count, int begin, int end, int worker);

    /// <summary>A product of rows and a matrix where maps are small: all pixels of all images are the rows of one image.</summary>
    private ConvolutionPlan AsRows(ConvolutionPlan plan, int length)
    {
        var s = plan.Shape;
        return s.IsPointwise && s.Groups == 1 && s.Height * s.Width < LargeMap
            ? _rowPlans.GetOrAdd(s with { Height = length / s.InputChannels, Width = 1 }, static shape => new ConvolutionPlan(shape))
            : plan;
    }

    private void DenseForward(
        ConvolutionPlan plan, ReadOnlyMemory<bool> sparse, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights)
    {
        var shape = plan.Shape;
        int size = PackedWeight.Length(shape);
        var packed = shape.IsDepthwise || weights is not null ? null : Pool.Rent(size);
        var weight = w;
        if (packed is not null)
            PackDense(shape, w, packed.Storage);
        if (!shape.IsDepthwise)
            weight = packed?.Storage ?? weights!.Get(w, FixedWeights.Kind.Dense, size, this, target => PackDense(shape, w, target));
        foreach (var (first, length) in Stretches(sparse, wanted: false))
        {
            ForImages(length, shape.OutputHeight * shape.OutputWidth, (image, count, begin, end, worker) =>
            {
                var padded = Padded(plan, x, first + image, count, worker);
                Dense(plan, padded, weight.Span, bias.Span, y.Span.Slice((first + image) * shape.OutputSize, count * shape.OutputSize), begin, end);
            });
        }

        if (packed is not null)
            Pool.Return(packed);
    }

    /// <summary>Images of one path that follow one another: the first, and how many.</summary>
    private static IEnumerable<(int First, int Length)> Stretches(ReadOnlyMemory<bool> sparse, bool wanted)
    {
        for (int first = 0, last; first < sparse.Length; first = last)
        {
            for (last = first + 1; last < sparse.Length && sparse.Span[last] == sparse.Span[first];)
                last++;
            if (sparse.Span[first] == wanted)
                yield return (first, last - first);
        }
    }

    private void PackDense(ConvolutionShape shape, ReadOnlyStorage w, Storage packed)
        => workers.Run(PackedWeight.Panels(shape), (panel, _) => PackedWeight.PackPanel(shape, w.Span, packed.Span, panel));

    /// <summary>The weight of the input gradient's convolution, packed; for groups by way of the unpacked one.</summary>
    private Buffer FlippedWeight(in ConvolutionShape shape, in ConvolutionShape backShape, ReadOnlyStorage w)
    {
        var back = backShape;
        if (shape.Groups == 1)
        {
            var packed = Pool.Rent(PackedWeight.Length(back));
            workers.Run(PackedWeight.Panels(back), (panel, _) => PackedWeight.PackFlipped(back, w.Span, packed.Storage.Span, panel));
            return packed;
        }

        var flipped = Pool.Rent(shape.WeightSize);
        PackedWeight.FlipTranspose(shape, w.Span, flipped.Storage.Span);
        if (shape.IsDepthwise)
            return flipped;
        var grouped = Pool.Rent(PackedWeight.Length(back));
        PackDense(back, flipped.Storage, grouped.Storage);
        Pool.Return(flipped);
        return grouped;
    }

    private void DenseWeightGradients(ConvolutionPlan plan, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dw)
    {
        var shape = plan.Shape;
        if (shape.IsDepthwise)
        {
            DepthwiseWeightGradients(plan, shards, x, dy, dw);
            return;
        }

        int images = shards.Rows, sumFloats = DenseWeightGradient.OutputPanels(shape) * DenseWeightGradient.InputPanels(shape) * DenseWeightGradient.ScratchLength(shape, shards);
        int atOnce = AtOnce(images, DenseWeightGradient.InputLength(plan, 1) + DenseWeightGradient.GradientLength(plan, 1), sumFloats, SpreadFloats);
        Buffer inputs = Pool.Rent(DenseWeightGradient.InputLength(plan, atOnce)), gradients = Pool.Rent(DenseWeightGradient.GradientLength(plan, atOnce));
        var sums = atOnce == images ? null : Pool.Rent(sumFloats);
        for (int first = 0; first < images; first += atOnce)
        {
            var stretch = new ShardStretch(shards, first, Math.Min(atOnce, images - first));
            PackWeightPanels(plan, stretch, x, dy, inputs.Storage, gradients.Storage);
            DenseWeightPanels(plan, stretch, inputs.Storage, gradients.Storage, sums?.Storage ?? default, dw);
        }

        Pool.Return(inputs);
        Pool.Return(gradients);
        if (sums is not null)
            Pool.Return(sums);
    }

    /// <summary>Puts images into panels, in the order of their shards: several small ones make one task, large ones are cut.</summary>
    private void PackWeightPanels(ConvolutionPlan plan, ShardStretch stretch, ReadOnlyStorage x, ReadOnlyStorage dy, Storage inputs, Storage gradients)
    {
        var shape = plan.Shape;
        int count = stretch.Count, groups = (count + PixelChunk / PixelsOf(shape)) / (1 + PixelChunk / PixelsOf(shape));
        int panels = DenseWeightGradient.InputPanels(shape), parts = Math.Clamp(2 * workers.Count / groups, 1, panels);
        workers.Run(groups * (parts + 1), (task, _) =>
        {
            int group = task / (parts + 1), part = task % (parts + 1);
            for (int i = Part(count, group, groups); i < Part(count, group + 1, groups); i++)
            {
                int image = stretch.Shards.Row(stretch.First + i);
                if (part < parts)
                    DenseWeightGradient.PackInput(plan, x.Span.Slice(image * shape.InputSize, shape.InputSize), inputs.Span, i, count, Part(panels, part, parts), Part(panels, part + 1, parts));
                else
                    DenseWeightGradient.PackGradient(plan, dy.Span.Slice(image * shape.OutputSize, shape.OutputSize), gradients.Span, i, count);
            }
        });
    }

    private static int PixelsOf(in ConvolutionShape shape) => shape.OutputHeight * shape.OutputWidth;

    /// <summary>
    /// Every task takes one panel of output channels and some of inputs through all images, so each sum is added up in order. The sums that wait for their
    /// neighbours in the tree stay in the cache, or, where images come in several stretches, in memory given.
    /// </summary>
    private void DenseWeightPanels(ConvolutionPlan plan, ShardStretch stretch, ReadOnlyStorage inputs, ReadOnlyStorage gradients, Storage sums, Storage dw)
    {
        var shape = plan.Shape;
        int outputs = DenseWeightGradient.OutputPanels(shape), groupInputs = DenseWeightGradient.InputPanels(shape) / shape.Groups, scratch = DenseWeightGradient.ScratchLength(shape, stretch.Shards);
        int parts = (4 * workers.Count + outputs * shape.Groups - 1) / (outputs * shape.Groups);
        parts = Math.Min(groupInputs, Math.Max(parts, (groupInputs * scratch + SumFloats - 1) / SumFloats));
        workers.Run(shape.Groups * outputs * parts, (task, worker) =>
        {
            int group = task / (outputs * parts), output = task / parts % outputs, part = task % parts;
            int begin = Part(groupInputs, part, parts), length = Part(groupInputs, part + 1, parts) - begin, first = group * groupInputs + begin;
            var memory = sums.IsEmpty
                ? _scratch[worker].Floats(length * scratch)
                : sums.Span.Slice(((group * outputs + output) * groupInputs + begin) * scratch, length * scratch);
            DenseWeightGradient.Accumulate(plan, stretch, inputs.Span, gradients.Span, memory, dw.Span, output, first, first + length);
        });
    }

    private void DepthwiseWeightGradients(ConvolutionPlan plan, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dw)
    {
        var shape = plan.Shape;
        int images = shards.HeldRows;
        var padded = Pool.Rent(images * plan.PaddedSize);
        workers.Run(images, (image, _) => plan.Pad(
            x.Span.Slice(image * shape.InputSize, shape.InputSize), padded.Storage.Span.Slice(image * plan.PaddedSize, plan.PaddedSize)));
        workers.ForRanges(shape.OutputChannels, 16, (begin, end) => DepthwiseConvolution.WeightGradient(plan, shards, padded.Storage.Span, dy.Span, dw.Span, begin, end));
        Pool.Return(padded);
    }

    private static void Dense(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        if (!plan.Shape.IsDepthwise)
        {
            DenseConvolution.Forward(plan, padded, weight, bias, output, begin, end);
            return;
        }

        int pixels = plan.Shape.OutputHeight * plan.Shape.OutputWidth;
        for (int image = begin / pixels; image * pixels < end; image++)
        {
            DepthwiseConvolution.Forward(
                plan,
                padded.Slice(image * plan.PaddedSize, plan.PaddedSize),
                weight,
                bias,
                output.Slice(image * plan.Shape.OutputSize, plan.Shape.OutputSize),
                Math.Max(begin - image * pixels, 0),
                Math.Min(end - image * pixels, pixels));
        }
    }

    /// <summary>Some images as floats with zeros around them.</summary>
    private ReadOnlySpan<float> Padded(ConvolutionPlan plan, in Maps x, int first, int count, int worker)
    {
        int size = plan.Shape.InputSize, begin = first * size;
        if (plan.Shape.Padding == 0 && !x.AreSpikes)
            return x.Values.Span.Slice(begin, count * size);
        var padded = _scratch[worker].Floats(count * plan.PaddedSize);
        for (int i = 0; i < count; i++, begin += size)
        {
            var image = padded.Slice(i * plan.PaddedSize, plan.PaddedSize);
            if (x.AreSpikes)
                SpikePadding.Pad(plan, x.Spikes.Slice(begin, size), image);
            else
                plan.Pad(x.Values.Span.Slice(begin, size), image);
        }

        return padded;
    }

    /// <summary>Spikes as floats.</summary>
    private Buffer Unpacked(Maps spikes)
    {
        var values = Pool.Rent(spikes.Length);
        int part = Chunk / SpikeSpan.WordNeurons * SpikeSpan.WordNeurons;
        workers.ForRanges(spikes.Length, part, (begin, end) => spikes.Spikes.Slice(begin, end - begin).Unpack(values.Storage.Span[begin..end]));
        return values;
    }
}
