using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Numpy;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Numpy;

public sealed class NpyReaderTests
{
    private static readonly Event[] _two = [new(5, 3, 2, 1), new(1_000_007, 30, 20, 0)];

    public static TheoryData<string, string> Records => new()
    {
        // tonic
        { "[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '?')]", "0300 0200 0500000000000000 01 1E00 1400 47420F0000000000 00" },
        { "[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')]", "0300 0200 0500000000000000 07 1E00 1400 47420F0000000000 00" },
        // expelliarmus
        { "[('t', '<i8'), ('x', '<i2'), ('y', '<i2'), ('p', '|u1')]", "0500000000000000 0300 0200 01 47420F0000000000 1E00 1400 00" },
        { "[('t', '>i4'), ('x', '>u2'), ('y', '|u1'), ('p', '|i1')]", "00000005 0003 02 01 000F4247 001E 14 FF" },
        { "[('timestamp', '>u8'), ('x', '|i1'), ('y', '>i4'), ('polarity', '<u4')]", "0000000000000005 03 00000002 01000000 00000000000F4247 1E 00000014 00000000" },
        { "[('x', '<u2'), ('', '|V2'), ('note', '|S3'), ('more', '<f4', (2, 1)), ('y', '<u2'), ('t', '<u4'), ('p', '|u1')]",
            "0300 EEEE 414141 0000000000000000 0200 05000000 01 1E00 EEEE 414141 0000000000000000 1400 47420F00 00" },
        { "[(('the time', 't_ns'), '<i8'), ('x', '<f4'), ('y', '<f2'), ('p', '<f8')]",
            "8813000000000000 00004040 0040 000000000000F03F 58E59A3B00000000 0000F041 004D 0000000000000000" },
        { "[('t', '<f8'), ('x', '<i2'), ('y', '<i2'), ('p', '|u1')]", Hex(0.000005) + " 0300 0200 01 " + Hex(1.000007) + " 1E00 1400 00" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void Read_Records_OfAnyType(string type, string hex)
    {
        foreach (int version in new[] { 1, 2, 3 })
        {
            byte[] bytes = NumpyFiles.Npy(type, "(2,)", Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), version: version);
            foreach (int chunk in new[] { 1, 7, 1000 })
            {
                var events = EventData.Decode(NpyFormat.Instance, bytes, chunk).Events;
                Assert.Equal(2, events.Count);
                Assert.Equal(_two, new[] { events[0], events[1] });
            }
        }
    }

    [Theory]
    [InlineData("(2, 4)", false, new[] { 0.000005, 3, 2, 1, 1.000007, 30, 20, 0 })]
    [InlineData("(2, 4)", true, new[] { 0.000005, 1.000007, 3, 30, 2, 20, 1, 0 })]
    [InlineData("(4, 2)", false, new[] { 0.000005, 1.000007, 3, 30, 2, 20, 1, -1 })]
    [InlineData("(4, 2)", true, new[] { 3, 2, 0.000005, 1, 30, 20, 1.000007, 0 })]
    [InlineData("(2, 4)", false, new[] { 3, 2, 1, 0.000005, 30, 20, 0, 1.000007 })]
    public void Read_Tables_OfAnyOrder(string shape, bool fortran, double[] values)
    {
        byte[] bytes = NumpyFiles.Npy("'<f8'", shape, NumpyFiles.Doubles(values), fortran);

        var events = EventData.Decode(NpyFormat.Instance, bytes, 50).Events;

        Assert.Equal(_two, new[] { events[0], events[1] });
    }

    [Theory]
    [InlineData("'<f8'", 8)]
    [InlineData("'<f4'", 4)]
    public void Read_WholeTimesInFloatingPoint_WantTheirUnit(string type, int size)
    {
        double[] values = [100_000, 5, 6, 1, 200_000, 70, 8, 0];
        byte[] data = size == 8 ? NumpyFiles.Doubles(values) : [.. values.SelectMany(v => BitConverter.GetBytes((float)v))];
        byte[] bytes = NumpyFiles.Npy(type, "(2, 4)", data);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 50));
        var events = EventData.Decode(NpyFormat.Instance, bytes, 50, new ReadOptions { Text = new TextLayout(Unit: TimeUnit.Microseconds) }).Events;

