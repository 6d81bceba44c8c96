using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Sources;
using Saccade.TestKit;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>Real recordings get the same decisions on every way into the product: as frames, event by event, through a socket in pieces of any size, through HTTP and through a WebSocket.</summary>
public sealed class SameDecisionTests
{
    private const int Recordings = 100, SliceMicros = 50_000, Side = 34;

    private static readonly StreamOptions _options = new() { Window = new StreamWindow.Duration(SliceMicros) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Speed", "slow")]
    public async Task TestRecordingsOfNMnist_OnEveryWay_GetTheSameDecisions()
    {
        byte[][] recordings = TestPart(SharedData.Require("data", "nmnist", "nmnist-small.zip"));
        Assert.Equal(Recordings, recordings.Length);
        await using var served = await Served.StartAsync(OfDurations());
        var seen = new HashSet<int>();
        for (int i = 0; i < recordings.Length; i++)
        {
            var events = new EventBuffer();
            EventFormats.Default.ReadStream(new MemoryStream(recordings[i]), events, new ReadOptions { Path = "recording.bin" });
            var file = await Steps(await served.PostAsync("decisions?name=recording.bin", recordings[i]));
            var frames = Pushed(served.Recognizer, _options with { EventByEvent = false }, events, events.Count);
            var single = Pushed(served.Recognizer, _options, events, 1);
            var socket = await ThroughSocketAsync(served.Recognizer, recordings[i], (ulong)i);
            var web = (await ServedStreamTests.TalkAsync(served, $"stream?micros={SliceMicros}&format=atis-bin", recordings[i], (ulong)i)).Decisions.ConvertAll(Step);

            // The first decision is of the slices that the file's frames show; what streams say is the same to its end, and to the bit where only the pieces differ.
            Assert.Equal(file.Select(s => s.Class), frames.Take(TinyModel.Steps).Select(s => s.Class));
            Assert.Equal(frames.Select(s => s.Class), single.Select(s => s.Class));
            Assert.Equal(single, socket);
            Assert.Equal(single, web);
            Assert.All(file.Zip(single), pair => Assert.Equal(pair.First.Confidence, pair.Second.Confidence, 1e-4));
            seen.UnionWith(single.Select(s => s.Class));
        }

        Assert.True(seen.Count > 1, "all decisions are one class: nothing is shown");
    }

    /// <summary>A model whose frames are known in time.</summary>
    private static Recognizer OfDurations()
    {
        var card = TinyModel.Card(FrameSlicing.Duration);
        return new Recognizer(TinyModel.Network(new FrameSize(Side, Side)), card with { Preprocessing = card.Preprocessing with { Slice = SliceMicros, SensorWidth = Side, SensorHeight = Side } });
    }

    private static byte[][] TestPart(string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        return [.. zip.Entries.Where(entry => entry.FullName.Contains("Test/", StringComparison.Ordinal) && entry.Length > 0).OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry =>
        {
            var bytes = new MemoryStream();
            using var content = entry.Open();
            content.CopyTo(bytes);
            return bytes.ToArray();
        })];
    }

    private static List<Decided> Pushed(Recognizer recognizer, StreamOptions options, EventBuffer events, int piece)
    {
        using var session = recognizer.Stream(options);
        List<Decided> decisions = [];
        void Keep(StreamSession stream) => decisions.Add(Decided.Of(stream.Decision!));
        for (int at = 0; at < events.Count; at += piece)
            session.Push(events.Slice(new EventRange(at, Math.Min(events.Count, at + piece))), Keep);
        session.Finish(Keep);
        return decisions;
    }

    private static async Task<List<Decided>> ThroughSocketAsync(Recognizer recognizer, byte[] bytes, ulong seed)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var sending = SendAsync((IPEndPoint)server.LocalEndpoint, bytes, seed);
        using var client = await server.AcceptTcpClientAsync(Cancellation);
        await using var source = ByteSource.Open(client.GetStream(), new ReadOptions { Path = "recording.bin" });
        using var session = recognizer.Stream(_options);
        List<Decided> decisions = [];
        await foreach (var decision in session.DecideAsync(new EventQueue(source, pieces: 4, DropPolicy.Wait).ReadAllAsync(Cancellation), Cancellation))
            decisions.Add(Decided.Of(decision));
        await sending;
        return decisions;
    }

    private static async Task SendAsync(IPEndPoint address, byte[] bytes, ulong seed)
    {
        using var sender = new TcpClient { NoDelay = true };
        await sender.ConnectAsync(address, Cancellation);
        var random = new CounterRandom(seed, RandomPurpose.Test, 5);
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            length = Math.Min(bytes.Length - at, random.NextInt32(1, 2_000));
            await sender.GetStream().WriteAsync(bytes.AsMemory(at, length), Cancellation);
        }
    }

    private static async Task<List<Decided>> Steps(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return [.. JsonElement.Parse(text).GetProperty("steps").EnumerateArray().Select(Step)];
    }

    private static Decided Step(JsonElement said) => new(said.GetProperty("step").GetInt32(), said.GetProperty("class").GetInt32(), said.GetProperty("confidence").GetDouble());

    /// <summary>A decision after a step.</summary>
    private sealed record Decided(int Step, int Class, double Confidence)
    {
        public static Decided Of(StreamDecision decision) => new(decision.Step, decision.Class, decision.Confidence);
    }
}
