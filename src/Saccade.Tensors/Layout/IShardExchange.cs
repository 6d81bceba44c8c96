namespace Saccade.Tensors;

/// <summary>
/// Several processes that train one network together, each with some shards of every batch. All of them call it in the same order; what
/// it hands over are sums of shards, which each then adds up as one process that has all shards does.
/// </summary>
public interface IShardExchange
{
    /// <summary>Number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Ranks { get; }

    /// <summary>Hands the part of each process to all others, and returns when all parts are there.</summary>
    /// <param name="values">The parts of all processes one after the other; that of this process is filled.</param>
    /// <param name="starts">Where the part of each process starts, and one past the end of the last: <see cref="Ranks"/> + 1 numbers.</param>
    void Share(Span<byte> values, ReadOnlySpan<int> starts);

    /// <summary>Hands each other process a part of its own, and returns when theirs for this one are there. What a process has for itself stays where it is.</summary>
    /// <param name="outgoing">What this process has for each, one after the other.</param>
    /// <param name="outgoingStarts">Where that for each process starts, and one past the end of the last: <see cref="Ranks"/> + 1 numbers.</param>
    /// <param name="incoming">Receives what each has for this one, one after the other.</param>
    /// <param name="incomingStarts">Where that of each process starts, and one past the end of the last.</param>
    void Deal(ReadOnlySpan<byte> outgoing, ReadOnlySpan<int> outgoingStarts, Span<byte> incoming, ReadOnlySpan<int> incomingStarts);
}
