using System.Net;
using System.Net.Sockets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.Streaming.Sources;
using Saccade.TestKit;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Where events come from, and what happens when more come than can be taken.</summary>
public sealed class EventSourceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PackedLayout.T64X16Y16On8)]
    [InlineData(PackedLayout.T32X16Y15On1)]
    public async Task PackedBytes_InChunksOfAnySize_GiveTheEvents(PackedLayout layout)
    {
        var events = TinyModel.Events(1);
        byte[] bytes = PackedEvents.Pack(layout, events.All);
        Assert.Equal(layout.Bytes() * events.Count, bytes.Length);

        foreach (int chunk in new[] { 1, 7, 13, 1000, bytes.Length })
        {
            await using var source = new ByteSource("packed", new ChunkedStream(bytes, chunk), layout.CreateReader(new ReadOptions()));
            Assert.Equal(events.Hash(), (await ReadAll(source)).Hash());
        }
    }

    [Fact]
    public async Task RecordingInChunks_GivesTheEventsOfTheFile()
    {
        byte[] bytes = EventData.AtisBytes(TinyModel.Events(2));
        foreach (int chunk in new[] { 1, 37, 4096 })
        {
            await using var source = ByteSource.Open(new ChunkedStream(bytes, chunk), new ReadOptions { Path = "recording.bin" });
            Assert.Equal(TinyModel.Events(2).Hash(), (await ReadAll(source)).Hash());
        }
    }

    [Fact]
    public async Task PackedBytes_OfGarbage_AreRefusedAtTheirPlace()
    {
        byte[] bytes = PackedEvents.Pack(PackedLayout.T64X16Y16On8, TinyModel.Events(1).All)[..(13 * 4)];
        bytes[(13 * 2) + 12] = 7;
        await using var garbage = new ByteSource("tcp", new MemoryStream(bytes), PackedLayout.T64X16Y16On8.CreateReader(new ReadOptions { Path = "tcp" }));
        await using var cut = new ByteSource("tcp", new MemoryStream(bytes[..20]), PackedLayout.T64X16Y16On8.CreateReader(new ReadOptions { Path = "tcp" }));
        var into = new EventBuffer();

        Assert.Equal(26, (await Assert.ThrowsAsync<EventFormatException>(async () => await garbage.ReadAsync(into, Cancellation))).ByteOffset);
        Assert.Equal(2, into.Count);
        await cut.ReadAsync(into, Cancellation);
        Assert.Contains("the end of the file after 7 bytes of it", (await Assert.ThrowsAsync<EventFormatException>(async () => await cut.ReadAsync(into, Cancellation))).Message);
    }

    [Fact]
    public void ClockOf32Bits_GoesOnWhereItWraps()
    {
        var events = new EventBuffer();
        events.Add(uint.MaxValue - 1, 1, 2, 1);
        events.Add(uint.MaxValue + 5L, 3, 32_767, 0);
        var read = new EventBuffer();

        PackedEvents.Unpack(PackedLayout.T32X16Y15On1, PackedEvents.Pack(PackedLayout.T32X16Y15On1, events.All), new TimeUnwrapper(32), read);

        Assert.Equal(events.Hash(), read.Hash());
    }

    [Fact]
    public async Task Datagrams_GiveTheirEvents_AndOnesThatAreNoneAreCounted()
    {
        await using var source = new UdpSource(new IPEndPoint(IPAddress.Loopback, 0), PackedLayout.T64X16Y16On8);
        using var sender = new UdpClient();
        var random = new CounterRandom(5, RandomPurpose.Test);
        byte[] garbage = new byte[26];
        foreach (ref byte value in garbage.AsSpan())
            value = (byte)random.NextInt32(128, 256);
        var events = TinyModel.Events(3);
        byte[] packed = PackedEvents.Pack(PackedLayout.T64X16Y16On8, events.Slice(new EventRange(0, 50)));

        await sender.SendAsync(garbage, source.Address, Cancellation);
        await sender.SendAsync(packed.AsMemory(0, packed.Length - 1), source.Address, Cancellation);
        await sender.SendAsync(Array.Empty<byte>(), source.Address, Cancellation);
        await sender.SendAsync(packed, source.Address, Cancellation);
        var read = new EventBuffer();
        Assert.True(await source.ReadAsync(read, Cancellation));

        Assert.Equal(3, source.Malformed);
        Assert.Equal(events.Times[..50].ToArray(), read.Times.ToArray());
    }

    [Fact]
    public async Task Queue_ThatWaits_LosesNothing()
    {
        var queue = new EventQueue(new Pieces(200, 50), pieces: 3, DropPolicy.Wait);
        long count = 0;
        await foreach (var events in queue.ReadAllAsync(Cancellation))
        {
            Assert.Equal(count, events.Times[0]);
            count += events.Count;
        }

        Assert.Equal((10_000, 10_000L, 0L), (count, queue.Received, queue.Dropped));
    }

    [Theory]
    [InlineData(DropPolicy.Oldest)]
    [InlineData(DropPolicy.Newest)]
    public async Task Queue_ThatIsFlooded_CountsWhatItLosesAndKeepsItsMemory(DropPolicy policy)
    {
        var source = new Pieces(5_000, 50);
        var queue = new EventQueue(source, pieces: 4, policy);
        var buffers = new HashSet<EventBuffer>();
        var seen = new List<long>();
        await foreach (var events in queue.ReadAllAsync(Cancellation))
        {
            if (seen.Count == 0)
                await source.Ended; // all of it comes while one piece is decided
            buffers.Add(events);
            seen.Add(events.Times[0] / 50);
        }

        Assert.Equal(250_000, queue.Received);
        Assert.Equal(250_000 - (seen.Count * 50), queue.Dropped);
        Assert.InRange(seen.Count, 1, 6);
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(policy == DropPolicy.Oldest, seen[^1] == 4_999);
        Assert.InRange(source.Buffers, 1, 12);
    }

    [Fact]
    public async Task Queue_OfASourceThatFails_GivesWhatCameBefore()
    {
        var queue = new EventQueue(new Pieces(3, 10) { Failure = new IOException("cable") }, pieces: 8, DropPolicy.Wait);
        long count = 0;

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var events in queue.ReadAllAsync(Cancellation))
                count += events.Count;
        });

        Assert.Equal(30, count);
    }

    [Fact]
    public async Task Queue_ThatIsLeft_StopsItsSource()
    {
        var source = new Pieces(int.MaxValue, 10);
        await foreach (var unused in new EventQueue(source, pieces: 2, DropPolicy.Wait).ReadAllAsync(Cancellation))
            break;

        Assert.InRange(source.Reads, 1, 5);
    }

    [Fact]
    public async Task PacedRecording_ComesAsItWasRecorded()
    {
        var events = TinyModel.Events(0);
        var time = new SteppedTime();
        await using var source = new PacedSource(new Pieces(1, 1) { Recording = events }, time, speed: 2);
        var read = new EventBuffer();
        Assert.True(await source.ReadAsync(read, Cancellation)); // the first comes at once
        int first = read.Count;
        Assert.True(read.Times[^1] < events.Times[0] + 1_000);

        var second = source.ReadAsync(read, Cancellation);
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(await second);
        Assert.True(read.Count > first);
        time.Advance(TimeSpan.FromSeconds(60));
        while (await source.ReadAsync(read, Cancellation))
        {
        }

        Assert.Equal(events.Hash(), read.Hash());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PacedSource(source, time, 0));
    }

    private static async Task<EventBuffer> ReadAll(IEventSource source)
    {
        var events = new EventBuffer();
        while (await source.ReadAsync(events, Cancellation))
        {
        }

        return events;
    }

    /// <summary>A source of numbered events.</summary>
    private sealed class Pieces(int count, int length) : IEventSource
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<EventBuffer> _buffers = [];
        private int _next;

        public string Name => "pieces";

        public Exception? Failure { get; init; }

        public EventBuffer? Recording { get; init; }

        public Task Ended => _ended.Task;

        public int Buffers => _buffers.Count;

        public int Reads { get; private set; }

        public async ValueTask<bool> ReadAsync(EventBuffer into, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            Reads++;
            _buffers.Add(into);
            if (_next == count)
            {
                _ended.TrySetResult();
                return Failure is null ? false : throw Failure;
            }

            if (Recording is not null)
                into.Add(Recording.All);
            for (int i = 0; Recording is null && i < length; i++)
                into.Add(((long)_next * length) + i, 1, 1, 1);
            _next++;
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Bytes that come in pieces.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunk)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}
