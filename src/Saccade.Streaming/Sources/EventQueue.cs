using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>What happens to events that come while the queue is full.</summary>
public enum DropPolicy
{
    /// <summary>The source waits: nothing is lost, and a pipe or a TCP connection slows its sender down.</summary>
    Wait,

    /// <summary>The oldest piece in the queue is left out: decisions stay near the present.</summary>
    Oldest,

    /// <summary>The piece that comes is left out: what is in the queue is decided without a gap.</summary>
    Newest,
}

/// <summary>
/// Stands between a source and who decides, so that a source is read while the network runs. Holds at most so many pieces of events; what happens beyond is its <see cref="DropPolicy"/>, and every event that
/// is left out is counted. Memory stays the same however much comes.
/// </summary>
/// <param name="source">The source; not disposed here.</param>
/// <param name="pieces">Pieces that it holds at most, from 1; a piece is what one read of the source gives.</param>
/// <param name="policy">What happens beyond.</param>
public sealed class EventQueue(IEventSource source, int pieces, DropPolicy policy)
{
    private readonly Channel<EventBuffer> _idle = Channel.CreateBounded<EventBuffer>(new BoundedChannelOptions(pieces + 2) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _received, _dropped;

    /// <summary>Events that the source has given so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Events that were left out because the queue was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The pieces in order; the source is read in the background until it ends or the caller stops.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Buffers, each the caller's until the next is asked for.</returns>
    /// <exception cref="EventFormatException">The source sends what its format does not allow; what came before has been given.</exception>
    /// <exception cref="IOException">The source failed; what came before has been given.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async IAsyncEnumerable<EventBuffer> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var mode = policy switch { DropPolicy.Oldest => BoundedChannelFullMode.DropOldest, DropPolicy.Newest => BoundedChannelFullMode.DropWrite, _ => BoundedChannelFullMode.Wait };
        var queue = Channel.CreateBounded<EventBuffer>(new BoundedChannelOptions(pieces) { FullMode = mode, SingleReader = true, SingleWriter = true }, LeaveOut);
        var reading = Task.Run(() => FillAsync(queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var events in queue.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return events;
                Recycle(events);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false); // its trouble went through the queue
        }
    }

    private async Task FillAsync(ChannelWriter<EventBuffer> queue, CancellationToken stop)
    {
        Exception? trouble = null;
        try
        {
            while (true)
            {
                var events = _idle.Reader.TryRead(out var idle) ? idle : new EventBuffer();
                bool goesOn = true;
                try
                {
                    goesOn = await source.ReadAsync(events, stop).ConfigureAwait(false);
                }
                catch (Exception e) when (events.Count > 0)
                {
                    trouble = e; // what came before the trouble is decided first
                }

                Interlocked.Add(ref _received, events.Count);
                if (events.Count > 0)
                    await queue.WriteAsync(events, stop).ConfigureAwait(false);
                if (!goesOn || trouble is not null)
                    break;
            }
        }
        catch (Exception e)
        {
            trouble = e;
        }

        queue.Complete(trouble);
    }

    private void LeaveOut(EventBuffer events)
    {
        Interlocked.Add(ref _dropped, events.Count);
        Recycle(events);
    }

    private void Recycle(EventBuffer events)
    {
        events.Clear();
        _idle.Writer.TryWrite(events);
    }
}
