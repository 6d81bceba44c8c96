using System.Collections.Concurrent;

namespace Saccade.Recognition;

/// <summary>
/// Things that one caller uses at a time and that are worth keeping. No caller waits for another: who finds none makes one, and what comes back in excess is given up.
/// </summary>
/// <param name="most">How many are kept while nobody uses them.</param>
/// <param name="make">Makes one.</param>
internal sealed class IdlePool<T>(int most, Func<T> make) : IDisposable
    where T : class
{
    private readonly ConcurrentStack<T> _idle = new(); // the last one first: its memory is most likely in the caches
    private int _count;
    private volatile bool _closed;

    /// <summary>One for the caller alone, until it is given back.</summary>
    public T Rent()
    {
        if (!_idle.TryPop(out var item))
            return make();
        Interlocked.Decrement(ref _count);
        return item;
    }

    /// <summary>Takes one back.</summary>
    public void Return(T item)
    {
        if (_closed || Interlocked.Increment(ref _count) > most)
        {
            if (!_closed)
                Interlocked.Decrement(ref _count);
            (item as IDisposable)?.Dispose();
            return;
        }

        _idle.Push(item);
        if (_closed)
            Dispose(); // closed in between: nobody else would look again
    }

    /// <summary>Gives up what is idle, and what comes back from now on when it comes back.</summary>
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var item))
            (item as IDisposable)?.Dispose();
    }
}
