using Saccade.Tensors;

namespace Saccade.Tests.Tensors;

/// <summary>Processes that are threads of this one, each with an engine of its own; what they hand over goes through arrays.</summary>
internal sealed class ThreadExchange : IShardExchange
{
    private readonly Board _board;
    private readonly Dictionary<int, (int Turn, int[] Starts)> _underWay = [];
    private readonly Dictionary<int, int> _turns = [];

    private ThreadExchange(Board board, int rank) => (_board, Rank) = (board, rank);

    public int Rank { get; }

    public int Ranks => _board.Ranks;

    /// <summary>Runs the same on all ranks at once, and returns what each made of it.</summary>
    public static T[] Run<T>(int ranks, Func<IShardExchange, T> body)
    {
        var board = new Board(ranks);
        var results = new T[ranks];
        var failures = new Exception?[ranks];
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = body(new ThreadExchange(board, rank));
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

    public void Begin(int number, ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts)
    {
        int turn = _turns[number] = _turns.GetValueOrDefault(number) + 1, each = parts.Length / Ranks;
        _underWay.Add(number, (turn, incomingStarts.ToArray()));
        for (int rank = 0; rank < Ranks; rank++)
        {
            List<byte> mine = [];
            for (int i = 0; i < each && rank != Rank; i++)
                mine.AddRange(outgoing[parts[rank * each + i]]);
            _board.Put((number, turn, Rank, rank), [.. mine]);
        }
    }

    public bool IsThere(int number) => Enumerable.Range(0, Ranks).All(rank => _board.Has((number, _underWay[number].Turn, rank, Rank)));

    public void End(int number, Span<byte> incoming)
    {
        var (turn, starts) = _underWay[number];
        for (int rank = 0; rank < Ranks; rank++)
        {
            byte[] theirs = _board.Take((number, turn, rank, Rank)) ?? throw new TimeoutException($"rank {Rank} waited for rank {rank} in vain");
            if (rank != Rank)
                theirs.CopyTo(incoming[starts[rank]..starts[rank + 1]]);
        }

        _underWay.Remove(number);
    }

    /// <summary>Where each puts what others take.</summary>
    private sealed class Board(int ranks)
    {
        private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
        private readonly Dictionary<(int Number, int Turn, int From, int To), byte[]> _parts = [];

        public int Ranks => ranks;

        public void Put((int Number, int Turn, int From, int To) key, byte[] part)
        {
            lock (_parts)
            {
                _parts.Add(key, part);
                Monitor.PulseAll(_parts);
            }
        }

        public bool Has((int Number, int Turn, int From, int To) key)
        {
            lock (_parts)
                return _parts.ContainsKey(key);
        }

        /// <summary>Waits for a part and takes it away; null if it does not come.</summary>
        public byte[]? Take((int Number, int Turn, int From, int To) key)
        {
            lock (_parts)
            {
                byte[]? part;
                while (!_parts.Remove(key, out part) && Monitor.Wait(_parts, _patience))
                {
                    // Someone put something.
                }

                return part;
            }
        }
    }
}
