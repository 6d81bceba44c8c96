using System.Text;
using Saccade.Tensors;

namespace Saccade.Training.Ranks;

/// <summary>
/// The processes of one training, as the code that trains sees them: which of them this is, what they handed over, and values that all of them must agree on. All of them call it in the same order.
/// </summary>
public sealed class RankGroup
{
    private const int PieceBytes = 1 << 26;
    private readonly IRankLink _link;
    private readonly MeteredExchange _metered;

    /// <summary>Joins the others.</summary>
    /// <param name="link">What joins them.</param>
    /// <param name="machine">Name of this machine.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RankFailedException">There are more ranks than a batch has shards, or one failed.</exception>
    public RankGroup(IRankLink link, string machine, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(link);
        (_link, _metered) = (link, new MeteredExchange(link, time));
        Machines = [.. Gather(Encoding.UTF8.GetBytes(machine)).Select(Encoding.UTF8.GetString)];
        link.Know(Machines);
    }

    /// <summary>Number of this process, from 0. The first writes the log, checkpoints and what people read.</summary>
    public int Rank => _link.Rank;

    /// <summary>Number of processes.</summary>
    public int Ranks => _link.Ranks;

    /// <summary>Whether this is rank 0.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>The machine of each rank.</summary>
    public IReadOnlyList<string> Machines { get; }

    /// <summary>What an engine shares sums by.</summary>
    public IShardExchange Exchange => _metered;

    /// <summary>A rank with its machine, for messages.</summary>
    public string NameOf(int rank) => $"rank {rank} on {Machines[rank]}";

    /// <summary>What was handed over since the last call, and how long was waited.</summary>
    public ExchangeCount TakeCount() => _metered.Take();

    /// <summary>A sign of life, for work of unknown length.</summary>
    /// <exception cref="RankFailedException">Another rank failed.</exception>
    public void Busy() => _link.Busy();

    /// <summary>Tells the others that this rank cannot go on.</summary>
    public void Tell(string failure) => _link.Tell(failure);

    /// <summary>Ends in order, when all do.</summary>
    public void Close() => _link.Close();

    /// <summary>Ends the processes of all ranks at once.</summary>
    public void Abort(int code) => _link.Abort(code);

    /// <summary>As many values of each rank, rank after rank.</summary>
    public T[] Gather<T>(ReadOnlySpan<T> mine)
        where T : unmanaged => _metered.Gather(mine);

    /// <summary>Bytes of each rank, of any length.</summary>
    public byte[][] Gather(byte[] mine)
    {
        ArgumentNullException.ThrowIfNull(mine);
        long[] lengths = _metered.Gather<long>([mine.LongLength]);
        byte[][] all = [.. lengths.Select((length, rank) => rank == Rank ? mine : new byte[length])];

        // In pieces, since what is handed over at once is counted in 32 bits and copied.
        int piece = PieceBytes / Ranks;
        for (long at = 0; at < lengths.Max(); at += piece)
        {
            int[] starts = new int[Ranks + 1];
            for (int rank = 0; rank < Ranks; rank++)
                starts[rank + 1] = starts[rank] + (int)Math.Clamp(lengths[rank] - at, 0, piece);
            byte[] values = new byte[starts[^1]];
            mine.AsSpan((int)Math.Min(at, mine.Length), starts[Rank + 1] - starts[Rank]).CopyTo(values.AsSpan(starts[Rank]));
            _metered.Share(values, starts);
            for (int rank = 0; rank < Ranks; rank++)
                values.AsSpan(starts[rank]..starts[rank + 1]).CopyTo(all[rank].AsSpan((int)Math.Min(at, lengths[rank])));
        }

        return all;
    }

    /// <summary>What the first rank has, in all.</summary>
    /// <param name="mine">The bytes; ignored except in rank 0.</param>
    public byte[] OfFirst(byte[]? mine) => Gather(IsFirst ? mine ?? [] : [])[0];

    /// <summary>Refuses what differs between ranks.</summary>
    /// <param name="what">What is compared, as the start of a sentence: <c>the recordings</c>.</param>
    /// <param name="mine">A value or hash of this rank.</param>
    /// <param name="advice">What to do.</param>
    /// <exception cref="RankFailedException">A rank has another value than the first.</exception>
    public void DemandEqual(string what, string mine, string advice)
    {
        string[] all = [.. Gather(Encoding.UTF8.GetBytes(mine)).Select(Encoding.UTF8.GetString)];
        int other = Array.FindIndex(all, value => value != all[0]);
        if (other > 0)
            throw new RankFailedException($"{what} of {NameOf(other)} differ from those of {NameOf(0)} ({Short(all[other])}, expected {Short(all[0])}); {advice}");
    }

    private static string Short(string value) => value.Length > 40 ? string.Concat(value.AsSpan(0, 40), "...") : value;
}
