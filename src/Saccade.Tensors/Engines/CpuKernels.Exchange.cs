using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Sums over a batch of which other processes have some shards.</summary>
internal sealed partial class CpuKernels
{
    private GradientExchange? _gradients; // made by the first

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
        _gradients?.Advance();
        Span<int> starts = stackalloc int[Others.Ranks + 1];
        for (int rank = 0; rank < starts.Length; rank++)
            starts[rank] = bytes.Length / shards.InBatch * BatchPart.Bound(rank, Others.Ranks, shards.InBatch);
        Others.Share(bytes, starts);
    }

    private IShardExchange Others => exchange ?? throw new InvalidOperationException("got a part of a batch on an engine that was made without others to share it with");

    private GradientExchange Gradients => _gradients ??= new GradientExchange(this, Others, precision);

    public override void SettleGradients() => _gradients?.Settle();

    public override void SumOverRanks(Shards shards, Storage values)
    {
        if (shards.IsPart)
            Gradients.AddOwn(shards.InBatch, values);
    }

    /// <summary>Fills in the sums that the shards of this process make of a gradient, and lets them go to the others.</summary>
    private void ShareWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        foreach (var (node, sums) in Gradients.Add(shards.InBatch, dw))
            WeightGradient(plan, shards.Only(node.Begin - shards.Begin, node.End - shards.Begin), x, dy, sums);
        Gradients.SendFull();
    }
}
