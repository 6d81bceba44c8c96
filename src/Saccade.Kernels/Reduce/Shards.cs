namespace Saccade.Kernels.Reduce;

/// <summary>
/// How the samples of a batch are cut for sums over them: into at most <see cref="Most"/> shards of neighbours, by the number of samples alone. A sum is taken
/// over each shard and then over the shards in one <see cref="ShardTree"/>. So whoever has some of the shards computes exactly what one who has all of them
/// computes on the way, and the number of processes changes no bit.
/// </summary>
/// <remarks>
/// It looks at a row-major buffer as [outer, samples, inner] rows, what a row is being its owner's business. The rows of a shard are taken in the order of outer,
/// sample, inner: all time steps of its samples. The buffer may hold some shards of a batch only.
/// </remarks>
internal readonly record struct Shards
{
    /// <summary>Shards of a batch that has so many samples. As many processes can share a training.</summary>
    public const int Most = 8;

    private readonly int _batch;
    private readonly (int First, int End) _held;

    private Shards(int batch, (int First, int End) held, int begin, int end, int outer, int inner)
        => (_batch, _held, Begin, End, Outer, Inner) = (batch, held, begin, end, outer, inner);

    /// <summary>The first of these shards among those of the batch.</summary>
    public int Begin { get; }

    /// <summary>One past the last of these shards among those of the batch.</summary>
    public int End { get; }

    /// <summary>Rows of all axes outside of that of the samples, time steps mostly.</summary>
    public int Outer { get; }

    /// <summary>Rows of all axes between that of the samples and a row.</summary>
    public int Inner { get; }

    /// <summary>Number of these shards; 0 where there are no samples.</summary>
    public int Count => End - Begin;

    /// <summary>Number of shards of the batch.</summary>
    public int InBatch => Math.Min(_batch, Most);

    /// <summary>Whether the buffer holds some shards of the batch only, so that others hold the rest.</summary>
    public bool IsPart => _held.End - _held.First < InBatch;

    /// <summary>Number of samples of these shards.</summary>
    public int Samples => Bound(End) - Bound(Begin);

    /// <summary>Number of rows of these shards.</summary>
    public int Rows => Outer * Samples * Inner;

    /// <summary>Number of rows in the buffer.</summary>
    public int HeldRows => Outer * HeldSamples * Inner;

    private int HeldSamples => Bound(_held.End) - Bound(_held.First);

    /// <summary>A whole batch.</summary>
    /// <param name="outer">Rows of the axes outside of that of the samples.</param>
    /// <param name="samples">Number of samples, B.</param>
    /// <param name="inner">Rows of the axes inside.</param>
    public static Shards Of(int outer, int samples, int inner)
    {
        int count = Math.Min(samples, Most);
        return new(samples, (0, count), 0, count, outer, inner);
    }

    /// <summary>Rows of no samples, or of one: a sum over them is in one piece.</summary>
    public static Shards One(int rows) => new(1, (0, 1), 0, 1, 1, rows);

    /// <summary>The rows of a shard.</summary>
    /// <param name="shard">From 0 to <see cref="Count"/> less 1.</param>
    public ShardRows this[int shard]
    {
        get
        {
            // Runs stay apart even where they lie one after the other: sums are taken run by run, in whatever buffer.
            int first = Bound(Begin + shard) - Bound(_held.First), samples = Bound(Begin + shard + 1) - Bound(Begin + shard);
            return new ShardRows(first * Inner, samples * Inner, HeldSamples * Inner, Outer);
        }
    }

    /// <summary>The whole batch that these shards are of.</summary>
    public Shards Whole => Of(Outer, _batch, Inner);

    /// <summary>Some of the shards, in a buffer of their own.</summary>
    /// <param name="begin">First shard.</param>
    /// <param name="end">One past the last shard.</param>
    public Shards Part(int begin, int end) => new(_batch, (Begin + begin, Begin + end), Begin + begin, Begin + end, Outer, Inner);

    /// <summary>Some of the shards, in the same buffer.</summary>
    /// <param name="begin">First shard.</param>
    /// <param name="end">One past the last shard.</param>
    public Shards Only(int begin, int end) => new(_batch, _held, Begin + begin, Begin + end, Outer, Inner);

    /// <summary>The same samples with so many rows in place of each.</summary>
    public Shards Times(int rows) => new(_batch, _held, Begin, End, Outer, Inner * rows);

    /// <summary>Where the rows of a shard start when the rows of all these shards are put one after the other; for <see cref="Count"/>, where they end.</summary>
    public int Start(int shard) => Outer * Inner * (Bound(Begin + shard) - Bound(Begin));

    /// <inheritdoc/>
    public override string ToString() => $"shards {Begin} to {End} of {_batch} samples, {Outer} x {Inner}";

    /// <summary>The first sample of a shard of the batch.</summary>
    public int Bound(int shard) => (int)((long)_batch * shard / Math.Max(1, InBatch));

    /// <summary>The shard of a row, given its place when the rows of all shards are put one after the other.</summary>
    public int At(int place)
    {
        int shard = 0;
        while (place >= Start(shard + 1))
            shard++;
        return shard;
    }

    /// <summary>Where the row of that place lies in the buffer.</summary>
    public int Row(int place)
    {
        int shard = At(place);
        return this[shard].Row(place - Start(shard));
    }

    /// <summary>Number of chunks of at most so many rows, each of one shard.</summary>
    public int Chunks(int rows)
    {
        int chunks = 0;
        for (int shard = 0; shard < Count; shard++)
            chunks += Chunks(shard, rows);
        return chunks;
    }

    /// <summary>Number of chunks of one shard.</summary>
    public int Chunks(int shard, int rows) => (this[shard].Count + rows - 1) / rows;

    /// <summary>The rows of a chunk; chunks are numbered shard after shard.</summary>
    public ShardChunk Chunk(int chunk, int rows)
    {
        int shard = 0;
        for (; chunk >= Chunks(shard, rows); shard++)
            chunk -= Chunks(shard, rows);
        var all = this[shard];
        return new ShardChunk(all, chunk * rows, Math.Min(rows, all.Count - chunk * rows));
    }

    /// <summary>Number of pieces of at most so many rows that lie one after the other in the buffer, each of one shard.</summary>
    public int Pieces(int rows)
    {
        int pieces = 0;
        for (int shard = 0; shard < Count; shard++)
            pieces += Pieces(shard, rows);
        return pieces;
    }

    /// <summary>The rows of a piece and its shard; pieces are numbered shard after shard.</summary>
    public (int Shard, int First, int Count) Piece(int piece, int rows)
    {
        int shard = 0;
        for (; piece >= Pieces(shard, rows); shard++)
            piece -= Pieces(shard, rows);
        var all = this[shard];
        int each = (all.Run + rows - 1) / rows, start = piece % each * rows;
        return (shard, all.First + piece / each * all.Stride + start, Math.Min(rows, all.Run - start));
    }

    private int Pieces(int shard, int rows) => this[shard].Runs * ((this[shard].Run + rows - 1) / rows);
}

