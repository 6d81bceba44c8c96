using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Sums over a batch of which other processes have some shards.</summary>
internal sealed partial class CpuKernels
{
    public override void AddShards(Shards shards, Storage sums, Storage sum)
    {
        Complete(shards, sums.Span, sum.Length);
        ShardTree.Add(sums.Span, sum.Length);
        sums.Span[..sum.Length].CopyTo(sum.Span);
    }

    /// <summary>The place of these shards among the sums of all shards of the batch.</summary>
    private static Span<T> Mine<T>(Shards shards, Span<T> sums, int length) => sums.Slice(shards.Begin * length, shards.Count * length);

    /// <summary>Gets the sums of the shards that others have; all are there already where this process has the whole batch.</summary>
    private void Complete<T>(Shards shards, Span<T> sums, int length)
        where T : unmanaged
    {
        if (!shards.IsPart)
            return;
        var bytes = MemoryMarshal.AsBytes(sums[..(shards.InBatch * length)]);
        int[] starts = new int[Others.Ranks + 1];
        for (int rank = 0; rank < starts.Length; rank++)
            starts[rank] = bytes.Length / shards.InBatch * BatchPart.Bound(rank, Others.Ranks, shards.InBatch);
        Others.Share(bytes, starts);
    }

    private IShardExchange Others => exchange ?? throw new InvalidOperationException("got a part of a batch on an engine that was made without others to share it with");

    /// <summary>The gradient of a part: the largest sums of the tree that these shards make, then those of the others.</summary>
    private void ShareWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        List<(int Begin, int End)> nodes = [];
        int[] starts = new int[Others.Ranks + 1];
        for (int rank = 0; rank < Others.Ranks; rank++)
        {
            nodes.AddRange(ShardTree.Cover(shards.InBatch, BatchPart.Bound(rank, Others.Ranks, shards.InBatch), BatchPart.Bound(rank + 1, Others.Ranks, shards.InBatch)));
            starts[rank + 1] = nodes.Count * dw.Length * sizeof(float);
        }

        var sums = Pool.Rent(nodes.Count * dw.Length);
        for (int i = 0; i < nodes.Count; i++)
        {
            var (begin, end) = nodes[i];
            if (begin >= shards.Begin && end <= shards.End)
                WeightGradient(plan, shards.Only(begin - shards.Begin, end - shards.Begin), x, dy, sums.Storage.Slice(i * dw.Length, dw.Length));
        }

        Others.Share(MemoryMarshal.AsBytes(sums.Storage.Span[..(nodes.Count * dw.Length)]), starts);
        foreach (var (into, from) in ShardTree.Additions(nodes))
        {
            var target = sums.Storage.Slice(into * dw.Length, dw.Length);
            Binary(BinaryFunction.Add, target, sums.Storage.Slice(from * dw.Length, dw.Length), target);
        }

        Copy(sums.Storage.Slice(0, dw.Length), dw);
        Pool.Return(sums);
    }
}
