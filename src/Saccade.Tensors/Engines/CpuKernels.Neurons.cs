using Saccade.Kernels.Neurons;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Batch norm, neurons and spike packing in one pass: some neurons at a time go through all of it in the first-level cache,
/// with the kernels, and so the bits, of the separate passes.
/// </summary>
internal sealed partial class CpuKernels
{
    /// <summary>Neurons of a block, also the range whose scalar gradients are added first; whole words of bits, whole pixels.</summary>
    private const int NeuronBlock = 1024;

    public override bool FusesNormalization(int channels) => channels > 0 && NeuronBlock % channels == 0;

    public override void NormalizedNeurons(NeuronParameters parameters, ReadOnlyStorage x, in Normalization normalization, Storage y, Storage bits, int steps)
    {
        int count = x.Length / steps, words = SpikeWords.Count(count);
        var n = normalization;
        workers.Run((count + NeuronChunk - 1) / NeuronChunk, (task, worker) =>
        {
            for (int first = task * NeuronChunk; first < Math.Min(count, (task + 1) * NeuronChunk); first += NeuronBlock)
            {
                int length = Math.Min(NeuronBlock, count - first);
                var block = _scratch[worker].Floats(steps * length);
                NormalizeBlock(x.Span, n, block, steps, first, length);
                NeuronKernels.Forward(parameters, block, [], [], block, steps, length, 0, length);
                for (int t = 0; t < steps; t++)
                {
                    var row = block.Slice(t * length, length);
                    row.CopyTo(y.Span[(t * count + first)..]);
                    if (!bits.IsEmpty)
                        SpikeWords.Pack(row, bits.Span.Slice(t * words + first / 32, SpikeWords.Count(length)));
                }
            }
        });
    }

    public override NeuronGradients NormalizedNeuronsGradient(
        NeuronParameters parameters, ReadOnlyStorage x, in Normalization normalization, Storage gradient, int steps, bool scalars)
    {
        int count = x.Length / steps;
        var n = normalization;
        var partials = new NeuronGradients[(count + NeuronChunk - 1) / NeuronChunk];
        workers.Run(partials.Length, (task, worker) =>
        {
            for (int first = task * NeuronChunk; first < Math.Min(count, (task + 1) * NeuronChunk); first += NeuronBlock)
            {
                int length = Math.Min(NeuronBlock, count - first);
                var memory = _scratch[worker].Floats(2 * steps * length);
                Span<float> charged = memory[..(steps * length)], block = memory[(steps * length)..];
                NormalizeBlock(x.Span, n, block, steps, first, length);
                NeuronKernels.Forward(parameters, block, [], charged, block, steps, length, 0, length);
                for (int t = 0; t < steps; t++)
                    gradient.Span.Slice(t * count + first, length).CopyTo(block[(t * length)..]);
                if (scalars)
                    partials[task] += NeuronKernels.BackwardWithParameters(parameters, [], charged, block, block, [], steps, length, 0, length);
                else
                    NeuronKernels.Backward(parameters, charged, block, block, [], steps, length, 0, length);
                for (int t = 0; t < steps; t++)
                    block.Slice(t * length, length).CopyTo(gradient.Span[(t * count + first)..]);
            }
        });
        return partials.Aggregate(default(NeuronGradients), (sum, part) => sum + part);
    }

    public override void UnpackSpikes(ReadOnlyStorage bits, float height, Storage y, int steps)
    {
        int count = y.Length / steps, words = SpikeWords.Count(count), chunks = (count + Chunk - 1) / Chunk;
        workers.Run(steps * chunks, (task, _) =>
        {
            int t = task / chunks, first = task % chunks * Chunk, length = Math.Min(Chunk, count - first);
            SpikeWords.Unpack(bits.Span.Slice(t * words + first / 32, SpikeWords.Count(length)), height, y.Span.Slice(t * count + first, length));
        });
    }

    private static void NormalizeBlock(ReadOnlySpan<float> x, in Normalization n, Span<float> block, int steps, int first, int length)
    {
        int count = x.Length / steps;
        for (int t = 0; t < steps; t++)
            BatchNormKernels.Normalize(x.Slice(t * count + first, length), n.Mean.Span, n.Factor.Span, n.Shift.Span, block.Slice(t * length, length));
    }
}