/// <summary>The rows of a shard in a buffer: runs of equal length at equal distance, taken one after the other.</summary>
/// <param name="First">Where the first run starts.</param>
/// <param name="Run">Rows of a run.</param>
/// <param name="Stride">From the start of a run to that of the next.</param>
/// <param name="Runs">Number of runs.</param>
internal readonly record struct ShardRows(int First, int Run, int Stride, int Runs)
{
    /// <summary>Number of rows.</summary>
    public int Count => Run * Runs;

    /// <summary>Where a row lies in the buffer.</summary>
    public int Row(int index) => First + index / Run * Stride + index % Run;

    /// <summary>How many rows lie one after the other from a row on.</summary>
    public int Neighbours(int index) => Run - index % Run;
}

/// <summary>Some rows of a shard.</summary>
/// <param name="Rows">All rows of the shard.</param>
/// <param name="First">The first of these.</param>
/// <param name="Count">Number of them.</param>
internal readonly record struct ShardChunk(ShardRows Rows, int First, int Count)
{
    /// <summary>The pieces that lie one after the other in the buffer: where they start, and how many rows they have.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The first rows.</summary>
    public ShardChunk Take(int count) => this with { Count = Math.Min(Count, count) };

    /// <summary>Walks over the pieces.</summary>
    public struct Enumerator(ShardChunk chunk)
    {
        private int _next;

        /// <summary>The piece.</summary>
        public (int Row, int Count) Current { get; private set; }

        /// <summary>Goes on.</summary>
        public bool MoveNext()
        {
            if (_next >= chunk.Count)
                return false;
            int index = chunk.First + _next, count = Math.Min(chunk.Rows.Neighbours(index), chunk.Count - _next);
            Current = (chunk.Rows.Row(index), count);
            _next += count;
            return true;
        }
    }
}
