using Saccade.Kernels.Reduce;

namespace Saccade.Tensors.Engines;

/// <summary>The largest sums of the tree that the shards of each process make, process after process.</summary>
internal sealed class ShardNodes
{
    private readonly int[] _starts;
    private readonly (int Begin, int End)[][] _nodes;

    /// <summary>Divides the shards of a batch.</summary>
    public ShardNodes(int shards, int ranks)
    {
        Shards = shards;
        _nodes = [.. Enumerable.Range(0, ranks).Select(rank => ShardTree.Cover(shards, BatchPart.Bound(rank, ranks, shards), BatchPart.Bound(rank + 1, ranks, shards)).ToArray())];
        _starts = new int[ranks + 1];
        for (int rank = 0; rank < ranks; rank++)
            _starts[rank + 1] = _starts[rank] + _nodes[rank].Length;
        Additions = ShardTree.Additions([.. _nodes.SelectMany(nodes => nodes)]);
    }

    /// <summary>Number of shards of the batch.</summary>
    public int Shards { get; }

    /// <summary>Number of all sums.</summary>
    public int Count => _starts[^1];

    /// <summary>The order in which all are added: pairs of their positions, the second being added to the first.</summary>
    public IReadOnlyList<(int Into, int From)> Additions { get; }

    /// <summary>The shards of each sum of a process.</summary>
    public (int Begin, int End)[] Mine(int rank) => _nodes[rank];

    /// <summary>Position of the first sum of a process among all.</summary>
    public int First(int rank) => _starts[rank];

    /// <summary>Where the sums of each process start, in bytes.</summary>
    public int[] Starts(int bytesOfNode) => [.. _starts.Select(start => start * bytesOfNode)];
}