        Assert.Contains("--unit", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Event(100_000, 5, 6, 1), events[0]);
    }

    [Fact]
    public void Read_IntegersOfManyDays_AreRemarked()
    {
        EventBuffer events = new();
        events.Add(0, 1, 1, 1);
        events.Add(100_000_000_000, 1, 1, 1);

        Assert.Contains("1.2 days", EventData.Decode(NpyFormat.Instance, FormatCases.Bytes("npy", events), 50).Report.Remark, StringComparison.Ordinal);
        Assert.Contains("1.2 days", EventData.Decode(NpzFormat.Instance, FormatCases.Bytes("npz", events), 50).Report.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AmbiguousTable_WantsItsColumns()
    {
        byte[] bytes = NumpyFiles.Npy("'<f8'", "(2, 4)", NumpyFiles.Doubles(1, 1, 1, 1, 2, 2, 1, 1));
        TextLayout layout = new([TextColumn.X, TextColumn.Time, TextColumn.Y, TextColumn.Polarity], TimeUnit.Seconds);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 50));
        var events = EventData.Decode(NpyFormat.Instance, bytes, 50, new ReadOptions { Text = layout }).Events;

        Assert.Contains("--columns", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Event(2_000_000, 2, 1, 1), events[1]);
    }

    [Theory]
    [InlineData("", "a header of 11 bytes")]
    [InlineData("   ", "'{'")]
    [InlineData("{", "quotes")]
    [InlineData("{'descr': '<i8'}", "fortran_order and shape")]
    [InlineData("{'descr': '<i8', 'descr': '<i8', 'fortran_order': False, 'shape': (2,)}", "each once")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), 'code': 'import os'}", "each once")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "'|O'")]
    [InlineData("{'descr': '<i3', 'fortran_order': False, 'shape': (2,)}", "'<i3'")]
    [InlineData("{'descr': 8, 'fortran_order': False, 'shape': (2,)}", "quotes")]
    [InlineData("{'descr': '<i8', 'fortran_order': 0, 'shape': (2,)}", "True or False")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (-2,)}", "an extent")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2}", "')'")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "64 bits")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2,)} or more", "nothing after")]
    [InlineData("{'descr': [], 'fortran_order': False, 'shape': (2,)}", "empty record")]
    [InlineData("{'descr': [('t', '<i8')('x', '<i8')], 'fortran_order': False, 'shape': (2,)}", "']'")]
    [InlineData("{'descr': [('t', [('a', '<i8')])], 'fortran_order': False, 'shape': (2,)}", "records within records")]
    [InlineData("{'descr': [('t', '|V99999'), ('x', '<i8')], 'fortran_order': False, 'shape': (2,)}", "larger")]
    [InlineData("{'descr': [('t', '<i8', (9999999999, 9999999999))], 'fortran_order': False, 'shape': (2,)}", "larger")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (4611686018427387904, 4, 0)}", "at most")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2,)}", "records with fields")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 4)}", "NpzFrames")]
    public void Read_WrongHeader_SaysWhatWasExpected(string header, string expected)
    {
        byte[] bytes = NumpyFiles.Npy(header, new byte[16]);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 50));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.ByteOffset, 0, bytes.Length);
    }

    [Fact]
    public void Read_ClaimOfATerabyte_AllocatesNothing()
    {
        byte[] few = NumpyFiles.Npy("[('t', '<i8'), ('x', '<i2'), ('y', '<i2'), ('p', '|u1')]", "(150000000,)", new byte[20]);
        byte[] many = NumpyFiles.Npy("[('t', '<i8'), ('x', '<i2'), ('y', '<i2'), ('p', '|u1')]", "(1099511627776,)", new byte[20]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var truncated = Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, few, 50));
        Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, many, 50));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains("truncated", truncated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Truncated_GivesTheWholeRowsAndTheError()
    {
        var whole = FormatCases.Events(10);
        byte[] bytes = FormatCases.Bytes("npy", whole);
        byte[] cut = bytes[..^20];
        EventBuffer events = new();
        var reader = NpyFormat.Instance.CreateReader(new ReadOptions());
        reader.Read(cut, events);

        var error = Assert.Throws<EventFormatException>(() => reader.Finish(events));
        var report = EventData.Decode(NpyFormat.Instance, cut, 10, new ReadOptions { Damage = DamagePolicy.Salvage }).Report;

        Assert.Equal(8, events.Count);
        Assert.Equal(cut.Length, error.ByteOffset);
        Assert.Equal((8L, 1L, 6L), (report.Events, report.Damages, report.LostBytes));
    }

    [Fact]
    public void Read_BytesBehindTheArray_AreRefused()
    {
        byte[] bytes = [.. FormatCases.Bytes("npy", FormatCases.Events(10)), 0];

        Assert.Equal(bytes.Length - 1, Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 10)).ByteOffset);
    }

    [Fact]
    public void Read_WrongNumbers_AreNamedByRowAndByte()
    {
        byte[] bytes = FormatCases.Bytes("npy", FormatCases.Events(10));
        bytes[^1] = 2;

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 10));

        Assert.Equal(bytes.Length - 1, error.ByteOffset);
        Assert.Contains("row 9 of 'p'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OutsideSensor_FailsOrCounts()
    {
        byte[] bytes = FormatCases.Bytes("npy", FormatCases.Events(100));
        ReadOptions small = new() { Sensor = new SensorSize(50, 80) };

        Assert.Contains("50x80", Assert.Throws<EventFormatException>(() => EventData.Decode(NpyFormat.Instance, bytes, 10, small)).Message, StringComparison.Ordinal);
        (var events, var report) = EventData.Decode(NpyFormat.Instance, bytes, 10, small with { OutsideSensor = OutsideSensor.Drop });
        Assert.Equal(100, events.Count + report.OutsideSensor);
        Assert.InRange(report.OutsideSensor, 20, 80);
    }

    [Fact]
    public void Read_AnyBytes_GiveEventsOrANamedError()
    {
        Prop.ForAll<byte[], PositiveInt>((bytes, chunk) =>
        {
            Attempt(bytes, chunk.Get);
            Attempt(NumpyFiles.Npy(Encoding.Latin1.GetString(bytes), bytes), chunk.Get);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_FlippedBytes_GiveEventsOrANamedError()
    {
        byte[] bytes = FormatCases.Bytes("npy", FormatCases.Events(3));
        var random = new CounterRandom(4, RandomPurpose.Test, 2);
        for (int i = 0; i < 2000; i++)
        {
            byte[] wrong = [.. bytes];
            wrong[random.NextInt32(0, wrong.Length)] = (byte)random.NextInt32(0, 256);
            Attempt(wrong, 1000);
        }
    }

    private static string Hex(double value) => Convert.ToHexString(BitConverter.GetBytes(value));

    private static void Attempt(byte[] bytes, int chunk)
    {
        foreach (var damage in Enum.GetValues<DamagePolicy>())
        {
            try
            {
                EventData.Decode(NpyFormat.Instance, bytes, chunk, new ReadOptions { Damage = damage });
            }
            catch (EventFormatException e)
            {
                Assert.InRange(e.ByteOffset, 0, bytes.Length);
            }
        }
    }
}
