using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Numpy;
using Saccade.Events.Formats.Text;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Numpy;

public sealed class NpzReaderTests
{
    [Theory]
    [InlineData("1_hand_clapping", "1")]
    [InlineData("2_right_hand_wave", "2")]
    public void Read_SharedClips_GiveTheEventsOfTheirTwins(string npz, string bs2)
    {
        EventBuffer expected = new(), events = new();
        EventFormats.Default.ReadFile(SharedData.Require("data", "dvsgesture", $"{bs2}.bs2"), expected);
        string path = SharedData.Require("data", "dvsgesture", "derived", $"{npz}.npz");
        byte[] bytes = File.ReadAllBytes(path);

        EventFormats.Default.ReadFile(path, events);

        EventData.AssertSame(expected, events);
        foreach (int chunk in new[] { 7, 64, 4096 })
            EventData.AssertSame(expected, EventData.Decode(NpzFormat.Instance, bytes, chunk).Events);
    }

    [Fact]
    public void Read_OtherNamesAndTypes_AreFound()
    {
        byte[] bytes = NumpyFiles.Npz(
            ("label.npy", NumpyFiles.Npy("'<i8'", "()", new byte[8])),
            ("polarities.npy", NumpyFiles.Npy("'|b1'", "(2,)", [1, 0])),
            ("timestamps_ms.npy", NumpyFiles.Npy("'<f8'", "(2,)", NumpyFiles.Doubles(0.005, 1.5))),
            ("X.npy", NumpyFiles.Npy("'|u1'", "(2,)", [3, 30])),
            ("Y.npy", NumpyFiles.Npy("'|u1'", "(2,)", [2, 20])));

        var events = EventData.Decode(NpzFormat.Instance, bytes, 9).Events;

        Assert.Equal([new Event(5, 3, 2, 1), new Event(1500, 30, 20, 0)], [events[0], events[1]]);
    }

    [Fact]
    public void Read_RecordsInAnArchive_AreFound()
    {
        var events = FormatCases.Events(30);
        byte[] npy = FormatCases.Bytes("npy", events);

        EventData.AssertSame(events, EventData.Decode(NpzFormat.Instance, NumpyFiles.Npz(("anything.npy", npy)), 9).Events);
        EventData.AssertSame(events, EventData.Decode(NpzFormat.Instance, NumpyFiles.Npz(("label.npy", npy[..20]), ("events.npy", npy)), 9).Events);
    }

