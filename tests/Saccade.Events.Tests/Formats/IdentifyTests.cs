using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>Headers without events, and readers for streams that cannot be rewound.</summary>
public sealed class IdentifyTests
{
    public static TheoryData<string> Writable => FormatCases.Writable;

    [Theory]
    [MemberData(nameof(Writable))]
    public void Identify_FromAPipe_ReadsLittle(string name)
    {
        var format = EventFormats.Default.ByName(name);
        byte[] bytes = FormatCases.Bytes(name, FormatCases.Events(20_000));
        using Pipe pipe = new(bytes, 100);

        var header = EventFormats.Default.Identify(pipe, new ReadOptions { Path = "x" + Extension(format) });

        Assert.Same(format, header.Format);
        Assert.Equal(FormatCases.Told(name), header.Sensor);
        Assert.InRange(pipe.Given, 1, name is "npz" or "npy" ? bytes.Length : 8192); // NumPy's are collected whole
    }

    [Fact]
    public void Identify_HeaderFields_AreTheFilesOwn()
    {
        byte[] bytes = [.. "% Data file containing CD events.\n% Version 2\n% Date 2026-01-02\n% Height 480\n% Width 640\n"u8, 0, 8];

        var header = EventFormats.Default.Identify(new MemoryStream(bytes), new ReadOptions());

        Assert.Equal(("dat", new SensorSize(640, 480)), (header.Format.Name, header.Sensor));
        Assert.Contains(header.Fields, f => f.Name.Contains("Date", StringComparison.Ordinal) && f.Value.Contains("2026-01-02", StringComparison.Ordinal));
    }

    [Fact]
    public void Identify_ForcedFormat_GoesBeforeBytesAndName()
    {
        var header = EventFormats.Default.Identify(new MemoryStream([1, 2, 3, 4, 5]), new ReadOptions { Path = "x.dat" }, EventFormats.Default.ByName("atis-bin"));

        Assert.Equal("atis-bin", header.Format.Name);
    }

    [Fact]
    public void Identify_DeclaredSensor_GoesBeforeTheHeader() =>
        Assert.Equal(new SensorSize(7, 8), EventFormats.Default.Identify(
            new MemoryStream(FormatCases.Bytes("aedat4", FormatCases.Events())), new ReadOptions { Sensor = new SensorSize(7, 8) }).Sensor);

    [Fact]
    public void Identify_DamagedHeaderOrUnknownFormat_IsAnError()
    {
        byte[] damaged = FormatCases.Bytes("aedat4", FormatCases.Events());
        damaged.AsSpan(18, 40).Clear();

        Assert.Throws<EventFormatException>(() => EventFormats.Default.Identify(new MemoryStream(damaged), new ReadOptions()));
        var unknown = Assert.Throws<EventFormatException>(() => EventFormats.Default.Identify(new MemoryStream("hello"u8.ToArray()), new ReadOptions { Path = "x.xyz" }));
        Assert.Contains("68 65 6c 6c 6f", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("an empty file", Assert.Throws<EventFormatException>(() => EventFormats.Default.Identify(Stream.Null, new ReadOptions())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void OpenReader_FromAPipe_BeginsAtTheFirstByte(string name)
    {
        EventBuffer expected = FormatCases.Events(3000), events = new();
        byte[] bytes = FormatCases.Bytes(name, expected);
        using Pipe pipe = new(bytes, 37);

        (var format, var reader, var stream) = EventFormats.Default.OpenReader(pipe, new ReadOptions { Path = "x" + Extension(EventFormats.Default.ByName(name)) });
        byte[] chunk = new byte[64];
        int got;
        while ((got = stream.Read(chunk)) > 0)
            reader.Read(chunk.AsSpan(0, got), events);
        reader.Finish(events);

        Assert.Equal(name, format.Name);
        EventData.AssertSame(expected, events);
        Assert.Equal(bytes.Length, reader.Report.Bytes);
    }

    [Fact]
    public void OpenReader_ForcedFormat_IsTaken() =>
        Assert.Equal("es", EventFormats.Default.OpenReader(new MemoryStream([1, 2, 3]), new ReadOptions { Path = "x.dat" }, EventFormats.Default.ByName("es")).Format.Name);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 3)]
    [InlineData(5, 100)]
    public void PrefixedStream_Read_GivesThePrefixThenTheRest(int prefix, int chunk)
    {
        byte[] all = [.. Enumerable.Range(0, 40).Select(i => (byte)i)];
        using PrefixedStream stream = new(all.AsMemory(0, prefix), new Pipe(all[prefix..], 7));
        using MemoryStream copy = new();

        byte[] buffer = new byte[chunk + 2];
        int got;
        while ((got = stream.Read(buffer, 1, chunk)) > 0)
            copy.Write(buffer, 1, got);

        Assert.Equal(all, copy.ToArray());
        Assert.Equal(0, stream.Read(buffer, 0, chunk));
    }

    [Fact]
    public void PrefixedStream_Disposed_DisposesTheRest()
    {
        MemoryStream rest = new();
        PrefixedStream stream = new(new byte[] { 1 }, rest);
        Assert.True(stream is { CanRead: true, CanSeek: false, CanWrite: false });

        stream.Dispose();

        Assert.False(rest.CanRead);
    }

    private static string Extension(EventFormat format) => format.Extensions.Count > 0 ? format.Extensions[0] : "";

    /// <summary>Bytes that come in small pieces and cannot be sought.</summary>
    private sealed class Pipe(byte[] bytes, int most) : Stream
    {
        public int Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = Math.Min(Math.Min(count, most), bytes.Length - Given);
            bytes.AsSpan(Given, given).CopyTo(buffer.AsSpan(offset));
            Given += given;
            return given;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
