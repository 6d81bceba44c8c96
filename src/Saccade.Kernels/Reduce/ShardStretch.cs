namespace Saccade.Kernels.Reduce;

/// <summary>Rows that follow one another when those of all shards are put one after the other: what is worked on at a time where a whole batch is too much.</summary>
/// <param name="Shards">All rows.</param>
/// <param name="First">Place of the first row.</param>
/// <param name="Count">Number of rows.</param>
internal readonly record struct ShardStretch(Shards Shards, int First, int Count)
{
    /// <summary>Whether no rows come after these.</summary>
    public bool IsLast => First + Count == Shards.Rows;

    /// <summary>The pieces that belong to one shard each, in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks over the pieces.</summary>
    public struct Enumerator(ShardStretch stretch)
    {
        private int _next;

        /// <summary>The piece.</summary>
        public ShardPiece Current { get; private set; }

        /// <summary>Goes on.</summary>
        public bool MoveNext()
        {
            if (_next >= stretch.Count)
                return false;
            int place = stretch.First + _next, shard = stretch.Shards.At(place), start = stretch.Shards.Start(shard), stop = stretch.Shards.Start(shard + 1);
            int end = Math.Min(stretch.Count, stop - stretch.First);
            Current = new ShardPiece(shard, _next, end, place == start, stretch.First + end == stop);
            _next = end;
            return true;
        }
    }
}

/// <summary>Rows of one shard.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Begin">First row, counted within the stretch.</param>
/// <param name="End">One past the last row.</param>
/// <param name="Opens">Whether it is the first piece of the shard.</param>
/// <param name="Closes">Whether it is the last.</param>
internal readonly record struct ShardPiece(int Shard, int Begin, int End, bool Opens, bool Closes);
