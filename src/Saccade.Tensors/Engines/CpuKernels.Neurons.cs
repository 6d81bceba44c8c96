using Saccade.Kernels.Lanes;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Batch norm, neurons and spike packing in one pass. Neurons of single constants have a kernel of their own for it; of others, some at a time go through
/// the kernels of the separate passes in the nearest caches. Both have the bits of separate passes.
/// </summary>
internal sealed partial class CpuKernels
{
    /// <summary>Neurons of a block, also the range whose scalar gradients are added first; whole words of bits.</summary>
    private const int NeuronBlock = 1024;

    public override bool FusesNormalization => true;

    public override void NormalizedNeurons(
        NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage end, Storage y, Storage bits, int steps)
    {
        _normalizedNeurons++;
        if (neurons.Table is null)
        {
            NormalizedForward(neurons, x, normalization, start, end, y, bits, steps);
            return;
        }

        int count = x.Length / steps, words = SpikeWords.Count(count), planes = SpikeWords.Planes(neurons.First.Levels);
        var n = normalization;
        workers.Run((count + NeuronChunk - 1) / NeuronChunk, (task, worker) =>
        {
            for (int first = task * NeuronChunk; first < Math.Min(count, (task + 1) * NeuronChunk); first += NeuronBlock)
            {
                int length = Math.Min(NeuronBlock, count - first);
                var block = _scratch[worker].Floats(steps * length);
                NormalizeBlock(x.Span, n, block, steps, first, length);
                Begin(neurons, start, end, first, length);
                NeuronKernels.Forward(neurons, first % neurons.Count, block, Part(end, first, length), [], block, steps, length, 0, length);
                for (int t = 0; t < steps; t++)
                {
                    var row = block.Slice(t * length, length);
                    row.CopyTo(y.Span[(t * count + first)..]);
                    if (!bits.IsEmpty)
                        Pack(neurons, first, row, bits.Span[(t * planes * words + first / 32)..], planes, words);
                }
            }
        });
    }

    public override NeuronGradients[] NormalizedNeuronsGradient(
        NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage gradient, Storage carry, int steps, Shards? constants)
    {
        if (neurons.Table is null && constants is null)
        {
            NormalizedBackward(neurons.First, x, normalization, start, gradient, carry, steps);
            return [];
        }

        int count = x.Length / steps;
        var n = normalization;
        return ForNeurons(neurons, count, constants, (begin, size, worker, gradients) =>
        {
            for (int first = begin; first < begin + size; first += NeuronBlock)
            {
                int length = Math.Min(NeuronBlock, begin + size - first);
                var memory = _scratch[worker].Floats((2 * steps + 1) * length);
                Span<float> charged = memory[..(steps * length)], block = memory.Slice(steps * length, steps * length), potential = [];
                NormalizeBlock(x.Span, n, block, steps, first, length);
                if (!start.IsEmpty)
                    start.Span.Slice(first, length).CopyTo(potential = memory[(2 * steps * length)..]);
                NeuronKernels.Forward(neurons, first % neurons.Count, block, potential, charged, block, steps, length, 0, length);
                for (int t = 0; t < steps; t++)
                    gradient.Span.Slice(t * count + first, length).CopyTo(block[(t * length)..]);
                NeuronKernels.Backward(
                    neurons, first % neurons.Count, Part(start, first, length), charged, block, block, Part(carry, first, length), steps, length, 0, length, gradients.Span);
                for (int t = 0; t < steps; t++)
                    block.Slice(t * length, length).CopyTo(gradient.Span[(t * count + first)..]);
            }
        });
    }

    private void NormalizedForward(
        NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage end, Storage y, Storage bits, int steps)
    {
        var constants = Wrapped(normalization);
        workers.ForRanges(x.Length / steps, NeuronChunk, (first, last) =>
        {
            Begin(neurons, start, end, first, last - first);
            NormalizedNeuronKernels.Forward(neurons.First, x.Span, constants.Storage.Span, end.Span, y.Span, bits.Span, steps, first, last, HardwareWidths.Widest);
        });
        Pool.Return(constants);
    }

