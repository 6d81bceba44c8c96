using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.Streaming;
using Saccade.TestKit;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>Streams over WebSockets decide as the library does, to the bit, however their bytes are cut; what is wrong with one is said and hurts no other.</summary>
public sealed class ServedStreamTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int LongestPiece = 700;

    [Fact]
    public async Task Streams_CutAnywhere_GetTheDecisionsOfTheLibrary_AndThoseOfTheFile()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        for (int i = 0; i < TinyModel.Recordings; i++)
        {
            var events = Whole(TinyModel.Events(i));
            int inStep = events.Count / TinyModel.Steps;
            var expected = Decide(served, new StreamWindow.Count(inStep), events);

            var packed = await TalkAsync(served, $"stream?events={inStep}", Packed(events), (ulong)i);
            var named = await TalkAsync(served, $"stream?events={inStep}&format=atis-bin", EventData.AtisBytes(events), (ulong)i + 100);

            AssertSame(expected, packed.Decisions);
            AssertSame(expected, named.Decisions);
            var file = served.Recognizer.Recognize(events);
            Assert.Equal(file.AfterEachStep.Select(s => s.Class), packed.Decisions.Select(d => d.GetProperty("class").GetInt32()));
            Assert.All(file.Probabilities.Zip(packed.Decisions[^1].GetProperty("probabilities").EnumerateArray()), p => Assert.Equal(p.First, p.Second.GetDouble(), 5));
            Assert.Equal((events.Count, WebSocketCloseStatus.NormalClosure), (packed.End.GetProperty("events").GetInt32(), packed.Status));
        }
    }

    [Theory]
    [InlineData("micros=4000")]
    [InlineData("micros=4000&steps=0")]
    [InlineData("micros=4000&events=40")]
    public async Task Windows_OfEveryKind_AreThoseOfTheLibrary(string query)
    {
        await using var served = await Served.StartAsync(tiny.Model);
        var events = TinyModel.Events(4);
        StreamWindow window = query.Contains("events", StringComparison.Ordinal) ? new StreamWindow.Adaptive(40, 0, 4000) : new StreamWindow.Duration(4000);

        var said = await TalkAsync(served, $"stream?{query}", Packed(events), 3, endsByText: true);

        AssertSame(Decide(served, window, events, query.Contains("steps=0", StringComparison.Ordinal) ? 0 : null), said.Decisions);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, said.Status);
    }

    [Fact]
    public async Task Garbage_EndsItsStreamWithASentence_AfterWhatCameBefore()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        var events = TinyModel.Events(5);
        byte[] bytes = [.. Packed(events), .. Enumerable.Repeat((byte)0xEE, 13)];

        var said = await TalkAsync(served, "stream?events=50", bytes, 5);
        var cut = await TalkAsync(served, "stream?events=50", bytes[..20], 5);

        AssertSame(Decide(served, new StreamWindow.Count(50), events), said.Decisions);
        Assert.Equal((WebSocketCloseStatus.InvalidPayloadData, WebSocketCloseStatus.InvalidPayloadData), (said.Status, cut.Status));
        Assert.Contains("expected a time below 2^63 and a polarity of 0 or 1", said.Problem);
        Assert.Contains("the end of the file after 7 bytes", cut.Problem);
    }

    [Fact]
    public async Task EventsOutside_AndJumpsBack_AreCounted_AndShownToPrometheus()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        EventBuffer events = new();
        foreach (var (time, x) in new (long, ushort)[] { (9_000_000, 1), (9_000_100, 900), (8_999_999, 2), (5, 3), (60, 4) })
            events.Add(time, x, 1, 1);

        var said = await TalkAsync(served, "stream?micros=1000", Packed(events), 1);

        Assert.Equal((5, 1, 1, 1), (Count("events"), Count("outside"), Count("late"), Count("restarts")));
        await served.UntilMeasured(@"saccade_streams\{[^}]*\} 0");
        await served.UntilMeasured(@"saccade_stream_events_total\{[^}]*fate=""late""\} 1");

        int Count(string name) => said.End.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData("stream", HttpStatusCode.BadRequest)]
    [InlineData("stream?events=0", HttpStatusCode.BadRequest)]
    [InlineData("stream?micros=1000&steps=-1", HttpStatusCode.BadRequest)]
    [InlineData("stream?micros=many", HttpStatusCode.BadRequest)]
    [InlineData("stream?micros=1000&format=hdf5", HttpStatusCode.BadRequest)]
    public async Task Question_ThatMakesNoSense_IsRefusedBeforeTheStream(string query, HttpStatusCode status)
    {
        await using var served = await Served.StartAsync(tiny.Model);

        Assert.Equal(status, await StatusOf(served, query));
    }

    [Fact]
    public async Task PlainRequest_IsToldWhatIsExpected()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        using var answer = await served.Client.GetAsync("stream?micros=1000");

        Assert.Equal((HttpStatusCode.UpgradeRequired, "got a plain request, expected a WebSocket (Upgrade: websocket)"), await Served.RefusalOf(answer));
    }

    [Fact]
    public async Task Streams_AboveTheirNumber_AreRefused_UntilOneEnds_HoweverItEnds()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { Streams = 1 });
        using (var first = await ConnectAsync(served, "stream?micros=1000"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOf(served, "stream?micros=1000"));
            first.Abort(); // as a client that vanishes
        }

        HttpStatusCode status = default;
        for (int i = 0; i < 200 && status != HttpStatusCode.SwitchingProtocols; i++, await Task.Delay(10))
            status = await StatusOf(served, "stream?micros=1000");
        Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
    }

    [Fact]
    public async Task Stop_EndsAStreamWithItsDecision()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        var events = TinyModel.Events(6);
        using var socket = await ConnectAsync(served, "stream?events=100000");
        await socket.SendAsync(Packed(events), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        await served.UntilMeasured($@"fate=""pushed""\}} {events.Count}"); // they have come
        var stopping = served.Server.StopAsync();

        var said = await ReadAsync(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        AssertSame(Decide(served, new StreamWindow.Count(100_000), events), said.Decisions);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, said.Status);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>As many events as divide into steps of equally many.</summary>
    private static EventBuffer Whole(EventBuffer events)
    {
        EventBuffer whole = new();
        whole.Add(events.Slice(new EventRange(0, events.Count / TinyModel.Steps * TinyModel.Steps)));
        return whole;
    }

    /// <summary>13 bytes an event.</summary>
    private static byte[] Packed(EventBuffer events)
        => [.. Enumerable.Range(0, events.Count).SelectMany(i => (byte[])[.. BitConverter.GetBytes(events.Times[i]), .. BitConverter.GetBytes(events.X[i]), .. BitConverter.GetBytes(events.Y[i]), events.Polarities[i]])];

    private static List<StreamDecision> Decide(Served served, StreamWindow window, EventBuffer events, int? steps = null)
    {
        List<StreamDecision> decisions = [];
        using var session = served.Recognizer.Stream(new StreamOptions { Window = window, Steps = steps });
        session.Push(events, decided => decisions.Add(decided.Decision!));
        session.Finish(decided => decisions.Add(decided.Decision!));
        Assert.NotEmpty(decisions);
        return decisions;
    }

    private static void AssertSame(List<StreamDecision> expected, List<JsonElement> said)
        => Assert.Equal(
            expected.Select(d => (d.Number, d.Step, d.Label, d.Class, d.TimeMicros, d.Events, d.IsFinal, string.Join(' ', d.Probabilities.Select(BitConverter.DoubleToInt64Bits)))),
            said.Select(d => (d.GetProperty("number").GetInt64(), d.GetProperty("step").GetInt32(), d.GetProperty("label").GetString()!, d.GetProperty("class").GetInt32(), d.GetProperty("time_micros").GetInt64(), d.GetProperty("events").GetInt64(), d.GetProperty("final").GetBoolean(),
                string.Join(' ', d.GetProperty("probabilities").EnumerateArray().Select(p => BitConverter.DoubleToInt64Bits(p.GetDouble()))))));

    private static async Task<ClientWebSocket> ConnectAsync(Served served, string query)
    {
        ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{served.Server.Address.Port}/{query}"), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<HttpStatusCode> StatusOf(Served served, string query)
    {
        using ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{served.Server.Address.Port}/{query}"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }

    internal static async Task<Said> TalkAsync(Served served, string query, byte[] bytes, ulong seed, bool endsByText = false)
    {
        using var socket = await ConnectAsync(served, query);
        var reading = ReadAsync(socket);
        var random = new CounterRandom(seed, RandomPurpose.Test, 3);
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - at, random.NextInt32(1, LongestPiece));
            await socket.SendAsync(bytes.AsMemory(at, length), WebSocketMessageType.Binary, random.NextInt32(0, 2) == 0 || at + length == bytes.Length, TestContext.Current.CancellationToken);
            at += length;
        }

        if (endsByText)
            await socket.SendAsync("end"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        else
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        return await reading.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task<Said> ReadAsync(ClientWebSocket socket)
    {
        List<JsonElement> decisions = [];
        byte[] piece = new byte[1 << 16];
        while (true)
        {
            var got = await socket.ReceiveAsync(piece, TestContext.Current.CancellationToken);
            if (got.MessageType == WebSocketMessageType.Close)
                return new Said(decisions[..^1], decisions[^1].GetProperty("end"), decisions[^1].TryGetProperty("problem", out var problem) ? problem.GetString()! : "", got.CloseStatus);
            Assert.True(got.EndOfMessage);
            decisions.Add(JsonElement.Parse(Encoding.UTF8.GetString(piece, 0, got.Count)));
        }
    }

    internal sealed record Said(List<JsonElement> Decisions, JsonElement End, string Problem, WebSocketCloseStatus? Status);
}
