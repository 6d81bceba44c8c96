using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Saccade.Events.Formats;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Sources;

namespace Saccade.Server;

/// <summary>Streams of events over WebSockets: bytes cut anywhere come in, a decision after each time step goes out.</summary>
internal sealed class StreamEndpoint
{
    private readonly Recognizer _recognizer;
    private readonly ServerOptions _options;
    private readonly ServerMeters _meters;
    private readonly JsonOptions _json;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="recognizer">The model.</param>
    /// <param name="options">The limits.</param>
    /// <param name="meters">Counts what becomes of events.</param>
    /// <param name="json">How answers are written.</param>
    /// <param name="lifetime">Says when the server stops.</param>
    public StreamEndpoint(Recognizer recognizer, ServerOptions options, ServerMeters meters, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
    {
        (_recognizer, _options, _meters, _json) = (recognizer, options, meters, json.Value);
        lifetime.ApplicationStopping.Register(() => _stopping.TrySetResult());
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/stream", Stream)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status426UpgradeRequired).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .WithTags(DecisionEndpoints.Tag).RequireRateLimiting(Policy.Streams).AddEndpointFilter(Refusal.Filter)
        .WithSummary("Decide a stream of events while it comes, over a WebSocket.")
        .WithDescription("Binary messages bring the bytes of a recording, cut anywhere. A text message comes back after each time step. A text message of the client, or its close, ends the stream: the last decision comes, then the counts, then the close.");

    private async Task Stream(
        HttpContext context,
        [Description("Format of the bytes: packed (13 bytes an event: time 64 bits, x 16, y 16, ON 8, little-endian), or the name of a format whose events are known as they come.")] string? format,
        [Description("Microseconds of a time step; with events, the most.")] long? micros,
        [Description("Events of a time step; one of micros and events is needed.")] int? events,
        [Description("Time steps of a decision; as many as the model was trained with if not given, 0 for one that never ends.")] int? steps)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new BadHttpRequestException("got a plain request, expected a WebSocket (Upgrade: websocket)", StatusCodes.Status426UpgradeRequired);
        var reader = StreamBytes.ReaderOf(format);
        using var session = Open(micros, events, steps);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        StreamConversation conversation = new(socket, session, reader, _meters, _json.SerializerOptions, _options.Patience);
        await conversation.RunAsync(_stopping.Task, context.RequestAborted);
    }

    private StreamSession Open(long? micros, int? events, int? steps)
    {
        try
        {
            StreamWindow window = (micros, events) switch
            {
                ({ } most, { } count) => new StreamWindow.Adaptive(count, 0, most),
                ({ } most, null) => new StreamWindow.Duration(most),
                (null, { } count) => new StreamWindow.Count(count),
                _ => throw new BadHttpRequestException("got neither micros nor events, expected what makes a time step, for example /stream?micros=30000"),
            };
            return _recognizer.Stream(new StreamOptions { Window = window, Steps = steps });
        }
        catch (Exception e) when (e is ArgumentException or StreamPlanException)
        {
            throw new BadHttpRequestException(ErrorText.Of(e), StatusCodes.Status400BadRequest, e);
        }
    }
}

/// <summary>Bytes of streams.</summary>
internal static class StreamBytes
{
    private const string Name = "stream", Packed = "packed";

    /// <summary>Their events are known only at the end, or come in pieces as large as a sender likes.</summary>
    private static readonly string[] _unfit = ["aedat4", "hdf5", "npy", "npz"];

    /// <summary>A reader of a format; null is <c>packed</c>.</summary>
    /// <exception cref="BadHttpRequestException">There is none for streams.</exception>
    public static EventReader ReaderOf(string? format)
    {
        ReadOptions options = new() { Path = Name };
        if (format is null or Packed)
            return PackedLayout.T64X16Y16On8.CreateReader(options);
        string[] names = [.. EventFormats.Default.All.Select(f => f.Name).Except(_unfit)];
        return names.Contains(format)
            ? EventFormats.Default.ByName(format).CreateReader(options)
            : throw new BadHttpRequestException($"got format {format}, expected {Packed} or one of {string.Join(", ", names)}");
    }
}