    private void NormalizedBackward(
        NeuronParameters neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage gradient, Storage carry, int steps)
    {
        var constants = Wrapped(normalization);
        int chunk = NeuronChunk, count = x.Length / steps;
        workers.Run((count + chunk - 1) / chunk, (task, worker) => NormalizedNeuronKernels.Backward(
            neurons,
            x.Span,
            constants.Storage.Span,
            start.Span,
            gradient.Span,
            carry.Span,
            _scratch[worker].Floats(NormalizedNeuronKernels.ScratchLength(steps)),
            steps,
            task * chunk,
            Math.Min(count, (task + 1) * chunk),
            HardwareWidths.Widest));
        Pool.Return(constants);
    }

    private Buffer Wrapped(in Normalization n)
    {
        var constants = Pool.Rent(NormalizedNeuronKernels.ConstantsLength(n.Mean.Length));
        NormalizedNeuronKernels.Wrap(n.Mean.Span, n.Factor.Span, n.Shift.Span, constants.Storage.Span);
        return constants;
    }

    public override void UnpackSpikes(ReadOnlyStorage bits, NeuronChannels neurons, Storage y, int steps)
    {
        int count = y.Length / steps, words = SpikeWords.Count(count), planes = SpikeWords.Planes(neurons.First.Levels), chunks = (count + Chunk - 1) / Chunk;
        workers.Run(steps * chunks, (task, _) =>
        {
            int t = task / chunks, first = task % chunks * Chunk, length = Math.Min(Chunk, count - first);
            var source = bits.Span[(t * planes * words + first / 32)..];
            var target = y.Span.Slice(t * count + first, length);
            if (planes == 1 && neurons.Count == 1)
                SpikeWords.Unpack(source, neurons.First.OutputHeight, target);
            else
                SpikeWords.UnpackLevels(source, words, planes, neurons.Heights.AsSpan(), first % neurons.Count, target);
        });
    }

    private static void Pack(NeuronChannels neurons, int first, ReadOnlySpan<float> spikes, Span<float> bits, int planes, int words)
    {
        if (planes == 1)
            SpikeWords.Pack(spikes, bits);
        else
            SpikeWords.PackLevels(spikes, neurons.Heights.AsSpan(), first % neurons.Count, planes, bits, words);
    }

    /// <summary>Normalises some neurons at every step: the rest of the pixel in which they begin, whole pixels, a part of the last.</summary>
    private static void NormalizeBlock(ReadOnlySpan<float> x, in Normalization n, Span<float> block, int steps, int first, int length)
    {
        int count = x.Length / steps, channels = n.Mean.Length, channel = first % channels;
        int head = channel == 0 ? 0 : Math.Min(channels - channel, length), tail = (length - head) % channels;
        for (int t = 0; t < steps; t++)
        {
            var source = x.Slice(t * count + first, length);
            var target = block.Slice(t * length, length);
            NormalizeChannels(source[..head], n, channel, head, target[..head]);
            NormalizeChannels(source[head..^tail], n, 0, channels, target[head..^tail]);
            NormalizeChannels(source[^tail..], n, 0, tail, target[^tail..]);
        }
    }

    private static void NormalizeChannels(ReadOnlySpan<float> x, in Normalization n, int channel, int channels, Span<float> y)
    {
        if (!x.IsEmpty)
            BatchNormKernels.Normalize(x, n.Mean.Span.Slice(channel, channels), n.Factor.Span.Slice(channel, channels), n.Shift.Span.Slice(channel, channels), y);
    }

    private static Span<float> Part(Storage values, int first, int length) => values.IsEmpty ? [] : values.Span.Slice(first, length);

    private static ReadOnlySpan<float> Part(ReadOnlyStorage values, int first, int length) => values.IsEmpty ? [] : values.Span.Slice(first, length);
}
