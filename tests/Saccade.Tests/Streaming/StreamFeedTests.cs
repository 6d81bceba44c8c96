using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.Streaming;
using Saccade.Streaming.Feeds;
using Saccade.Streaming.Sources;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>What a feed does with sources that misbehave.</summary>
public sealed class StreamFeedTests : IClassFixture<TinyModel>
{
    private readonly StreamModel _model;
    private readonly StreamSettings _listening;

    public StreamFeedTests(TinyModel tiny)
    {
        _model = StreamModel.Load(tiny.Model);
        _listening = new StreamSettings { Model = tiny.Model, Input = "listen://:0", Packed = PackedLayout.T64X16Y16On8, Window = "50", EveryStep = true };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SourceThatFallsSilent_IsEndedAfterItsTime_AndItsOpenStepIsDecided()
    {
        var host = new Host { Input = new SilentStream(PackedEvents.Pack(PackedLayout.T64X16Y16On8, TinyModel.Events(1).Slice(new EventRange(0, 70)))) };

        await new StreamFeed(_model, _listening with { Input = "-", Idle = "100ms" }, host).RunAsync(Cancellation);

        Assert.Equal([50, 20], host.Said.Select(line => (int)JsonNode.Parse(line)!["events"]!));
        Assert.Equal((true, 70L), (host.Ends[0].FellSilent, host.Ends[0].Received));
    }

    [Fact]
    public async Task SourceThatFallsSilent_WaitsWithoutALimit_UntilItIsStopped()
    {
        var host = new Host { Input = new SilentStream(PackedEvents.Pack(PackedLayout.T64X16Y16On8, TinyModel.Events(1).Slice(new EventRange(0, 70)))) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var running = new StreamFeed(_model, _listening with { Input = "-" }, host).RunAsync(stop.Token);
        await Until(() => host.Said.Count == 1);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(20, (int)JsonNode.Parse(host.Said[1])!["events"]!);
    }

    [Fact]
    public async Task HalfOpenConnectionsAndGarbage_EndAlone_AndTheNextIsServed()
    {
        var host = new Host();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = new StreamFeed(_model, _listening with { Idle = "200ms" }, host).RunAsync(stop.Token);
        await Until(() => host.Told.Count > 0);
        var address = IPEndPoint.Parse(host.Told[0].Split("tcp://")[1].Split(';')[0]);
        var random = new CounterRandom(3, RandomPurpose.Test);
        byte[] garbage = new byte[1_000], good = PackedEvents.Pack(PackedLayout.T64X16Y16On8, TinyModel.Events(1).Slice(new EventRange(0, 100)));
        foreach (ref byte value in garbage.AsSpan())
            value = (byte)random.NextInt32(0, 256);

        using var silent = await SendAsync(address, []);            // says nothing, and stays
        using var stuck = await SendAsync(address, good[..(13 * 3 + 5)]); // stops within an event, and stays
        using var wild = await SendAsync(address, garbage);
        using var gone = await SendAsync(address, good[..40]);
        gone.Client.Close(0);                                        // resets the connection
        using var fine = await SendAsync(address, good);
        fine.Client.Shutdown(SocketShutdown.Send);
        await Until(() => host.Ends.Count == 5);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal([true, true, false, false, false], host.Ends.Select(end => end.FellSilent));
        Assert.Equal([0L, 3L], host.Ends.Take(2).Select(end => end.Received));
        Assert.Contains(host.Told, line => line.Contains("no packed event", StringComparison.Ordinal));
        Assert.Equal((100L, 2L), (host.Ends[4].Received, host.Ends[4].Counts.Steps));
    }

    [Fact]
    public async Task AnythingOnALine_OfAnyFormat_NeverEndsTheListener()
    {
        var host = new Host();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = new StreamFeed(_model, _listening with { Packed = null }, host).RunAsync(stop.Token);
        await Until(() => host.Told.Count > 0);
        var address = IPEndPoint.Parse(host.Told[0].Split("tcp://")[1].Split(';')[0]);
        byte[][] heads = [[], "%"u8.ToArray(), "% date\n% Version 2\n"u8.ToArray(), "#!AER-DAT2.0\r\n"u8.ToArray(), "#!AER-DAT3.1\r\n"u8.ToArray(), "#!AER-DAT4.0\r\n"u8.ToArray(), "Event Stream"u8.ToArray(), "PK\x3\x4"u8.ToArray(), "\x89HDF\r\n\x1a\n"u8.ToArray()];
        var random = new CounterRandom(4, RandomPurpose.Test);
        foreach (byte[] head in heads)
        {
            byte[] bytes = [.. head, .. Enumerable.Range(0, 500).Select(_ => (byte)random.NextInt32(0, 256))];
            using var client = await SendAsync(address, bytes);
            client.Client.Shutdown(SocketShutdown.Send);
        }

        await Until(() => host.Ends.Count == heads.Length);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task ReaderThatIsGone_EndsTheFeed()
    {
        var host = new Host { Input = new MemoryStream(PackedEvents.Pack(PackedLayout.T64X16Y16On8, TinyModel.Events(1).All)), OnSay = _ => throw new IOException("broken pipe") };

        await Assert.ThrowsAsync<IOException>(() => new StreamFeed(_model, _listening with { Input = "-" }, host).RunAsync(Cancellation));
    }

    private static async Task<TcpClient> SendAsync(IPEndPoint address, byte[] bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address, Cancellation);
        await client.GetStream().WriteAsync(bytes, Cancellation);
        return client;
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 3_000 && !condition(); i++)
            await Task.Delay(10, Cancellation);
        Assert.True(condition());
    }

    /// <summary>Keeps what a feed says.</summary>
    private sealed class Host : IStreamHost
    {
        private readonly List<string> _said = [], _told = [];
        private readonly List<StreamEnd> _ends = [];

        public Stream Input { get; init; } = Stream.Null;

        public Action<string>? OnSay { get; init; }

        public IReadOnlyList<string> Said => Copy(_said);

        public IReadOnlyList<string> Told => Copy(_told);

        public IReadOnlyList<StreamEnd> Ends => Copy(_ends);

        public TimeProvider Time => TimeProvider.System;

        public Stream OpenInput() => Input;

        public void Tell(string line) => Keep(_told, line);

        public void Say(string line)
        {
            OnSay?.Invoke(line);
            Keep(_said, line);
        }

        public void Show(StreamTally tally, StreamCounts counts, EventQueue queue)
        {
            // Nobody watches.
        }

        public void Ended(StreamEnd end) => Keep(_ends, end);

        private static void Keep<T>(List<T> list, T value)
        {
            lock (list)
                list.Add(value);
        }

        private static T[] Copy<T>(List<T> list)
        {
            lock (list)
                return [.. list];
        }
    }

    /// <summary>Gives its bytes, then neither bytes nor an end, and knows nothing of stopping, as standard input does.</summary>
    private sealed class SilentStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => Position < Length ? base.ReadAsync(buffer, cancellationToken) : new ValueTask<int>(new TaskCompletionSource<int>().Task);
    }
}
