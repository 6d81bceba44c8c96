using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Text;

public sealed class TextEventReaderTests
{
    private static readonly Event[] _two = [new(5, 3, 2, 1), new(1_000_007, 30, 20, 0)];

    public static TheoryData<string> SameTwoEvents =>
    [
        "t,x,y,p\n5,3,2,1\n1000007,30,20,0\n",
        "5,3,2,1\n1000007,30,20,0\n",
        "5 3 2 1\r\n1000007 30 20 0",
        "0.000005 3 2 1\n1.000007 30 20 0\n",
        "3,2,1,5\n30,20,0,1000007\n",
        "x;y;p;t\n3;2;1;5\n30;20;-1;1000007\n",
        "# a comment\n\n  t\tx\ty\tp\n% more\n5\t3\t2\ttrue\n\n1000007\t30\t20\tFalse\n\n",
        "# t x y p\n5 3 2 1\n1000007 30 20 -1\n",
        "\"timestamp\",\"x\",\"y\",\"polarity\"\n5,3,2,1\n1000007,30,20,0\n",
        "index,timestamp_ns,x,y,pol,note\n0,5499,3,2,1,abc\n1,1000006500,30,20,0,\n",
        "time [s], x, y, on\n5e-6, 3, 2, 1\n1.000007, 30, 20, 0\n",
        "t_ms,x,y,p\n0.005,3,2,1\n1000.007,30,20,0\n",
        "p,t_us,y,x\n1,4.6,2,3\n0,1000007.4,20,30\n",
        "5.000000e-06 3.000000e+00 2.000000e+00 1.000000e+00\n1.000007e+00 3.000000e+01 2.000000e+01 -1.000000e+00\n",
        "\uFEFFt,x,y,p\n5,3,2,1\n1000007,30,20,0\n",
        "640 480\n0.000005 3 2 1\n1.000007 30 20 0\n",
        ",t,x,y,p\n0,5,3,2,1\n1,1000007,30,20,0\n", // the index of pandas
        "\tt\tx\ty\tp\n0\t5\t3\t2\t1\n1\t1000007\t30\t20\t0\n",
        "\"\",\"t\",\"x\",\"y\",\"p\"\n\"1\",5,3,2,1\n\"2\",1000007,30,20,0\n", // the row names of R
        "Unnamed: 0,t,x,y,p\n0,5,3,2,1\n1,1000007,30,20,0\n",
        "t,x,y,p,\n5,3,2,1,\n1000007,30,20,0,\n",
        "t,x,y,p,\n5,3,2,1\n1000007,30,20,0\n",
        "t;x;y;p\n5;3;2;1;\n1000007;30;20;0; \n",
        "5,3,2,1,\n1000007,30,20,0,\n",
        "\"t\",\"x\",\"y\",\"p\"\n\"5\",\"3\",\"2\",\"1\"\n\"1000007\",\"30\",\"20\",\"False\"\n",
        "note,t_us,x,y,p\n\"one, or two\",5,3,2,1\n\"\",\"1000007.0\",\"30\",20.0,\"0\"\n",
        "\"5\" \"3\" \"2\" \"1\"\n\"1000007\" \"30\" \"20\" \"0\"\n",
    ];

    [Theory]
    [MemberData(nameof(SameTwoEvents))]
    public void Read_EveryWayToWriteThem_GivesTheSameEvents(string text)
    {
        foreach (int chunk in new[] { 1, 3, 7, 1000 })
        {
            (var events, var report) = Decode(text, chunk);
            Assert.Equal(_two, new[] { events[0], events[1] });
            Assert.Equal((2L, 0L, Encoding.UTF8.GetByteCount(text)), (report.Events, report.Damages, report.Bytes));
        }
    }

