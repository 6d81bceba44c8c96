namespace Saccade.Tensors.Memory;

/// <summary>
/// Lends float buffers and takes them back, so that a training step allocates nothing that grows with it after the first.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Buffers are cut from large slabs, the first free part that is large enough, and melt together again when they come back: what one layer
/// gives back serves another of any size. <see cref="LentBytes"/> is 0 whenever no tape is open: a leak is a defect that
/// tests look for.
/// </remarks>
public sealed class BufferPool
{
    /// <summary>Floats of a cache line: buffers start on one.</summary>
    private const int Line = 16;

    /// <summary>Buffers below this many floats share slabs of their own, so that they do not cut up the large ones.</summary>
    private const int SmallBuffer = 64 * 1024;

    private const int SmallSlab = 256 * 1024, LargeSlab = 1024 * 1024, LargestSlab = 64 * 1024 * 1024;

    private readonly Func<int, StorageBlock> _allocate;
    private readonly Lock _gate = new();
    private readonly List<Slab> _small = [];
    private readonly List<Slab> _large = [];
    private long _lent;
    private long _owned;
    private long _peak;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="allocate">Gets memory for so many floats, which starts on a cache line.</param>
    internal BufferPool(Func<int, StorageBlock> allocate) => _allocate = allocate;

    /// <summary>Bytes on loan now.</summary>
    public long LentBytes => Interlocked.Read(ref _lent);

    /// <summary>The most bytes that were on loan at once since <see cref="ResetPeak"/>.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>Bytes of all slabs, on loan or waiting for the next; parts that were never lent take no memory yet.</summary>
    public long OwnedBytes => Interlocked.Read(ref _owned);

    /// <summary>Starts measuring <see cref="PeakBytes"/> anew.</summary>
    public void ResetPeak() => Interlocked.Exchange(ref _peak, LentBytes);

    /// <summary>Lets the garbage collector have all slabs of which nothing is on loan.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var slabs in (List<Slab>[])[_small, _large])
            {
                foreach (var slab in slabs.Where(s => s.IsFree))
                    _owned -= (long)slab.Length * sizeof(float);
                slabs.RemoveAll(s => s.IsFree);
            }
        }
    }

    internal Buffer Rent(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int capacity = checked(Math.Max(1, (length + Line - 1) / Line) * Line);
        lock (_gate)
        {
            var slabs = capacity < SmallBuffer ? _small : _large;
            var (slab, place) = Find(slabs, capacity);
            if (slab is null)
            {
                int size = NextSlab(capacity);
                (slab, place) = (new Slab(_allocate(size), size), 0);
                slabs.Add(slab);
                _owned += (long)slab.Length * sizeof(float);
            }

            int start = slab.Take(place, capacity);
            _lent += (long)capacity * sizeof(float);
            _peak = Math.Max(_peak, _lent);
            return new Buffer(slab, start, length, capacity);
        }
    }

    internal void Return(Buffer buffer)
    {
        lock (_gate)
        {
            if (!buffer.IsLent)
                throw new InvalidOperationException("a buffer was returned to its pool twice");
            buffer.TakeBack();
            buffer.Slab.Return(buffer.Storage.Start, buffer.Capacity);
            _lent -= (long)buffer.Capacity * sizeof(float);
        }
    }

    /// <summary>Slabs grow with what is in use, so that there are few and parts of one melt together.</summary>
    private int NextSlab(int capacity)
        => capacity < SmallBuffer ? SmallSlab : Math.Max(capacity, (int)Math.Clamp(2 * _owned / sizeof(float), LargeSlab, LargestSlab));

    /// <summary>The first free part, in the oldest slab that has one: what is used stays together.</summary>
    private static (Slab? Slab, int Place) Find(List<Slab> slabs, int capacity)
    {
        foreach (var slab in slabs)
        {
            int place = slab.Fit(capacity);
            if (place >= 0)
                return (slab, place);
        }

        return (null, -1);
    }
}
