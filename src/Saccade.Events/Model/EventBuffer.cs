using System.Diagnostics;
using System.Runtime.InteropServices;
using Saccade.Files;

namespace Saccade.Events.Model;

/// <summary>
/// Events in columns (time, x, y, polarity) in the order in which they were added. It grows like a list, so that adding
/// to a warmed-up buffer allocates nothing.
/// </summary>
/// <remarks>
/// It knows no sensor: whoever adds events checks their coordinates. Order in time is not demanded but watched:
/// <see cref="Disorder"/> counts the backward steps. Not safe for use by several threads while one of them changes it.
/// </remarks>
public sealed class EventBuffer
{
    private const int FirstCapacity = 1024;

    private long[] _times = [];
    private ushort[] _x = [];
    private ushort[] _y = [];
    private byte[] _polarities = [];

    /// <summary>An empty buffer.</summary>
    /// <param name="capacity">Number of events it can take before it grows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public EventBuffer(int capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (capacity > 0)
            Resize(capacity);
    }

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The largest capacity; growth beyond it is an <see cref="EventLimitException"/>, so that a file cannot ask for any amount of memory. Readers make room for a
    /// little more than there is, so a limit of events needs some room above it.
    /// </summary>
    internal int MostCapacity { get; init; } = Array.MaxLength;

    /// <summary>Number of events that fit without growth.</summary>
    public int Capacity => _times.Length;

    /// <summary>Number of events that are earlier than the event before them.</summary>
    public int Disorder { get; private set; }

    /// <summary>Whether times never decrease.</summary>
    public bool IsOrdered => Disorder == 0;

    /// <summary>Times in microseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>Columns, 0 at the left.</summary>
    public ReadOnlySpan<ushort> X => _x.AsSpan(0, Count);

    /// <summary>Rows, 0 at the top.</summary>
    public ReadOnlySpan<ushort> Y => _y.AsSpan(0, Count);

    /// <summary>Polarities: 1 for ON, 0 for OFF.</summary>
    public ReadOnlySpan<byte> Polarities => _polarities.AsSpan(0, Count);

    /// <summary>All events as a view.</summary>
    public EventSlice All => new(Times, X, Y, Polarities);

    /// <summary>SHA-256 over all times, then all columns, all rows, and all polarities: equal for the same events in the same order.</summary>
    internal byte[] Hash()
    {
        using ContentHash hash = new();
        return hash.Add(MemoryMarshal.AsBytes(Times)).Add(MemoryMarshal.AsBytes(X)).Add(MemoryMarshal.AsBytes(Y)).Add(Polarities).Finish();
    }

    /// <summary>The event at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative or not below <see cref="Count"/>.</exception>
    public Event this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new Event(_times[index], _x[index], _y[index], _polarities[index]);
        }
    }

    /// <summary>A view of some consecutive events.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in 0 to <see cref="Count"/>.</exception>
    public EventSlice Slice(EventRange range)
    {
        if (range.Start < 0 || range.End < range.Start || range.End > Count)
            throw new ArgumentOutOfRangeException(nameof(range), range, $"events {range} are outside the {Count} events of the buffer");
        return new EventSlice(
            _times.AsSpan(range.Start, range.Count), _x.AsSpan(range.Start, range.Count),
            _y.AsSpan(range.Start, range.Count), _polarities.AsSpan(range.Start, range.Count));
    }

    /// <summary>Adds one event.</summary>
    /// <param name="timeMicros">Time in microseconds.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="polarity">0 or 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The polarity is neither 0 nor 1.</exception>
    public void Add(long timeMicros, ushort x, ushort y, byte polarity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(polarity, (byte)1);
        int at = Count;
        if (at == _times.Length)
            Grow(1);

        _times[at] = timeMicros;
        _x[at] = x;
        _y[at] = y;
        _polarities[at] = polarity;
        if (at > 0 && timeMicros < _times[at - 1])
            Disorder++;
        Count = at + 1;
    }

    /// <summary>Adds one event.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The polarity is neither 0 nor 1.</exception>
    public void Add(Event item) => Add(item.TimeMicros, item.X, item.Y, item.Polarity);

    /// <summary>Adds a run of events.</summary>
    /// <remarks>The run must not come from this buffer.</remarks>
    public void Add(EventSlice events)
    {
        var target = Reserve(events.Count);
        events.Times.CopyTo(target.Times);
        events.X.CopyTo(target.X);
        events.Y.CopyTo(target.Y);
        events.Polarities.CopyTo(target.Polarities);
        Commit(events.Count);
    }

    /// <summary>Removes all events; keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Disorder = 0;
    }

    /// <summary>Makes room for a number of events in all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public void EnsureCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (capacity > _times.Length)
            Resize(capacity);
    }

    /// <summary>Puts the events in order of time; events of the same time keep their order. Does nothing when they are in order.</summary>
    public void SortByTime()
    {
        if (IsOrdered)
            return;

        int[] order = TimeOrder.Of(Times);
        Permute(_times, order);
        Permute(_x, order);
        Permute(_y, order);
        Permute(_polarities, order);
        Disorder = 0;
    }

    /// <summary>Room for the next events, to be written and then announced with <see cref="Commit"/>.</summary>
    internal Columns Reserve(int count)
    {
        Debug.Assert(count >= 0);
        if (count > _times.Length - Count)
            Grow(count);
        return new Columns(_times.AsSpan(Count, count), _x.AsSpan(Count, count), _y.AsSpan(Count, count), _polarities.AsSpan(Count, count));
    }

    /// <summary>Makes the first <paramref name="count"/> reserved events part of the buffer.</summary>
    internal void Commit(int count)
    {
        Debug.Assert(count >= 0 && count <= _times.Length - Count);
        int first = Math.Max(Count, 1);
        Count += count;
        if (first >= Count)
            return;

        ReadOnlySpan<long> later = _times.AsSpan(first, Count - first);
        ReadOnlySpan<long> earlier = _times.AsSpan(first - 1, later.Length);
        int backwards = 0;
        for (int i = 0; i < later.Length; i++)
            backwards += later[i] < earlier[i] ? 1 : 0;
        Disorder += backwards;
    }

    private static void Permute<T>(T[] column, int[] order)
    {
        var source = column.AsSpan(0, order.Length).ToArray();
        for (int i = 0; i < order.Length; i++)
            column[i] = source[order[i]];
    }

    private void Grow(int more)
    {
        long needed = (long)Count + more;
        long doubled = Math.Max(FirstCapacity, 2L * _times.Length);
        Resize(checked((int)Math.Max(needed, Math.Min(doubled, MostCapacity))));
    }

    private void Resize(int capacity)
    {
        if (capacity > MostCapacity)
            throw new EventLimitException(MostCapacity);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _x, capacity);
        Array.Resize(ref _y, capacity);
        Array.Resize(ref _polarities, capacity);
    }

    /// <summary>Writable columns of equal length.</summary>
    internal readonly ref struct Columns(Span<long> times, Span<ushort> x, Span<ushort> y, Span<byte> polarities)
    {
        public readonly Span<long> Times = times;
        public readonly Span<ushort> X = x;
        public readonly Span<ushort> Y = y;
        public readonly Span<byte> Polarities = polarities;
    }
}
