using Saccade.Kernels.Reduce;

namespace Saccade.Tensors;

/// <summary>The samples of a batch that one of several processes has: those of some of its shards.</summary>
public sealed class BatchPart
{
    private readonly int _begin;
    private readonly int _end;

    private BatchPart(Shards batch, int begin, int end)
    {
        (_begin, _end) = (begin, end);
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
        return new BatchPart(batch, Bound(exchange.Rank, exchange.Ranks, batch.Count), Bound(exchange.Rank + 1, exchange.Ranks, batch.Count));
    }

    /// <summary>The first shard of a process.</summary>
    internal static int Bound(int rank, int ranks, int shards) => shards * rank / ranks;

    /// <summary>The shards of this process.</summary>
    internal Shards Of(Shards batch) => batch.Part(_begin, _end);
}
