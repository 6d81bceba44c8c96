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

    public void Begin(int number, ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts)
    {
        long start = time.GetTimestamp(), sent = 0;
        inner.Begin(number, outgoing, parts, incomingStarts);
        int each = parts.Length / Ranks;
        for (int i = 0; i < parts.Length; i++)
            sent += i / each == Rank ? 0 : parts[i].GetOffsetAndLength(outgoing.Length).Length;
        Count(1, sent, incomingStarts[^1] - (incomingStarts[Rank + 1] - incomingStarts[Rank]), start);
    }

    public bool IsThere(int number) => inner.IsThere(number);

    public void End(int number, Span<byte> incoming)
    {
        long start = time.GetTimestamp();
        inner.End(number, incoming);
        Count(0, 0, 0, start);
    }

    private void Count(int calls, long sent, long received, long start)
        => _count = new ExchangeCount(_count.Calls + calls, _count.SentBytes + sent, _count.ReceivedBytes + received, _count.Waited + time.GetElapsedTime(start));

    /// <summary>The count since the last call.</summary>
    public ExchangeCount Take()
    {
        var count = _count;
        _count = default;
        return count;
    }
}
