using System.Net.WebSockets;
using System.Text.Json;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Streaming;

namespace Saccade.Server;

/// <summary>One stream over a WebSocket. What comes faster than the network decides waits with its sender: nothing is dropped, and memory stays the same.</summary>
/// <param name="socket">The connection.</param>
/// <param name="session">The stream.</param>
/// <param name="reader">Turns its bytes into events.</param>
/// <param name="meters">Counts what becomes of events.</param>
/// <param name="json">How answers are written.</param>
/// <param name="patience">How long a client may take to read an answer.</param>
internal sealed class StreamConversation(WebSocket socket, StreamSession session, EventReader reader, ServerMeters meters, JsonSerializerOptions json, TimeSpan patience)
{
    private const int PieceBytes = 1 << 14;

    /// <summary>Events between two answers at most: bounds what waits to be sent.</summary>
    private const int MostAtOnce = 64;

    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly EventBuffer _events = new();
    private readonly Queue<StreamDecision> _decisions = new();
    private Task<WebSocketReceiveResult>? _receiving;
    private StreamCounts _counted;

    /// <summary>Takes bytes and gives decisions until one side ends it.</summary>
    /// <param name="stopping">Done when the server stops.</param>
    /// <param name="cancellation">The connection is gone.</param>
    public async Task RunAsync(Task stopping, CancellationToken cancellation)
    {
        meters.Streams.Add(1);
        try
        {
            await TalkAsync(stopping, cancellation);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client has left, or reads nothing: there is nobody to tell.
        }
        finally
        {
            meters.Streams.Add(-1);
        }
    }

    private async Task TalkAsync(Task stopping, CancellationToken cancellation)
    {
        var (status, problem) = (WebSocketCloseStatus.NormalClosure, (string?)null);
        try
        {
            while (await ReceiveAsync(stopping, cancellation) is { MessageType: WebSocketMessageType.Binary } got)
            {
                reader.Read(_piece.AsSpan(0, got.Count), _events);
                await DecideAsync(cancellation);
            }

            status = stopping.IsCompleted ? WebSocketCloseStatus.EndpointUnavailable : status;
            reader.Finish(_events);
        }
        catch (EventFormatException e)
        {
            (status, problem) = (WebSocketCloseStatus.InvalidPayloadData, e.Message); // what came before it is decided
        }

        await DecideAsync(cancellation);
        session.Finish(Keep);
        await TellAsync(cancellation);
        await SendAsync(new StreamEnd(session.Counts, problem), cancellation);
        await CloseAsync(status, cancellation);
    }

    /// <summary>The next message or part of one; null when the server stops.</summary>
    private async Task<WebSocketReceiveResult?> ReceiveAsync(Task stopping, CancellationToken cancellation)
    {
        _receiving = socket.ReceiveAsync(_piece, cancellation);
        if (await Task.WhenAny(_receiving, stopping) == stopping)
            return null;
        var got = await _receiving;
        _receiving = null;
        return got;
    }

    private async Task DecideAsync(CancellationToken cancellation)
    {
        for (int at = 0; at < _events.Count; at += MostAtOnce)
        {
            session.Push(_events.Slice(new EventRange(at, Math.Min(at + MostAtOnce, _events.Count))), decided =>
            {
                cancellation.ThrowIfCancellationRequested(); // a client that has left is not computed for
                Keep(decided);
            });
            await TellAsync(cancellation);
        }

        _events.Clear();
        meters.Add(_counted, session.Counts);
        _counted = session.Counts;
    }

    private void Keep(StreamSession decided) => _decisions.Enqueue(decided.Decision!);

    private async Task TellAsync(CancellationToken cancellation)
    {
        while (_decisions.TryDequeue(out var decision))
            await SendAsync(StreamAnswer.Of(decision), cancellation);
    }

    private async Task SendAsync<T>(T answer, CancellationToken cancellation)
    {
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        slow.CancelAfter(patience);
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(answer, json), WebSocketMessageType.Text, endOfMessage: true, slow.Token);
    }

    private async Task CloseAsync(WebSocketCloseStatus status, CancellationToken cancellation)
    {
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        slow.CancelAfter(patience);
        await socket.CloseOutputAsync(status, null, slow.Token);
        for (; socket.State == WebSocketState.CloseSent; _receiving = null) // what is still on its way must not make the system drop what was sent
            await (_receiving ?? socket.ReceiveAsync(_piece, slow.Token)).WaitAsync(slow.Token);
    }
}
