using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Saccade.Server;

/// <summary>Listeners that have a number of connections open at most.</summary>
/// <param name="inner">Makes what they listen with.</param>
/// <param name="most">The number.</param>
internal sealed class CappedListenerFactory(IConnectionListenerFactory inner, int most) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        => new CappedListener(await inner.BindAsync(endpoint, cancellationToken), most);
}

/// <summary>
/// Accepts a connection when another may be open; those before it wait with the system. Kestrel's own limit accepts first and closes then, so that a burst can take the last file of the process.
/// </summary>
/// <param name="inner">What listens.</param>
/// <param name="most">Connections that are open at most.</param>
internal sealed class CappedListener(IConnectionListener inner, int most) : IConnectionListener
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly CancellationTokenSource _unbound = new();

    /// <inheritdoc/>
    public EndPoint EndPoint => inner.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _free.WaitAsync(_unbound.Token);
        }
        catch (OperationCanceledException)
        {
            return null; // as a listener says that it listens no more
        }

        var connection = await inner.AcceptAsync(cancellationToken);
        connection?.ConnectionClosed.Register(() => _free.Release());
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        await inner.UnbindAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _unbound.Dispose();
    }
}
