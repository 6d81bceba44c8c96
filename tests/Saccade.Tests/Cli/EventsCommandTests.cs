using System.Text.Json;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The commands <c>saccade events</c> in this process, on recordings that are made here.</summary>
public sealed class EventsCommandTests : IDisposable
{
    private static readonly SensorSize _sensor = new(40, 30);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> GoldenRecordings =>
    [
        "aedat4/evl_davis346_short.aedat4", "aedat4/dvproc_py_sample_constant.aedat4", "evt2/faery_evt2_gen31.raw", "evt3/expelliarmus_evt3_gen41.raw", "es/dvs.es",
        "atis_bin/tonic_sample_nmnist.bin", "derived/evt21_from_prophesee_tc_001.raw", "derived/evt2_first100k.dat",
    ];

    [Fact]
    public void Info_OfARecording_IsTheApprovedText()
    {
        EventBuffer events = new();
        new SyntheticGenerator(new SyntheticOptions { Sensor = _sensor, DurationMicros = 100_000, Seed = 5 }).Generate(1, 0, events);
        for (int i = 0; i < 399; i++)
            events.Add(i * 250, 7, 8, 1);
        events.SortByTime();
        events.Add(events.Times[^1] - 200, 7, 8, 1);
        string path = Write("clip.dat", events);

        var run = Run("info", path).Expect(ExitCode.Ok);

        ApprovedText.Check("events-info", run.Out.Replace(path, "FILE", StringComparison.Ordinal));
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Info_AsJson_HoldsWhatTheLibraryFinds()
    {
        var events = EventData.Random(1000, _sensor, 1, ordered: false);
        string path = Write("a.aedat4", events);
        var summary = EventSummary.Of(events);

        var json = Run("info", path, "--json", "--digest").Expect(ExitCode.Ok).Json();

        Assert.Equal(("aedat4", 40, 30), (json.GetProperty("format").GetString(), json.GetProperty("width").GetInt32(), json.GetProperty("height").GetInt32()));
        Assert.Equal((1000, summary.On), (json.GetProperty("events").GetInt32(), json.GetProperty("on").GetInt32()));
        Assert.Equal((events.Times[0], events.Times[^1]), (json.GetProperty("t_first").GetInt64(), json.GetProperty("t_last").GetInt64()));
        Assert.Equal((summary.Backwards, summary.LongestBackwardStep), (json.GetProperty("backwards").GetInt32(), json.GetProperty("longest_backward_step").GetInt64()));
        Assert.Equal(summary.RateOverTime, json.GetProperty("rate_over_time").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(new FileInfo(path).Length, json.GetProperty("bytes").GetInt64());
        Assert.Equal("file-or-option", json.GetProperty("sensor_from").GetString());
        Assert.Equal(EventData.Digest(events), json.GetProperty("sha256_t_x_y_p").GetString());
        Assert.False(Run("info", path, "--json").Json().TryGetProperty("sha256_t_x_y_p", out _));
    }

    [Theory]
    [MemberData(nameof(GoldenRecordings))]
    public void Info_OfAGoldenRecording_PrintsItsDigest(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("data", "formats", "golden.json")));
        var golden = document.RootElement.GetProperty(name);

        var json = Run("info", SharedData.Require(["data", "formats", .. name.Split('/')]), "--json", "--digest").Expect(ExitCode.Ok).Json();

        foreach (string key in new[] { "events", "t_first", "t_last" })
            Assert.Equal(golden.GetProperty(key).GetInt64(), json.GetProperty(key).GetInt64());
        Assert.Equal(golden.GetProperty("sha256_t_x_y_p").GetString(), json.GetProperty("sha256_t_x_y_p").GetString());
    }

    [Fact]
    public void Info_Sorted_DescribesTheSortedEvents()
    {
        var events = EventData.Random(500, _sensor, 2, ordered: false);
        string path = Write("a.aedat4", events);

        var json = Run("info", path, "--sort", "--json", "--digest").Expect(ExitCode.Ok).Json();

        Assert.Equal((0, 0, events.Disorder), (json.GetProperty("backwards").GetInt32(), json.GetProperty("longest_backward_step").GetInt32(), json.GetProperty("sorted").GetInt32()));
        Assert.Contains($"put in order; the file has {events.Disorder} steps backwards", Run("info", path, "--sort").Out);
        events.SortByTime();
        Assert.Equal(EventData.Digest(events), json.GetProperty("sha256_t_x_y_p").GetString());
    }

