using System.Net;
using System.Net.Sockets;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sources;

/// <summary>Packed events from datagrams. A datagram that is none (garbage, or cut in an event) is left out as a whole and counted; the stream goes on.</summary>
public sealed class UdpSource : IEventSource
{
    private const int LargestDatagram = 65_535;
    private readonly byte[] _datagram = new byte[LargestDatagram];
    private readonly EventBuffer _unpacked = new();
    private readonly Socket _socket;
    private readonly PackedLayout _layout;
    private readonly EndPoint _any;
    private readonly TimeUnwrapper _clock = new(32);

    /// <summary>Begins to listen.</summary>
    /// <param name="address">Where; port 0 for any free one.</param>
    /// <param name="layout">How events are packed.</param>
    /// <exception cref="SocketException">The address cannot be listened at.</exception>
    public UdpSource(IPEndPoint address, PackedLayout layout)
    {
        ArgumentNullException.ThrowIfNull(address);
        (_layout, _any) = (layout, new IPEndPoint(address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(address);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => $"udp://{_socket.LocalEndPoint}";

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Datagrams that were left out.</summary>
    public long Malformed { get; private set; }

    /// <inheritdoc/>
    /// <remarks>It never ends by itself.</remarks>
    public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(into);
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(_datagram, SocketFlags.None, _any, cancellation).ConfigureAwait(false);
            int bytes = received.ReceivedBytes, events = bytes / _layout.Bytes();
            _unpacked.Clear();
            if (events == 0 || bytes % _layout.Bytes() != 0 || PackedEvents.Unpack(_layout, _datagram.AsSpan(0, bytes), _clock, _unpacked) < events)
            {
                Malformed++;
                continue;
            }

            into.Add(_unpacked.All);
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