    [Theory]
    [InlineData("# width=64 height=48\nt,x,y,p\n5,3,2,1\n", 64, 48)]
    [InlineData("%geometry:640,480\n5,3,2,1\n7,3,1,0\n", 640, 480)]
    [InlineData("240 180\n5 3 2 1\n7 3 1 0\n", 240, 180)]
    [InlineData("# 64x48, no names\nt,x,y,p\n5,3,2,1\n", 0, 0)]
    public void Sensor_NamedInTheFile_IsHonoured(string text, int width, int height)
    {
        var reader = TextFormat.Instance.CreateReader(new ReadOptions());
        reader.Read(Encoding.UTF8.GetBytes(text), new EventBuffer());
        reader.Finish(new EventBuffer());

        Assert.Equal(width == 0 ? null : new SensorSize(width, height), reader.Sensor);
        Assert.Contains(new HeaderField("columns", "time x y polarity"), reader.Header);
    }

    [Fact]
    public void Read_OutsideTheNamedSensor_IsRefusedOrCounted()
    {
        const string Text = "# width=64 height=48\nt,x,y,p\n5,64,2,1\n6,1,2,1\n";

        var error = Assert.Throws<EventFormatException>(() => Decode(Text, 10));
        var report = Decode(Text, 10, new ReadOptions { OutsideSensor = OutsideSensor.Drop }).Report;

        Assert.Equal(Text.IndexOf("5,64", StringComparison.Ordinal), error.ByteOffset);
        Assert.Equal((1L, 1L), (report.Events, report.OutsideSensor));
    }

