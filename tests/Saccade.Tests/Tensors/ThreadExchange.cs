using Saccade.Tensors;

namespace Saccade.Tests.Tensors;

/// <summary>Processes that are threads of this one, each with an engine of its own; what they hand over goes through arrays.</summary>
internal sealed class ThreadExchange : IShardExchange
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly byte[][] _parts;
    private readonly Barrier _barrier;

    private ThreadExchange(byte[][] parts, Barrier barrier, int rank) => (_parts, _barrier, Rank) = (parts, barrier, rank);

    public int Rank { get; }

    public int Ranks => _parts.Length;

    /// <summary>Runs the same on all ranks at once, and returns what each made of it.</summary>
    public static T[] Run<T>(int ranks, Func<IShardExchange, T> body)
    {
        using var barrier = new Barrier(ranks);
        byte[][] parts = new byte[ranks][];
        var results = new T[ranks];
        var failures = new Exception?[ranks];
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = body(new ThreadExchange(parts, barrier, rank));
            }
            catch (Exception e)
            {
                failures[rank] = e;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        // One that waited in vain comes after the one that it waited for.
        return failures.OfType<Exception>().OrderBy(e => e is TimeoutException).FirstOrDefault() is { } failure ? throw failure : results;
    }

    public void Share(Span<byte> values, ReadOnlySpan<int> starts)
    {
        _parts[Rank] = values[starts[Rank]..starts[Rank + 1]].ToArray();
        Meet();
        for (int rank = 0; rank < Ranks; rank++)
            _parts[rank].CopyTo(values[starts[rank]..starts[rank + 1]]);
        Meet();
    }

    public void Deal(ReadOnlySpan<byte> outgoing, ReadOnlySpan<int> outgoingStarts, Span<byte> incoming, ReadOnlySpan<int> incomingStarts)
    {
        // Each puts what it has for all, with its starts before it.
        _parts[Rank] = [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(outgoingStarts), .. outgoing];
        Meet();
        int head = (Ranks + 1) * sizeof(int);
        for (int rank = 0; rank < Ranks; rank++)
        {
            if (rank == Rank)
                continue;
            var starts = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(_parts[rank].AsSpan(0, head));
            _parts[rank].AsSpan(head)[starts[Rank]..starts[Rank + 1]].CopyTo(incoming[incomingStarts[rank]..incomingStarts[rank + 1]]);
        }

        Meet();
    }

    private void Meet()
    {
        if (!_barrier.SignalAndWait(_patience))
            throw new TimeoutException($"rank {Rank} waited for the others in vain");
    }
}
