namespace Saccade.Tensors;

/// <summary>
/// Several processes that train one network together, each with some shards of every batch. What it hands over are sums of shards, which each then adds up as one
/// process that has all shards does. An exchange is begun and ended, and has a number by which all processes know it; several may be under way.
/// </summary>
public interface IShardExchange
{
    /// <summary>Number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Ranks { get; }

    /// <summary>Begins to hand each other process what this one has for it; returns at once, and <paramref name="outgoing"/> may be changed then.</summary>
    /// <param name="number">Number of the exchange, from 0: the same in all processes, and of no other that is under way. Those of one number are begun in the same order everywhere.</param>
    /// <param name="outgoing">What this process has.</param>
    /// <param name="parts">What each process gets of it: as many ranges for each, process after process, that arrive one after the other. Those for this one are ignored.</param>
    /// <param name="incomingStarts">Where that of each process will start, and one past the end of the last: <see cref="Ranks"/> + 1 numbers.</param>
    void Begin(int number, ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts);

    /// <summary>Whether <see cref="End"/> would not wait.</summary>
    /// <param name="number">Number of the exchange.</param>
    bool IsThere(int number);

    /// <summary>Waits for the others, and takes what they had for this process.</summary>
    /// <param name="number">Number of the exchange.</param>
    /// <param name="incoming">Receives what each has for this one, one after the other; the place of this process itself is not touched.</param>
    void End(int number, Span<byte> incoming);
}
