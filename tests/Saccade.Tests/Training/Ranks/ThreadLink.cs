using Saccade.Tensors;
using Saccade.Tests.Tensors;
using Saccade.Training.Ranks;

namespace Saccade.Tests.Training.Ranks;

/// <summary>Ranks that are threads of this process.</summary>
internal sealed class ThreadLink(IShardExchange inner) : IRankLink
{
    public int Rank => inner.Rank;

    public int Ranks => inner.Ranks;

    /// <summary>Runs the same on all ranks at once, and returns what each made of it.</summary>
    public static T[] Run<T>(int ranks, Func<RankGroup, T> body)
        => ThreadExchange.Run(ranks, exchange => body(new RankGroup(new ThreadLink(exchange), $"host-{exchange.Rank}", TimeProvider.System)));

    public void Begin(int number, ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts) => inner.Begin(number, outgoing, parts, incomingStarts);

    public bool IsThere(int number) => inner.IsThere(number);

    public void End(int number, Span<byte> incoming) => inner.End(number, incoming);

    public void Know(IReadOnlyList<string> machines)
    {
    }

    public void Busy()
    {
    }

    public void Tell(string failure)
    {
    }

    public void Close()
    {
    }

    public void Abort(int code)
    {
    }
}