    [Theory]
    [InlineData("t,x,y,p\n5,3,2,1\n6,3,2\n", 21, "line 3", "4 columns")]
    [InlineData("t,x,y,p\n5,3,2,1\n6,3,2,1,9\n", 23, "line 3", "no more than 4 columns")]
    [InlineData("t,x,y,p\n5,3,2,2\n", 14, "line 2", "polarity")]
    [InlineData("t,x,y,p\n\n# note\n5,x,2,1\n", 18, "line 4", "x")]
    [InlineData("t,x,y,p\n5,3,2.5,1\n", 12, "line 2", "whole number as y")]
    [InlineData("t,x,y,p\n5,3,2,1\n6.5,3,2,1\n", 16, "line 3", "unit of time")]
    [InlineData("t,x,y,p\nsoon,3,2,1\n", 8, "line 2", "number as time")]
    [InlineData("t,x,y,p\n99999999999999999999,3,2,1\n", 8, "line 2", "64 bits")]
    [InlineData("t,x,y,p\n5,,3,2,1\n", 10, "line 2", "x")]
    [InlineData("t,x,y,p\n5a,3,2,1\n", 8, "line 2", "time")]
    [InlineData("t,x,y,p\n\"5,3,2,1\n", 8, "line 2", "time")]
    [InlineData("t,x,y,p\n5,\"3\"0,2,1\n", 10, "line 2", "whole number as x")]
    [InlineData("t,x,y,p\n5,3,2,1,,\n", 15, "line 2", "no more than 4 columns")]
    [InlineData("t,x,y\n5,3,2\n", 0, "line 1", "names t, x, y and p")]
    [InlineData("t,x,y,p,time\n5,3,2,1,4\n", 0, "line 1", "names t, x, y and p")]
    [InlineData("1,1,1,1\n2,2,1,1\n", 0, "line 1", "--columns")]
    [InlineData("1,2,3\n", 0, "line 1", "--columns")]
    [InlineData("1,2,3,4\n", 0, "line 1", "--columns")]
    public void Read_WrongLine_SaysWhereAndWhat(string text, int offset, string line, string expected)
    {
        foreach (int chunk in new[] { 1, 1000 })
        {
            var error = Assert.Throws<EventFormatException>(() => Decode(text, chunk));

            Assert.StartsWith("test: at byte", error.Message, StringComparison.Ordinal);
            Assert.Equal(offset, error.ByteOffset);
            Assert.Contains(line, error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_WrongLinesSalvaged_AreCounted()
    {
        (var events, var report) = Decode("t,x,y,p\n5,3,2,1\nwhat\n6,3\n7,1,1,0\n", 5, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Equal([5, 7], events.Times.ToArray());
        Assert.Equal((2L, 9L), (report.Damages, report.LostBytes));
        Assert.Contains("line 3", report.FirstDamage, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndlessLine_IsRefusedOrPassedOver()
    {
        string text = "t,x,y,p\n5,3,2,1\n" + new string('7', 200_000) + "\n8,1,1,0\n";
        foreach (int chunk in new[] { 1000, 1_000_000 })
        {
            Assert.Equal(16, Assert.Throws<EventFormatException>(() => Decode(text, chunk)).ByteOffset);
            (var events, var report) = Decode(text, chunk, new ReadOptions { Damage = DamagePolicy.Salvage });
            Assert.Equal([5, 8], events.Times.ToArray());
            Assert.Equal((1L, 200_001L), (report.Damages, report.LostBytes));
        }
    }

    [Theory]
    [InlineData("1 1 1 1\n2 2 1 1\n")]
    [InlineData("some names here now\n1 1 1 1\n2 2 1 1\n")]
    public void Read_ForcedLayout_LeavesNoDoubt(string text)
    {
        TextLayout layout = new([TextColumn.X, TextColumn.Time, TextColumn.Y, TextColumn.Polarity], TimeUnit.Milliseconds);

        var events = Decode(text, 4, new ReadOptions { Text = layout }).Events;

        Assert.Equal([new Event(1000, 1, 1, 1), new Event(2000, 2, 1, 1)], [events[0], events[1]]);
    }

    [Theory]
    [InlineData(",t,x,y,p\n0,1,3,2,1\n")]
    [InlineData("\"\",\"t\",\"x\",\"y\",\"p\"\n\"0\",1,3,2,1,\n")]
    [InlineData("7,1,3,2,1\n")]
    [InlineData("frame,t_ms,x,y,p\n7,0.001,3,2,1\n")]
    public void Read_LayoutWithAnIgnoredColumn_TakesItAndTheUnitOfTheFile(string text)
    {
        TextLayout layout = new([TextColumn.Ignored, TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity]);

        var events = Decode(text, 4, new ReadOptions { Text = layout }).Events;

        Assert.Equal([new Event(1, 3, 2, 1)], [events[0]]);
    }

    /// <summary>Integers that a program kept as floating-point numbers look like seconds and are none.</summary>
    [Theory]
    [InlineData("1.000000000000000000e+05 5.0e0 6.0e0 1.0e0\n2.000000000000000000e+05 7.0e1 8.0e0 0.0e0\n")] // numpy.savetxt
    [InlineData("t,x,y,p\n100000.0,5,6,1\n200000.0,70,8,0\n")] // pandas
    [InlineData("5 6 1 100000.\n70 8 0 200000.\n")]
    [InlineData("t,x,y,p\n1e5,5,6,1\n2e5,70,8,0\n")]
    [InlineData("t,x,y,p\n100000.00000000000000000000000,5,6,1\n")]
    [InlineData("t,x,y,p\n\"100000.0\",5,6,1\n")]
    public void Read_WholeTimesWithAPoint_WantTheirUnit(string text)
    {
        foreach (int chunk in new[] { 1, 7, 1000 })
        {
            var error = Assert.Throws<EventFormatException>(() => Decode(text, chunk));
            var first = Decode(text, chunk, new ReadOptions { Text = new TextLayout(Unit: TimeUnit.Microseconds) }).Events[0];

            Assert.Contains("--unit", error.Message, StringComparison.Ordinal);
            Assert.Equal(new Event(100_000, 5, 6, 1), first);
        }
    }

    [Fact]
    public void Read_WholeTimesBeforeAFraction_AreSeconds()
    {
        string text = "t,x,y,p\n" + string.Concat(Enumerable.Repeat("0.0,3,2,1\n", 1000)) + "0.5,3,2,1\n";

        var events = Decode(text, 100).Events;

        Assert.Equal((1001, 500_000), (events.Count, events[1000].TimeMicros));
    }

    [Theory]
    [InlineData("t,x,y,p\n100000.5,1,1,1\n300500.5,1,1,1\n")] // microseconds, averaged
    [InlineData("t,x,y,p\n1600000000123.5,1,1,1\n")] // milliseconds since 1970
    public void Read_SecondsThatNoCameraRecords_WantTheirUnit(string text)
    {
        var error = Assert.Throws<EventFormatException>(() => Decode(text, 5));

        Assert.Contains("taken for seconds", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, Decode(text, 5, new ReadOptions { Text = new TextLayout(Unit: TimeUnit.Milliseconds) }).Events.Count);
    }

    [Theory]
    [InlineData("t,x,y,p\n0,1,1,1\n200000000000,1,1,1\n", "span 2.3 days")] // nanoseconds
    [InlineData("t,x,y,p\n1764153000123456789,1,1,1\n1764153000123456999,1,1,1\n", "2255")]
    [InlineData("t,x,y,p\n0,1,1,1\n86400000000,1,1,1\n", null)]
    [InlineData("t_us,x,y,p\n0,1,1,1\n200000000000,1,1,1\n", null)]
    public void Read_IntegersThatNoCameraRecords_AreRemarked(string text, string? expected)
    {
        string? remark = Decode(text, 5).Report.Remark;

        Assert.Equal(expected is null, remark is null);
        Assert.Contains(expected ?? "", remark ?? "", StringComparison.Ordinal);
    }

    /// <summary>Each line without a time looks for one in the lines behind it: that must not cost as much for every line.</summary>
    [Fact]
    public void Read_ManyLinesWithoutATime_AreReadInReasonableTime()
    {
        string text = "t,x,y,p\n" + string.Concat(Enumerable.Repeat("-\n", 200_000)) + "5,3,2,1\n";
        long started = TimeProvider.System.GetTimestamp();

        (var events, var report) = Decode(text, 1 << 16, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Equal((1, 200_000L), (events.Count, report.Damages));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Read_FirstLineLongerThanTheSampleForTheUnit_IsRead(int chunk)
    {
        string text = $"t,x,y,p,note\n5,3,2,1,{new string('n', 40_000)}\n7,30,20,0,\n";

        Assert.Equal([5, 7], Decode(text, chunk).Events.Times.ToArray());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Salvage_FirstTimeInALineThatTheSampleCuts_IsRead(int chunk)
    {
        for (int before = 0; before < 12; before++)
        {
            string text = "t,x,y,p\n" + new string('-', before) + "\n" + string.Concat(Enumerable.Repeat("bad,3,2,1\n", 3275)) + "5,30,20,0\n7,30,20,0\n";

            Assert.Equal([5, 7], Decode(text, chunk, new ReadOptions { Damage = DamagePolicy.Salvage }).Events.Times.ToArray());
        }
    }

    [Fact]
    public void New_LayoutWithoutTime_IsRefused()
    {
        TextLayout layout = new([TextColumn.X, TextColumn.Ignored, TextColumn.Y, TextColumn.Polarity], TimeUnit.Milliseconds);

        Assert.Throws<ArgumentException>(() => TextFormat.Instance.CreateReader(new ReadOptions { Text = layout }));
    }

    [Fact]
    public void Read_LongRecordings_AreReadBackInChunks()
    {
        var events = EventData.Random(20_000, new SensorSize(640, 480), 3);
        byte[] bytes = FormatCases.Bytes("text", events, new WriteOptions { Sensor = new SensorSize(640, 480) });

        foreach (int chunk in new[] { 1, 7, 64, 4096, bytes.Length })
            EventData.AssertSame(events, EventData.Decode(TextFormat.Instance, bytes, chunk).Events);
    }

    [Fact]
    public void Read_WithoutNames_IsGuessedFromTheFirstLinesOnly()
    {
        var events = EventData.Random(5_000, new SensorSize(640, 480), 3);
        byte[] bytes = FormatCases.Bytes("text", events, new WriteOptions());
        byte[] nameless = bytes[8..]; // without t,x,y,p

        foreach (int chunk in new[] { 1, 999, nameless.Length })
            EventData.AssertSame(events, EventData.Decode(TextFormat.Instance, nameless, chunk).Events);
    }

    [Fact]
    public void Read_PlainLines_GiveWhatTheCarefulWayGives()
    {
        // A column that is ignored turns the fast way off.
        const string Alphabet = "0123456789999,,,,,.. ;\n\n\n-";
        Prop.ForAll<byte[], NonNegativeInt>((bytes, which) =>
        {
            string text = string.Concat(bytes.Select(b => Alphabet[b % Alphabet.Length]));
            string lines = $"5.25,3,2,1\n{which.Get}.5,1,2,-1\n6,7,8,1\r\n{text}\n0.1234567,1,2,0\n7.123456;3 4\t0\n";
            string slow = lines.Replace("\r", "", StringComparison.Ordinal);
            slow = string.Join('\n', slow.Split('\n').Select(l => l.Length == 0 ? l : l + ",ignored"));
            ReadOptions options = new() { Damage = DamagePolicy.Salvage, Text = new TextLayout(Unit: which.Get % 4 == 0 ? TimeUnit.Seconds : null) };
            string name = (which.Get % 4) switch { 0 => "t", 1 => "t_us", 2 => "t_ms", _ => "t_s" };

            var fast = Decode($"{name},x,y,p\n{lines}", 50, options).Events;
            var careful = Decode($"{name},x,y,p,note\n{slow}", 50, options).Events;

            EventData.AssertSame(careful, fast);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [InlineData("t,x,y,p\n")]
    [InlineData("")]
    [InlineData("# nothing\n\n")]
    public void Read_NoEvents_IsNoError(string text) => Assert.Equal(0, Decode(text, 3).Events.Count);

    [Fact]
    public void Read_AnyBytes_GiveEventsOrANamedError()
    {
        const string Alphabet = "0123456789,;. \n\n\n-+e#%txyp\t\r\"";
        Prop.ForAll<byte[], PositiveInt>((bytes, chunk) =>
        {
            byte[] text = [.. bytes.Select(b => (byte)Alphabet[b % Alphabet.Length])];
            foreach (byte[] input in new[] { bytes, text, [.. "t,x,y,p\n"u8, .. text] })
            {
                foreach (var damage in Enum.GetValues<DamagePolicy>())
                    Attempt(input, chunk.Get, damage);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Read_FlippedCharacters_GiveEventsOrANamedError()
    {
        byte[] bytes = FormatCases.Bytes("text", FormatCases.Events(20));
        var random = new CounterRandom(4, RandomPurpose.Test, 1);
        for (int i = 0; i < 500; i++)
        {
            byte[] wrong = [.. bytes];
            wrong[random.NextInt32(0, wrong.Length)] = (byte)random.NextInt32(0, 256);
            Attempt(wrong, 50, DamagePolicy.Salvage);
        }
    }

    [Fact]
    public void KnowsExtension_Text_MayBeAnything()
    {
        Assert.False(EventFormats.Default.KnowsExtension("labels.csv"));
        Assert.Same(TextFormat.Instance, EventFormats.Default.Detect("events.csv", "0,1,2,1"u8));
    }

    private static void Attempt(byte[] bytes, int chunk, DamagePolicy damage)
    {
        try
        {
            (var events, var report) = EventData.Decode(TextFormat.Instance, bytes, chunk, new ReadOptions { Damage = damage });
            Assert.Equal(events.Count, report.Events);
        }
        catch (EventFormatException e)
        {
            Assert.InRange(e.ByteOffset, 0, bytes.Length);
        }
    }

    private static (EventBuffer Events, DecodeReport Report) Decode(string text, int chunk, ReadOptions? options = null) =>
        EventData.Decode(TextFormat.Instance, Encoding.UTF8.GetBytes(text), chunk, options);
}
