using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

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

    /// <summary>Ranks from which on, and elements of a gradient from which on, each rank adds the sums of a share of them: with two ranks nothing is saved, and small ones are not worth a second exchange.</summary>
    private const int DealtRanks = 3, DealtElements = 2048;

    /// <summary>The gradient of a part: the largest sums of the tree that these shards make, and those of the others, added.</summary>
    private void ShareWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        var nodes = new TreeNodes(shards.InBatch, Others.Ranks);
        var (first, last) = nodes.Of(Others.Rank);
        var mine = Pool.Rent((last - first) * dw.Length);
        for (int i = first; i < last; i++)
        {
            var (begin, end) = nodes.All[i];
            WeightGradient(plan, shards.Only(begin - shards.Begin, end - shards.Begin), x, dy, mine.Storage.Slice((i - first) * dw.Length, dw.Length));
        }

        if (Others.Ranks >= DealtRanks && dw.Length >= DealtElements)
            AddDealt(nodes, mine.Storage, dw);
        else
            AddShared(nodes, mine.Storage, dw);
        Pool.Return(mine);
    }

    /// <summary>Every rank gets all sums and adds them.</summary>
    private void AddShared(TreeNodes nodes, Storage mine, Storage dw)
    {
        var sums = Pool.Rent(nodes.All.Count * dw.Length);
        var (first, last) = nodes.Of(Others.Rank);
        Copy(mine.Slice(0, (last - first) * dw.Length), sums.Storage.Slice(first * dw.Length, (last - first) * dw.Length));
        Others.Share(Bytes(sums.Storage.Slice(0, nodes.All.Count * dw.Length)), nodes.Starts(dw.Length * sizeof(float)));
        AddNodes(nodes, sums.Storage, dw);
        Pool.Return(sums);
    }

    /// <summary>Every rank gets all sums of a share of the elements, adds them, and hands the totals to the others: so that what it sends does not grow with the ranks.</summary>
    private void AddDealt(TreeNodes nodes, Storage mine, Storage dw)
    {
        int ranks = Others.Ranks, rank = Others.Rank, shareBegin = Part(dw.Length, rank, ranks), share = Part(dw.Length, rank + 1, ranks) - shareBegin;
        var (first, last) = nodes.Of(rank);
        Buffer outgoing = Pool.Rent((last - first) * dw.Length), sums = Pool.Rent(nodes.All.Count * share);
        int[] starts = new int[ranks + 1], shares = new int[ranks + 1];
        for (int other = 0, at = 0; other < ranks; other++)
        {
            int begin = Part(dw.Length, other, ranks), length = Part(dw.Length, other + 1, ranks) - begin;
            for (int node = 0; node < last - first; node++, at += length)
                Copy(mine.Slice(node * dw.Length + begin, length), other == rank ? sums.Storage.Slice((first + node) * share, share) : outgoing.Storage.Slice(at, length));
            (starts[other + 1], shares[other + 1]) = (at * sizeof(float), (begin + length) * sizeof(float));
        }

        Others.Deal(Bytes(outgoing.Storage.Slice(0, (last - first) * dw.Length)), starts, Bytes(sums.Storage.Slice(0, nodes.All.Count * share)), nodes.Starts(share * sizeof(float)));
        AddNodes(nodes, sums.Storage, dw.Slice(shareBegin, share));
        Others.Share(Bytes(dw), shares);
        Pool.Return(outgoing);
        Pool.Return(sums);
    }

    /// <summary>Adds the sums of all nodes as the tree does.</summary>
    private void AddNodes(TreeNodes nodes, Storage sums, Storage total)
    {
        foreach (var (into, from) in ShardTree.Additions(nodes.All))
        {
            var target = sums.Slice(into * total.Length, total.Length);
            Binary(BinaryFunction.Add, target, sums.Slice(from * total.Length, total.Length), target);
        }

        Copy(sums.Slice(0, total.Length), total);
    }

    private static Span<byte> Bytes(Storage floats) => MemoryMarshal.AsBytes(floats.Span);

    /// <summary>The largest sums of the tree that the shards of each rank make, rank after rank.</summary>
    private sealed class TreeNodes
    {
        private readonly int[] _starts;

        public TreeNodes(int shards, int ranks)
        {
            _starts = new int[ranks + 1];
            for (int rank = 0; rank < ranks; rank++)
            {
                All.AddRange(ShardTree.Cover(shards, BatchPart.Bound(rank, ranks, shards), BatchPart.Bound(rank + 1, ranks, shards)));
                _starts[rank + 1] = All.Count;
            }
        }

        /// <summary>The shards of each.</summary>
        public List<(int Begin, int End)> All { get; } = [];

        /// <summary>Those of a rank.</summary>
        public (int First, int Last) Of(int rank) => (_starts[rank], _starts[rank + 1]);

        /// <summary>Where those of each rank start, in bytes.</summary>
        public int[] Starts(int bytesOfNode) => [.. _starts.Select(start => start * bytesOfNode)];
    }
}