    [Fact]
    public void Info_Header_ReadsNoEvents()
    {
        byte[] damaged = [.. "% Data file containing CD events.\n% Version 2\n% Height 30\n% Width 40\n"u8, 0, 8, 1, 2, 3];
        string path = _folder.File("damaged.dat", damaged);

        var run = Run("info", path, "--header").Expect(ExitCode.Ok);
        var json = Run("info", path, "--header", "--json").Expect(ExitCode.Ok).Json();

        Assert.Contains("sensor  40x30", run.Out);
        Assert.Contains("Version", run.Out);
        Assert.Equal(("dat", 40), (json.GetProperty("format").GetString(), json.GetProperty("width").GetInt32()));
        Assert.Contains("not stated", Run("info", Write("a.bin", EventData.Random(5, _sensor, 1)), "--header").Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void Info_OfStandardInput_NeedsAFormatOnlyWithoutASignature()
    {
        var events = EventData.Random(100, _sensor, 3);
        byte[] signed = File.ReadAllBytes(Write("a.es", events)), bare = EventData.AtisBytes(events);

        Assert.Contains("(standard input)", CliRun.Of(new CapturedConsole { Input = signed }, default, "events", "info", "-").Expect(ExitCode.Ok).Out);
        Assert.Contains("known format", CliRun.Of(new CapturedConsole { Input = bare }, default, "events", "info", "-").Expect(ExitCode.BadData).Error);
        var json = CliRun.Of(new CapturedConsole { Input = bare }, default, "events", "info", "-", "--format", "atis-bin", "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal((100, "events"), (json.GetProperty("events").GetInt32(), json.GetProperty("sensor_from").GetString()));
    }

    [Fact]
    public void Info_NoEventsOrImpossibleTimes_IsStillAnAnswer()
    {
        string empty = Write("empty.aedat4", new EventBuffer());
        EventBuffer wild = new();
        wild.Add(long.MinValue, 0, 0, 1);
        wild.Add(long.MaxValue, 1, 1, 0);
        wild.Add(0, 1, 1, 0);

        Assert.Contains("events  0", Run("info", empty).Expect(ExitCode.Ok).Out);
        Assert.Equal(JsonValueKind.Null, Run("info", empty, "--json").Expect(ExitCode.Ok).Json().GetProperty("on_share").ValueKind);
        Assert.Contains("1 step backwards", Run("info", Write("wild.aedat4", wild)).Expect(ExitCode.Ok).Out);
    }

    [Fact]
    public void Read_DamagedFile_EndsOrIsSalvaged()
    {
        byte[] bytes = File.ReadAllBytes(Write("a.dat", EventData.Random(50, _sensor, 4)));
        string path = _folder.File("cut.dat", bytes.AsSpan(0, bytes.Length - 5)), output = Place("whole.es");

        Assert.Contains("truncated", Run("info", path).Expect(ExitCode.BadData).Error);
        Assert.Contains("truncated", Run("convert", path, output).Expect(ExitCode.BadData).Error);
        Assert.Empty(Directory.GetFiles(_folder.Path, "whole*")); // nothing half-written either
        var json = Run("info", path, "--salvage", "--json").Expect(ExitCode.Ok).Json();
        Assert.Equal((49, 1, 3), (json.GetProperty("events").GetInt32(), json.GetProperty("damages").GetInt32(), json.GetProperty("lost_bytes").GetInt32()));
        Assert.Contains("1 place, 3 bytes lost", Run("info", path, "--salvage").Expect(ExitCode.Ok).Out);
        Assert.Contains("1 damaged place, 3 bytes lost", Run("convert", path, output, "--salvage").Expect(ExitCode.Ok).Error);
        Assert.Equal(49, Read(output).Count);
    }

    [Fact]
    public void Read_WhatIsNoRecording_SaysSo()
    {
        Assert.Contains("cannot be read", Run("info", Place("nowhere.dat")).Expect(ExitCode.BadData).Error);
        Assert.Contains("saccade data info", Run("info", _folder.Path).Expect(ExitCode.BadData).Error);
        Assert.Contains("68 65 6c 6c 6f", Run("info", _folder.File("a.xyz", "hello"u8)).Expect(ExitCode.BadData).Error);
        Assert.Contains("events in stream 7", Run("convert", Write("a.aedat4", new EventBuffer()), Place("b.dat"), "--stream", "7").Expect(ExitCode.BadData).Error);
    }

    [Fact]
    public void Read_EventsOutsideTheSensor_AreAnErrorOrLeftOutAndCounted()
    {
        string path = Write("a.bin", EventData.Random(300, _sensor, 5)), output = Place("b.dat");

        Assert.Contains("20x30", Run("convert", path, output, "--sensor", "20x30").Expect(ExitCode.BadData).Error);
        var run = Run("convert", path, output, "--sensor", "20x30", "--drop-outside").Expect(ExitCode.Ok);

        var left = Read(output);
        Assert.Contains($"{300 - left.Count} events outside the sensor left out", run.Error);
        Assert.True(left.Count > 0 && left.X.ToArray().Max() < 20);
    }

    [Fact]
    public void Convert_ThroughEveryWritableFormatAndBack_LosesNothing()
    {
        var events = EventData.Random(3000, _sensor, 6);
        string first = Write("a.aedat4", events), last = first;

        foreach (var format in EventFormats.Default.Writable)
        {
            string next = Place($"{format.Name}.{(format.Extensions.Count > 0 ? format.Extensions[0][1..] : "raw")}");
            Run("convert", last, next, "--to", format.Name, "--sensor", "40x30").Expect(ExitCode.Ok);
            Assert.Contains("the same 3,000 events", Run("compare", first, next).Expect(ExitCode.Ok).Out);
            last = next;
        }

        Run("convert", last, Place("b.aedat4"), "--sensor", "40x30").Expect(ExitCode.Ok);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(Place("b.aedat4")));
    }

    [Fact]
    public void Convert_Lz4_IsSmallerAndTheSame()
    {
        string plain = Write("a.aedat4", EventData.Random(5000, _sensor, 6)), packed = Place("b.aedat4");

        Run("convert", plain, packed, "--lz4").Expect(ExitCode.Ok);

        Assert.True(new FileInfo(packed).Length < 0.9 * new FileInfo(plain).Length);
        Run("compare", plain, packed).Expect(ExitCode.Ok);
    }

    [Fact]
    public void Convert_WhatTheFormatCannotHold_IsSaidOrRefused()
    {
        EventBuffer events = EventData.Random(100, _sensor, 7), late = new(), disordered = EventData.Random(100, _sensor, 7, ordered: false);
        for (int i = 0; i < events.Count; i++)
            late.Add(events[i] with { TimeMicros = events[i].TimeMicros + 1_600_000_000_000_000 });
        string dat = Write("a.dat", events);

        Assert.Contains("atis-bin does not say how large the sensor is", Run("convert", dat, Place("a.bin")).Expect(ExitCode.Ok).Error);
        Assert.Contains("as large as the events need", Run("convert", Place("a.bin"), Place("b.dat")).Expect(ExitCode.Ok).Error);
        Assert.Contains("cannot hold the times as they are; -1,600,000,0", Run("convert", Write("late.aedat4", late), Place("c.raw")).Expect(ExitCode.Ok).Error);
        Assert.Contains("sort", Run("convert", Write("d.aedat4", disordered), Place("d.es")).Expect(ExitCode.BadData).Error);
        Assert.Contains("put in order", Run("convert", Place("d.aedat4"), Place("d.es"), "--sort").Expect(ExitCode.Ok).Error);
        events.Add(events.Times[^1] + 10, 39, 29, 1);
        events.Add(events.Times[^1] + (1 << 23), 39, 29, 1);
        Assert.Contains("cut the recording", Run("convert", Write("long.dat", events), Place("long.bin")).Expect(ExitCode.BadData).Error);
        Assert.False(File.Exists(Place("long.bin")));
    }

    [Fact]
    public void Convert_FileThatIsThere_IsReplacedOnlyWithForce()
    {
        string input = Write("a.dat", EventData.Random(10, _sensor, 8)), output = _folder.File("b.es", "precious"u8);

        Assert.Contains("is there already; --force replaces it", Run("convert", input, output).Expect(ExitCode.Usage).Error);
        Assert.Equal("precious", File.ReadAllText(output));
        Run("convert", input, output, "--force").Expect(ExitCode.Ok);
        Assert.Equal(10, Read(output).Count);
        Run("convert", input, input, "--force").Expect(ExitCode.Ok); // onto itself
        Assert.Equal(10, Read(input).Count);
    }

    [Fact]
    public void Convert_FromAndToPipes_GivesTheSameBytes()
    {
        byte[] input = File.ReadAllBytes(Write("a.dat", EventData.Random(5000, _sensor, 9)));
        Run("convert", Place("a.dat"), Place("a.es")).Expect(ExitCode.Ok);
        CapturedConsole console = new() { Input = input };

        var run = CliRun.Of(console, default, "events", "convert", "-", "-", "--to", "es").Expect(ExitCode.Ok);

        Assert.Equal(File.ReadAllBytes(Place("a.es")), console.Output);
        Assert.Empty(run.Out);
        Assert.Contains("(standard input) (dat) -> (standard output) (es): 5,000 events", run.Error);
    }

    [Fact]
    public void Convert_AsJson_SaysFromWhatToWhat()
    {
        var json = Run("convert", Write("a.bin", EventData.Random(64, _sensor, 1)), Place("new/a.raw"), "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(("atis-bin", "evt2", 64), (json.GetProperty("from").GetString(), json.GetProperty("to").GetString(), json.GetProperty("events").GetInt32()));
        Assert.True(json.GetProperty("sensor_measured").GetBoolean());
        Assert.Equal(320, json.GetProperty("read").GetProperty("bytes").GetInt32());
    }

    [Fact]
    public void Cut_TimeAndRegion_KeepsThatPiece()
    {
        var events = EventData.Random(2000, _sensor, 10, maxGap: 100);
        string input = Write("a.dat", events), output = Place("b.dat"), kept = Place("c.dat");
        long start = events.Times[0] + 20_000, end = events.Times[0] + 50_000;
        Event[] expected = [.. Enumerable.Range(0, events.Count).Select(i => events[i]).Where(e => e.TimeMicros >= start && e.TimeMicros < end && e is { X: >= 10 and < 30, Y: >= 5 and < 20 })];

        var run = Run("cut", input, output, "--start", "20ms", "--end", "0.05s", "--region", "10,5,20,15").Expect(ExitCode.Ok);
        Run("cut", input, kept, "--start", "20000us", "--end", "50000", "--region", "10,5,20,15", "--keep-origin").Expect(ExitCode.Ok);

        Assert.Equal(expected.Select(e => e with { X = (ushort)(e.X - 10), Y = (ushort)(e.Y - 5) }), All(Read(output)));
        Assert.Equal(expected, All(Read(kept)));
        Assert.Contains($"{expected.Length} of 2,000 events, sensor 20x15", run.Error);
        Assert.Contains("left out, not in the time", run.Error);
        Assert.Contains("left out, not in the region", run.Error);
        string none = Place("none.dat");
        Assert.Contains("no event is in the piece asked for (the recording has 2,000 events in ", Run("cut", input, none, "--start", "100s").Expect(ExitCode.Usage).Error);
        Assert.Contains("sensor 40x30); ", Run("cut", input, none, "--start", "100s", "--region", "0,0,3,3").Expect(ExitCode.Usage).Error);
        Assert.False(File.Exists(none));
        Assert.Contains("does not lie on the sensor of 40x30", Run("cut", input, output, "--region", "30,20,20,15", "--force").Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void Filter_EachChange_DoesItsWork()
    {
        var events = EventData.Random(2000, _sensor, 11, maxGap: 100);
        string input = Write("a.dat", events);
        int on = EventSummary.Of(events).On;

        Assert.Equal(on, Filtered("--polarity", "on").Count);
        Assert.Equal(2000 - on, Filtered("--polarity", "off").Count);
        Assert.Equal(2000 - on, EventSummary.Of(Filtered("--polarity", "flip")).On);
        Assert.Equal((2000, 0), (Filtered("--polarity", "merge").Count, EventSummary.Of(Filtered("--polarity", "merge")).On));
        Assert.Equal(events.X.ToArray().Select(x => (ushort)(x / 2)), Filtered("--downsample", "2").X.ToArray());
        Assert.Equal(events.X.ToArray().Select(x => (ushort)(39 - x)), Filtered("--flip-x").X.ToArray());
        Assert.Equal(events.Y.ToArray().Select(y => (ushort)(29 - y)), Filtered("--flip-y").Y.ToArray());
        Assert.Equal(events.Y.ToArray(), Filtered("--transpose").X.ToArray());
        Assert.Equal(2500, Filtered("--noise", "500", "--seed", "3").Count);
        Assert.Equal(EventData.Digest(Filtered("--drop", "0.5", "--seed", "3")), EventData.Digest(Filtered("--drop", "0.5", "--seed", "3")));
        Assert.NotEqual(EventData.Digest(Filtered("--drop", "0.5")), EventData.Digest(Filtered("--drop", "0.5", "--seed", "3")));
        Assert.InRange(Filtered("--drop", "0.5").Count, 900, 1100);
        Assert.InRange(Filtered("--refractory", "100ms").Count, 1, 1999);
        Assert.InRange(Filtered("--background", "500us").Count, 1, 1999);
        Assert.Equal(2000, Filtered("--reverse", "--rotate", "0", "--jitter", "5us").Count);

        EventBuffer Filtered(params string[] changes)
        {
            Run(["filter", input, Place("f.aedat4"), "--force", .. changes]).Expect(ExitCode.Ok);
            return Read(Place("f.aedat4"));
        }
    }

    [Fact]
    public void Filter_AsJson_CountsWhatWasLeftOut()
    {
        var events = EventData.Random(1000, _sensor, 12);
        long last = events.Times[^1];
        for (int i = 0; i < 200; i++)
            events.Add(last * i / 200, 3, 4, 1);
        events.SortByTime();

        var json = Run("filter", Write("a.aedat4", events), Place("b.aedat4"), "--hot-pixels", "5", "--json").Expect(ExitCode.Ok).Json();

        Assert.Equal(1200, json.GetProperty("in").GetInt32());
        Assert.Equal(1200 - json.GetProperty("out").GetInt32(), json.GetProperty("dropped")[0].GetProperty("events").GetInt32());
        Assert.Equal("hot-pixel", json.GetProperty("dropped")[0].GetProperty("reason").GetString());
        Assert.Equal(1, json.GetProperty("hot_pixels").GetArrayLength());
        Assert.Contains("hot pixels silenced: 1; the busiest at (3, 4): 2", Run("filter", Place("a.aedat4"), Place("c.aedat4"), "--hot-pixels", "5").Expect(ExitCode.Ok).Error);
        Assert.Contains("hot pixels silenced: 0", Run("filter", Place("c.aedat4"), Place("d.aedat4"), "--hot-pixels", "5").Expect(ExitCode.Ok).Error);
    }

    [Fact]
    public void Render_EachKind_IsAPictureOfItsSize()
    {
        string input = Write("a.dat", EventData.Random(3000, _sensor, 13));

        Assert.Contains("a.png: 694x214, 3,000 events", Run("render", input, Place("a.png"), "--frames", "4").Expect(ExitCode.Ok).Error);
        Run("render", input, Place("b.png"), "--frames", "2", "--zoom", "1", "--by-time").Expect(ExitCode.Ok);
        Run("render", input, Place("c.png"), "--kind", "cloud").Expect(ExitCode.Ok);
        Assert.Contains("160x120, 5 frames", Run("render", input, Place("d.gif"), "--frames", "5").Expect(ExitCode.Ok).Error);

        Assert.Equal([(694, 214), (250, 124), (1000, 500)], new[] { "a.png", "b.png", "c.png" }.Select(n => ImageFile.Read(Place(n))).Select(i => (i.Width, i.Height)));
        Assert.True(File.ReadAllBytes(Place("d.gif")).AsSpan().StartsWith("GIF89a"u8));
        Assert.Contains("--force", Run("render", input, Place("a.png")).Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void Render_TooLarge_SaysWhatToDo()
    {
        string input = Write("a.dat", EventData.Random(10, _sensor, 13));

        string error = Run("render", input, Place("a.png"), "--frames", "1000", "--zoom", "64").Expect(ExitCode.Usage).Error;

        Assert.Contains("use a smaller --zoom", error);
        Assert.DoesNotContain("unexpected", error);
        Assert.Empty(Directory.GetFiles(_folder.Path, "a.png*"));
    }

    [Fact]
    public void Compare_Recordings_SaysWhereTheyDiffer()
    {
        EventBuffer events = EventData.Random(500, _sensor, 14), other = new(), later = new();
        for (int i = 0; i < events.Count; i++)
        {
            other.Add(i == 77 ? events[i] with { X = (ushort)((events[i].X + 1) % 40) } : events[i]);
            later.Add(events[i] with { TimeMicros = events[i].TimeMicros + 1234 });
        }

        (string a, string b, string c) = (Write("a.dat", events), Write("b.es", other), Write("c.aedat4", later));

        string text = Run("compare", a, b).Expect(ExitCode.Failure).Out;
        Assert.Contains("different", text);
        Assert.Contains("event 77: t ", text);
        var json = Run("compare", a, b, "--json").Expect(ExitCode.Failure).Json();
        Assert.Equal((77, 1, 1, false), (json.GetProperty("first_index").GetInt32(), json.GetProperty("only_in_a").GetInt32(), json.GetProperty("only_in_b").GetInt32(), json.GetProperty("same").GetBoolean()));
        Assert.Equal(events.X[77], json.GetProperty("first_a").GetProperty("x").GetInt32());
        Run("compare", a, c).Expect(ExitCode.Failure);
        Assert.Contains("moved by -1,234 us", Run("compare", a, c, "--align").Expect(ExitCode.Ok).Out);
        Assert.Equal(JsonValueKind.Null, Run("compare", a, a, "--json").Expect(ExitCode.Ok).Json().GetProperty("first_index").ValueKind);
    }

    [Fact]
    public void Compare_AnotherOrder_IsTheSameOnlyWhenAsked()
    {
        var events = EventData.Random(300, _sensor, 15, ordered: false);
        string a = Write("a.aedat4", events);
        events.SortByTime();
        string b = Write("b.aedat4", events);

        Assert.Contains("in another order", Run("compare", a, b).Expect(ExitCode.Failure).Out);
        Run("compare", a, b, "--any-order").Expect(ExitCode.Ok);
        Assert.Contains("put in order", Run("compare", a, b, "--sort", "--any-order").Expect(ExitCode.Ok).Error);
    }

    [Theory]
    [InlineData("info", "Required argument 'FILE' missing")]
    [InlineData("fly", "There is no command 'events fly'. The commands are info, convert")]
    [InlineData("info x --format mp4", "--format mp4: expected one of dat, evt2")]
    [InlineData("info x --sensor 640", "--sensor 640: expected WIDTHxHEIGHT")]
    [InlineData("info x --sensor 0x5", "--sensor 0x5: expected WIDTHxHEIGHT")]
    [InlineData("info x --addresses dvs", "--addresses dvs: expected one of dvs128, cifar10dvs, davis240, davis346")]
    [InlineData("info x --addresses=1", "--addresses 1: expected one of")]
    [InlineData("info x --columns t,x,y,p --unit years", "--unit years: expected one of microseconds, seconds")]
    [InlineData("info x --columns t,x,y", "--columns t,x,y: expected the letters t, x, y and p, each once")]
    [InlineData("info x --columns t,x,y,p,p", "--columns t,x,y,p,p: expected")]
    [InlineData("info x --stream two", "two")]
    [InlineData("info x --header --digest", "--digest needs the events")]
    [InlineData("convert a b.mp4", "b.mp4: its name does not tell a format that can be written; give --to with one of dat (.dat)")]
    [InlineData("convert a -", "(standard output): its name does not tell a format")]
    [InlineData("convert a b --to evt21", "--to evt21: expected one of dat")]
    [InlineData("convert a b.dat --lz4", "--lz4: only aedat4 can be compressed, not dat")]
    [InlineData("convert a - --to dat --json", "--json writes to standard output, where the recording goes already")]
    [InlineData("cut a b.dat", "nothing to do; --help lists the changes")]
    [InlineData("cut a b.dat --start soon", "--start soon: expected a time such as 100ms")]
    [InlineData("cut a b.dat --end 5m", "--end 5m: expected a time such as 100ms")]
    [InlineData("cut a b.dat --start 2s --end 1s", "--start 2s is not before --end 1s")]
    [InlineData("cut a b.dat --end 0", "--end 0: expected a time after the beginning")]
    [InlineData("cut a b.dat --region 1,2,3", "--region 1,2,3: expected left,top,width,height")]
    [InlineData("cut a b.dat --region 1,2,0,5", "crop: expected 1 to 65536 columns and rows, got 0x5")]
    [InlineData("cut a b.dat --start 1s --keep-origin", "--keep-origin is about a region; give --region too")]
    [InlineData("filter a b.dat", "nothing to do")]
    [InlineData("filter a b.dat --polarity up", "--polarity up: expected one of on, off, flip, merge")]
    [InlineData("filter a b.dat --refractory fast", "--refractory fast: expected a time such as 5ms")]
    [InlineData("filter a b.dat --drop 1.5", "probability of dropping an event: expected")]
    [InlineData("filter a b.dat --noise 5 --seed x", "--seed x: expected a whole number")]
    [InlineData("filter a - --to dat --drop 0.1 --json", "--json writes to standard output")]
    [InlineData("render a b.bmp", "b.bmp: a picture of kind strip is a .png file")]
    [InlineData("render a b.png --kind gif", "b.png: a picture of kind gif is a .gif file")]
    [InlineData("render a b.png --kind film", "film")]
    [InlineData("render a b.png --frames 0", "--frames 0: expected 1 to 1000")]
    [InlineData("render a b.png --zoom 65", "--zoom 65: expected 1 to 64")]
    [InlineData("compare a", "Required argument 'B' missing")]
    [InlineData("compare - -", "only one of the two can come from standard input")]
    [InlineData("simulate a b.dat --index -1", "--index -1: expected 0 or more")]
    [InlineData("simulate a b.dat --fps 0", "--fps 0: expected more than 0")]
    [InlineData("simulate a b.dat --sensor big", "--sensor big: expected WIDTHxHEIGHT")]
    public void WrongUse_SaysWhatIsWrong(string line, string expected)
    {
        var run = Run(line.Split(' ')).Expect(ExitCode.Usage);

        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Out);
        Assert.False(File.Exists("b.dat"));
    }

    [Fact]
    public void Run_Cancelled_StopsAndLeavesNothing()
    {
        string input = Write("a.dat", EventData.Random(100, _sensor, 1));
        using CancellationTokenSource source = new();
        source.Cancel();

        CliRun.Of(new CapturedConsole(), source.Token, "events", "convert", input, Place("b.es")).Expect(ExitCode.Cancelled);
        CliRun.Of(new CapturedConsole(), source.Token, "events", "info", input).Expect(ExitCode.Cancelled);
        Assert.Empty(Directory.GetFiles(_folder.Path, "b.es*"));
    }

    public void Dispose() => _folder.Dispose();

    private static CliRun Run(params string[] words) => CliRun.Of(["events", .. words]);

    private static IEnumerable<Event> All(EventBuffer events) => Enumerable.Range(0, events.Count).Select(i => events[i]);

    private static EventBuffer Read(string path)
    {
        EventBuffer events = new();
        EventFormats.Default.ReadFile(path, events);
        return events;
    }

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private string Write(string name, EventBuffer events)
    {
        var format = EventFormats.Default.Writable.First(f => f.Extensions.Contains(Path.GetExtension(name)));
        using var stream = File.Create(Place(name));
        var writer = format.CreateWriter(stream, new WriteOptions { Path = name, Sensor = _sensor });
        writer.Write(events.All);
        writer.Finish();
        return Place(name);
    }
}
