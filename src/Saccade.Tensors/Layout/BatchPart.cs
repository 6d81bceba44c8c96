using System.Runtime.InteropServices;
using Saccade.Kernels.Reduce;

namespace Saccade.Tensors;

/// <summary>The samples of a batch that one of several processes has: those of some of its shards.</summary>
public sealed class BatchPart
{
    /// <summary>The most processes that can share a batch: as many as it has shards at most.</summary>
    public const int MostRanks = Shards.Most;

    private readonly IShardExchange _exchange;
    private readonly int _begin;
    private readonly int _end;

    private BatchPart(IShardExchange exchange, Shards batch, int begin, int end)
    {
        (_exchange, _begin, _end) = (exchange, begin, end);
        (Samples, First, Count) = (batch.Samples, batch.Bound(begin), batch.Bound(end) - batch.Bound(begin));
    }

    /// <summary>Number of samples of the whole batch.</summary>
    public int Samples { get; }

    /// <summary>The first sample of this process.</summary>
    public int First { get; }

    /// <summary>Number of samples of this process, at least 1.</summary>
    public int Count { get; }

    /// <summary>
    /// The part of a process; null where there is one process, and where the batch has fewer shards than there are processes: each computes all of it then, with the same result.
    /// </summary>
    /// <param name="exchange">The processes; null for one.</param>
    /// <param name="samples">Number of samples of the batch.</param>
    public static BatchPart? Of(IShardExchange? exchange, int samples)
    {
        var batch = Shards.Of(1, samples, 1);
        if (exchange is null || exchange.Ranks == 1 || batch.Count < exchange.Ranks)
            return null;
        return new BatchPart(exchange, batch, Bound(exchange.Rank, exchange.Ranks, batch.Count), Bound(exchange.Rank + 1, exchange.Ranks, batch.Count));
    }

    /// <summary>The values of the samples of the whole batch, given those of this process; all processes call it.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="mine">As many values for each sample of this process, sample after sample.</param>
    /// <returns>The same for every sample of the batch.</returns>
    public T[] Gather<T>(ReadOnlySpan<T> mine)
        where T : unmanaged
    {
        int each = mine.Length / Count;
        var all = new T[Samples * each];
        mine.CopyTo(all.AsSpan(First * each));
        var bytes = MemoryMarshal.AsBytes(all.AsSpan());
        var batch = Shards.Of(1, Samples, 1);
        int ranks = _exchange.Ranks, size = bytes.Length / Samples;
        _exchange.Share(bytes, [.. Enumerable.Range(0, ranks + 1).Select(rank => size * batch.Bound(Bound(rank, ranks, batch.Count)))]);
        return all;
    }

    /// <summary>The first shard of a process.</summary>
    internal static int Bound(int rank, int ranks, int shards) => shards * rank / ranks;

    /// <summary>The shards of this process.</summary>
    internal Shards Of(Shards batch) => batch.Part(_begin, _end);
}
