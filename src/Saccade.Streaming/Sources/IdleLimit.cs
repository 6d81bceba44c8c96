using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>A source that is taken for ended when nothing has come for a while: a camera that fell silent, a peer that vanished or that says nothing.</summary>
/// <param name="inner">The source; disposed with this one.</param>
/// <param name="limit">How long it may be silent; above zero.</param>
/// <param name="time">The clock.</param>
internal sealed class IdleLimit(IEventSource inner, TimeSpan limit, TimeProvider time) : IEventSource
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>Whether it was silence that ended it.</summary>
    public bool FellSilent { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
    {
        if (FellSilent)
            return false;
        using var silence = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            return await inner.ReadAsync(into, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            FellSilent = true;
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