    [Theory]
    [InlineData("frames.npy", "NpzFrames")]
    [InlineData("weights.npy", "arrays t, x, y and p")]
    [InlineData("readme.txt", "no arrays")]
    public void Read_NoEvents_SaysWhatIsThere(string entry, string expected)
    {
        byte[] bytes = NumpyFiles.Npz((entry, NumpyFiles.Npy("'<f4'", "(1, 2, 1, 1)", new byte[8])));

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpzFormat.Instance, bytes, 9));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnsOfDifferentLength_GiveTheCommonRowsAndTheError()
    {
        byte[] column = NumpyFiles.Npy("'|u1'", "(3,)", [1, 1, 1]), shorter = NumpyFiles.Npy("'|u1'", "(2,)", [1, 1]);
        byte[] bytes = NumpyFiles.Npz(("t.npy", column), ("x.npy", column), ("y.npy", shorter), ("p.npy", column));

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpzFormat.Instance, bytes, 9));
        (var events, var report) = EventData.Decode(NpzFormat.Instance, bytes, 9, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Contains("'t'", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1L), (events.Count, report.Damages));
    }

    [Fact]
    public void Read_WrongChecksum_IsANamedError()
    {
        byte[] bytes = FormatCases.Bytes("npz", FormatCases.Events(50));
        int at = bytes.AsSpan().IndexOf("t.npy"u8) + 5 + 128 + 3; // a time
        bytes[at] ^= 1;

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpzFormat.Instance, bytes, 1000));

        Assert.Contains("!t.npy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EntryLargerThanItsArray_IsNotUnpacked()
    {
        byte[] bomb = [.. NumpyFiles.Npy("'|u1'", "(1,)", [1]), .. new byte[64 << 20]];
        byte[] one = NumpyFiles.Npy("'|u1'", "(1,)", [1]);
        byte[] bytes = NumpyFiles.Npz(("t.npy", bomb), ("x.npy", one), ("y.npy", one), ("p.npy", one));
        Array.Clear(bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpzFormat.Instance, bytes, 1000));

        Assert.Contains("!t.npy", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("t.npy")]
    [InlineData("arr_0.npy")]
    public void Read_ZerosThatBecomeGigabytes_AreRefusedBeforeTheyAreUnpacked(string first)
    {
        byte[] zeros = first == "t.npy" ? NumpyFiles.Npy("'|u1'", "(41943040,)", new byte[40 << 20])
            : NumpyFiles.Npy("[('t', '|u1'), ('x', '|u1'), ('y', '|u1'), ('p', '|u1')]", "(20971520,)", new byte[80 << 20]);
        byte[] bytes = NumpyFiles.Npz([.. new[] { first, "x.npy", "y.npy", "p.npy" }.Take(first == "t.npy" ? 4 : 1).Select(n => (n, zeros))]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpzFormat.Instance, bytes, 1 << 16));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains("64 MiB, and 16 for each", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArraysApart_AllocateTheEventsAndLittleElse()
    {
        var events = FormatCases.Events(400_000);
        byte[] bytes = NumpyFiles.Npz(
            ("arr_0.npy", NumpyFiles.Npy("'<i8'", "(4, 400000)", [.. events.Times.ToArray().Concat(events.X.ToArray().Select(x => (long)x))
                .Concat(events.Y.ToArray().Select(y => (long)y)).Concat(events.Polarities.ToArray().Select(p => (long)p)).SelectMany(BitConverter.GetBytes)])));
        EventBuffer read = new(400_000);
        var reader = NpzFormat.Instance.CreateReader(new ReadOptions { Text = new TextLayout([TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity]) });
        reader.Read(bytes, read);
        long before = GC.GetAllocatedBytesForCurrentThread();

        reader.Finish(read);

        EventData.AssertSame(events, read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Fact]
    public void Write_SameEvents_GivesTheSameBytes() =>
        Assert.Equal(FormatCases.Bytes("npz", FormatCases.Events()), FormatCases.Bytes("npz", FormatCases.Events()));

    [Fact]
    public void Read_AnyBytes_GiveEventsOrANamedError()
    {
        Prop.ForAll<byte[], PositiveInt>((bytes, chunk) =>
        {
            Attempt(bytes, chunk.Get);
            Attempt([.. "PK\x03\x04"u8, .. bytes, .. "PK\x05\x06"u8, .. bytes], chunk.Get);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Read_FlippedBytes_GiveEventsOrANamedError(CompressionLevel level)
    {
        byte[] column = NumpyFiles.Npy("'|u1'", "(3,)", [1, 1, 1]);
        byte[] bytes = NumpyFiles.Npz(level, ("t.npy", column), ("x.npy", column), ("y.npy", column), ("p.npy", column));
        var random = new CounterRandom(4, RandomPurpose.Test, 5);
        for (int i = 0; i < 2000; i++)
        {
            byte[] wrong = [.. bytes];
            wrong[random.NextInt32(0, wrong.Length)] = (byte)random.NextInt32(0, 256);
            Attempt(wrong, 1000);
        }
    }

    [Theory]
    [InlineData("'<f4'", 4)]
    [InlineData("'|u1'", 1)]
    public void Frames_OfSpikingJelly_AreTransposed(string type, int size)
    {
        byte[] data = [.. Enumerable.Range(0, 2 * 2 * 3 * 4).SelectMany(i => size == 1 ? [(byte)i] : BitConverter.GetBytes((float)i))];
        using MemoryStream stream = new(NumpyFiles.Npz(("frames.npy", NumpyFiles.Npy(type, "(2, 2, 3, 4)", data))));

        var frames = NpzFrames.Read(stream, "frames.npz");

        Assert.Equal((2, new SensorSize(4, 3)), (frames.Steps, frames.Size));
        for (int t = 0; t < 2; t++)
        {
            for (int c = 0; c < 2; c++)
            {
                for (int y = 0; y < 3; y++)
                {
                    for (int x = 0; x < 4; x++)
                        Assert.Equal(((t * 2 + c) * 3 + y) * 4 + x, frames[t, y, x, c]);
                }
            }
        }
    }

    [Theory]
    [InlineData("(2, 3, 1, 1)", "(T, 2, H, W)")]
    [InlineData("(6,)", "(T, 2, H, W)")]
    [InlineData("(3, 2, 1)", "(T, 2, H, W)")]
    [InlineData("(0, 2, 70000, 1)", "(T, 2, H, W)")]
    [InlineData("(9, 2, 1, 1)", "18 bytes")]
    public void Frames_OfAnotherShape_AreRefused(string shape, string expected)
    {
        byte[] data = shape.StartsWith("(0", StringComparison.Ordinal) ? [] : new byte[6];
        using MemoryStream stream = new(NumpyFiles.Npz(("frames.npy", NumpyFiles.Npy("'|u1'", shape, data))));

        Assert.Contains(expected, Assert.Throws<EventFormatException>(() => NpzFrames.Read(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_FileOfEvents_SaysSo()
    {
        using MemoryStream stream = new(FormatCases.Bytes("npz", FormatCases.Events()));

        Assert.Contains("format npz", Assert.Throws<EventFormatException>(() => NpzFrames.Read(stream)).Message, StringComparison.Ordinal);
    }

    private static void Attempt(byte[] bytes, int chunk)
    {
        try
        {
            EventData.Decode(NpzFormat.Instance, bytes, chunk);
        }
        catch (EventFormatException e)
        {
            Assert.InRange(e.ByteOffset, 0, bytes.Length + 200); // inside an array the offset is that of its own bytes
        }
    }
}
