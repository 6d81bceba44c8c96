using System.Numerics;

namespace Saccade.Tensors.Memory;

/// <summary>
/// Lends float buffers and takes them back, so that a training step allocates nothing after the first. Thread-safe.
/// </summary>
/// <remarks>
/// <see cref="LentBytes"/> is 0 whenever no tape is open: a leak is a defect that tests look for. Capacities are
/// rounded up to a quarter of a power of two, so at most a fifth of the memory is slack.
/// </remarks>
public sealed class BufferPool
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Stack<Buffer>> _free = [];
    private long _lent;
    private long _owned;
    private long _peak;

    /// <summary>Bytes on loan now.</summary>
    public long LentBytes => Interlocked.Read(ref _lent);

    /// <summary>The most bytes that were on loan at once since <see cref="ResetPeak"/>.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>Bytes of all buffers that exist, on loan or waiting for the next.</summary>
    public long OwnedBytes => Interlocked.Read(ref _owned);

    /// <summary>Starts measuring <see cref="PeakBytes"/> anew.</summary>
    public void ResetPeak() => Interlocked.Exchange(ref _peak, LentBytes);

    /// <summary>Lets the garbage collector have all buffers that are not on loan.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            _free.Clear();
            _owned = _lent;
        }
    }

    internal Buffer Rent(int length)
    {
        int capacity = Capacity(length);
        Buffer? buffer = null;
        lock (_gate)
        {
            if (!_free.TryGetValue(capacity, out var stack) || !stack.TryPop(out buffer))
                _owned += (long)capacity * sizeof(float);
            _lent += (long)capacity * sizeof(float);
            _peak = Math.Max(_peak, _lent);
        }

        buffer ??= new Buffer(capacity);
        buffer.Lend(length);
        return buffer;
    }

    internal void Return(Buffer buffer)
    {
        if (!buffer.IsLent)
            throw new InvalidOperationException("a buffer was returned to its pool twice");

        buffer.TakeBack();
        lock (_gate)
        {
            if (!_free.TryGetValue(buffer.Capacity, out var stack))
                _free.Add(buffer.Capacity, stack = new Stack<Buffer>());
            stack.Push(buffer);
            _lent -= (long)buffer.Capacity * sizeof(float);
        }
    }

    private static int Capacity(int length)
    {
        const int smallest = 64;
        if (length <= smallest)
            return smallest;

        int quarter = Math.Max(16, (int)(BitOperations.RoundUpToPowerOf2((uint)length) / 8));
        return checked((length + quarter - 1) / quarter * quarter);
    }
}
