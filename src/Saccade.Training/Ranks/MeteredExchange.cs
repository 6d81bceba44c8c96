using Saccade.Tensors;

namespace Saccade.Training.Ranks;

/// <summary>Counts what passes an exchange.</summary>
/// <param name="inner">The exchange.</param>
/// <param name="time">The clock.</param>
internal sealed class MeteredExchange(IShardExchange inner, TimeProvider time) : IShardExchange
{
    private ExchangeCount _count;

    public int Rank => inner.Rank;

    public int Ranks => inner.Ranks;

    public void Share(Span<byte> values, ReadOnlySpan<int> starts)
    {
        long start = time.GetTimestamp();
        inner.Share(values, starts);
        long mine = starts[Rank + 1] - starts[Rank];
        Count(mine * (Ranks - 1), values.Length - mine, start);
    }

    public void Deal(ReadOnlySpan<byte> outgoing, ReadOnlySpan<int> outgoingStarts, Span<byte> incoming, ReadOnlySpan<int> incomingStarts)
    {
        long start = time.GetTimestamp();
        inner.Deal(outgoing, outgoingStarts, incoming, incomingStarts);
        Count(outgoing.Length - (outgoingStarts[Rank + 1] - outgoingStarts[Rank]), incoming.Length - (incomingStarts[Rank + 1] - incomingStarts[Rank]), start);
    }

    private void Count(long sent, long received, long start)
        => _count = new ExchangeCount(_count.Calls + 1, _count.SentBytes + sent, _count.ReceivedBytes + received, _count.Waited + time.GetElapsedTime(start));

    /// <summary>The count since the last call.</summary>
    public ExchangeCount Take()
    {
        var count = _count;
        _count = default;
        return count;
    }
}
