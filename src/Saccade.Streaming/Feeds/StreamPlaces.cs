using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Streaming.Sources;

namespace Saccade.Streaming.Feeds;

/// <summary>Opens what a stream comes from: one source, or one for each connection.</summary>
/// <param name="settings">Which.</param>
/// <param name="host">Standard input, the clock, and where to tell what is waited for.</param>
internal sealed class StreamPlaces(StreamSettings settings, IStreamHost host)
{
    private const PackedLayout UsualLayout = PackedLayout.T64X16Y16On8;

    /// <summary>What messages call standard input.</summary>
    private const string PipeName = "(standard input)";

    /// <summary>A peer that has vanished without a word is noticed after about a minute: asked after so many seconds of silence, so often.</summary>
    private const int SilenceSeconds = 30, QuestionSeconds = 10, Questions = 3;

    private static readonly TimeSpan _pauseWithoutHandles = TimeSpan.FromMilliseconds(200);

    /// <summary>The sources, one after the other; each is disposed before the next is opened.</summary>
    /// <exception cref="RecordingException">A source cannot be opened.</exception>
    /// <exception cref="IOException">Connections cannot be listened for.</exception>
    public async IAsyncEnumerable<IEventSource> All([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (settings.Place is StreamPlace.Listener listener)
        {
            await foreach (var connection in Connections(listener, cancellation).ConfigureAwait(false))
                yield return connection;
            yield break;
        }

        await using var source = await OpenAsync(cancellation).ConfigureAwait(false);
        yield return settings.Speed is { } speed ? new PacedSource(source, host.Time, speed) : source;
    }

    private async Task<IEventSource> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return settings.Place switch
            {
                StreamPlace.Datagrams place => Told(new UdpSource(place.Address, settings.Packed ?? UsualLayout)),
                StreamPlace.Connection place => await ConnectAsync(place, cancellation).ConfigureAwait(false),
                StreamPlace.Pipe => Bytes(PipeName, host.OpenInput()),
                StreamPlace.File place => Bytes(place.Path, new FileStream(place.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true)),
                _ => throw new ArgumentException($"got the input {settings.Input}, expected settings that are valid"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            throw new RecordingException(settings.Input, $"{settings.Input} cannot be opened: {ErrorText.Of(e)}", e);
        }
    }

    private UdpSource Told(UdpSource source)
    {
        host.Tell($"waiting for datagrams at {source.Name}; Ctrl+C stops");
        return source;
    }

    private async Task<IEventSource> ConnectAsync(StreamPlace.Connection place, CancellationToken cancellation)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(place.Host, place.Port, cancellation).ConfigureAwait(false);
            KeepAlive(client.Client);
            return Bytes(settings.Input, client.GetStream());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>One connection after the other. A client that sends garbage loses its connection, and the next is waited for.</summary>
    private async IAsyncEnumerable<IEventSource> Connections(StreamPlace.Listener place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var server = new TcpListener(place.Address);
        try
        {
            server.Start(backlog: 16);
        }
        catch (SocketException e)
        {
            throw new IOException($"{settings.Input} cannot be listened at: {ErrorText.Of(e)}", e);
        }

        host.Tell($"waiting for connections at tcp://{server.LocalEndpoint}; Ctrl+C stops");
        while (true)
        {
            if (await AcceptAsync(server, cancellation).ConfigureAwait(false) is not { } client)
                continue;
            using (client)
            {
                var connection = Bytes($"tcp://{client.Client.RemoteEndPoint}", client.GetStream());
                await using (connection.ConfigureAwait(false))
                    yield return connection;
            }
        }
    }

    /// <summary>The next connection; null where it was gone before it could be taken, or where the process may open no more files, after a pause.</summary>
    private async Task<TcpClient?> AcceptAsync(TcpListener server, CancellationToken cancellation)
    {
        TcpClient? client = null;
        try
        {
            client = await server.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
            KeepAlive(client.Client);
            return client;
        }
        catch (SocketException e)
        {
            client?.Dispose();
            host.Tell($"a connection could not be taken: {ErrorText.Of(e)}");
            await Task.Delay(_pauseWithoutHandles, host.Time, cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilenceSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, QuestionSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Questions);
    }

    private ByteSource Bytes(string name, Stream stream)
    {
        var read = new ReadOptions { Path = name };
        return settings.Packed is { } layout
            ? new ByteSource(name, stream, layout.CreateReader(read))
            : ByteSource.Open(stream, read, settings.Format is null ? null : EventFormats.Default.ByName(settings.Format));
    }
}
