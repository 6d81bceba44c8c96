using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary>Opens what a stream comes from: one source, or one for each connection.</summary>
/// <param name="options">Which.</param>
/// <param name="context">Standard input, and the clock.</param>
internal sealed class StreamSources(StreamCommandOptions options, CommandContext context)
{
    private const PackedLayout UsualLayout = PackedLayout.T64X16Y16On8;

    /// <summary>The sources, one after the other; each is disposed before the next is opened.</summary>
    /// <exception cref="CommandException">A source cannot be opened.</exception>
    public async IAsyncEnumerable<IEventSource> All([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Place is StreamPlace.Listener listener)
        {
            await foreach (var connection in Connections(listener, cancellation).ConfigureAwait(false))
                yield return connection;
            yield break;
        }

        await using var source = await OpenAsync(cancellation).ConfigureAwait(false);
        yield return options.Speed is { } speed ? new PacedSource(source, context.Console.Time, speed) : source;
    }

    private async Task<IEventSource> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return options.Place switch
            {
                StreamPlace.Datagrams place => Told(new UdpSource(place.Address, options.Packed ?? UsualLayout)),
                StreamPlace.Connection place => await ConnectAsync(place, cancellation).ConfigureAwait(false),
                StreamPlace.Pipe => Bytes(PipedInput.Name, PipedInput.Open(context)),
                StreamPlace.File place => Bytes(place.Path, new FileStream(place.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true)),
                _ => throw new CommandException(ExitCode.Usage, $"--input {options.Input}: no source"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            throw new CommandException(ExitCode.BadData, $"{options.Input} cannot be opened: {ErrorText.Of(e)}", e);
        }
    }

    private UdpSource Told(UdpSource source)
    {
        context.Tell($"waiting for datagrams at {source.Name}; Ctrl+C stops");
        return source;
    }

    private async Task<IEventSource> ConnectAsync(StreamPlace.Connection place, CancellationToken cancellation)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(place.Host, place.Port, cancellation).ConfigureAwait(false);
            return Bytes(options.Input, client.GetStream());
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
            throw new CommandException(ExitCode.Failure, $"{options.Input} cannot be listened at: {ErrorText.Of(e)}", e);
        }

        context.Tell($"waiting for connections at tcp://{server.LocalEndpoint}; Ctrl+C stops");
        while (true)
        {
            using var client = await server.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); // a peer that vanished is noticed
            string name = $"tcp://{client.Client.RemoteEndPoint}";
            if (TryBytes(name, client.GetStream()) is not { } connection)
                continue;
            await using (connection.ConfigureAwait(false))
                yield return connection;
        }
    }

    private ByteSource? TryBytes(string name, Stream stream)
    {
        try
        {
            return Bytes(name, stream);
        }
        catch (Exception e) when (e is EventFormatException or IOException)
        {
            context.Tell($"{name}: {ErrorText.Of(e)}");
            return null;
        }
    }

    private ByteSource Bytes(string name, Stream stream)
    {
        var read = new ReadOptions { Path = name };
        return options.Packed is { } layout
            ? new ByteSource(name, stream, layout.CreateReader(read))
            : ByteSource.Open(stream, read, options.Format is null ? null : EventFormats.Default.ByName(options.Format));
    }
}
