using System.Text;
using Saccade.Events.Datasets;
using Saccade.Events.Datasets.Clips;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets.Clips;

public sealed class ClipCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_SharedRecording_ClipsAreTheGoldenRecordings()
    {
        string folder = SharedData.Require("data", "dvsgesture", "derived");
        using var catalog = RecordingCatalog.Open(folder, new CatalogOptions { Description = DatasetDescriptions.DvsGesture });
        var all = catalog.Part("all");

        Assert.Equal("dvs128-gesture", catalog.Name);
        Assert.Equal(new SensorSize(128, 128), catalog.Sensor);
        Assert.Equal(Enumerable.Range(0, 10), all.Labels);
        Assert.Equal("user_trial/0/0", all.Items[0].Id);
        for (int i = 0; i < all.Count; i++)
        {
            EventBuffer golden = new();
            EventFormats.Default.ReadFile(Path.Combine(folder, "..", $"{i + 1}.bs2"), golden);
            var clip = all.Get(i);
            Assert.Equal(golden.Count, clip.Events.Count);
            Assert.Equal(golden.Count, clip.Report.Events);
            long start = 1_000_000 + 1_650_000L * i;
            Assert.Equal(golden.Times.ToArray().Select(t => t + start), clip.Events.Times.ToArray());
            Assert.True(golden.X.SequenceEqual(clip.Events.X) && golden.Y.SequenceEqual(clip.Events.Y) && golden.Polarities.SequenceEqual(clip.Events.Polarities));
        }
    }

    [Fact]
    public void Open_ListsOfTrials_GiveParts()
    {
        World();

        using var catalog = RecordingCatalog.Open(_folder.Path);

        Assert.Equal("dvs128-gesture", catalog.Name);
        Assert.Equal(["user01_lab/0/0", "user01_lab/1/0", "user01_lab/1/1"], catalog.Part("train").Items.Select(i => i.Id));
        Assert.Equal(["user24_led/10/0"], catalog.Part("test").Items.Select(i => i.Id));
        Assert.Equal([0, 1, 1], catalog.Part("train").Labels);
        var unused = Assert.Single(catalog.Unused);
        Assert.Contains("user30_led", unused.Path);
        Assert.Contains("in no list", unused.Reason);
    }

    [Fact]
    public void Read_Clip_HasItsStartAndNotItsEnd()
    {
        World();
        using var catalog = RecordingCatalog.Open(_folder.Path);

        long[] times = catalog.Part("train").Get(0).Events.Times.ToArray();

        Assert.Equal(100, times[0]);
        Assert.Equal(199, times[^1]);
        Assert.Equal(100, times.Length);
        Assert.Equal([190L, 209L], [catalog.Part("train").Get(1).Events.Times[0], catalog.Part("train").Get(1).Events.Times[^1]]);
    }

    [Fact]
    public void Read_RecordingOutOfOrder_TakesEventsByTheirTime()
    {
        EventBuffer events = new();
        foreach (long time in new long[] { 5, 30, 12, 11, 40, 19 })
            events.Add(time, 1, 1, 1);
        Trial("user_a", events, "1,10,20");
        using var catalog = RecordingCatalog.Open(_folder.Path);

        var clip = catalog.Part("all").Get(0);

        Assert.Equal([12, 11, 19], clip.Events.Times.ToArray());
        Assert.Equal(1, clip.Report.Backwards);
        EventBuffer both = new();
        both.Add(100, 0, 0, 0);
        Assert.Equal(1, catalog.Part("all").Items[0].Read(both).Report.Backwards);
    }

    [Fact]
    public void Read_ClipsInOrder_DecodesEachRecordingOnce()
    {
        RecordingSource source = new FolderSource(Path.GetDirectoryName(Write("a", 1000))!, CancellationToken.None);
        var files = new DecodedFiles(2);
        ClippedFile[] whole = [.. source.Files.Concat(source.Files).Concat(source.Files).Select((f, i) => new ClippedFile(new RecordingFile(source, f, EventFormats.Default, new ReadOptions()), $"{i}", 4))];

        foreach (var file in whole)
            Parallel.For(0, 4, i => new ClipRecording("id", "all", new ClipLine(0, i * 10, i * 10 + 10), i == 0, file, files).Read(new EventBuffer()));

        Assert.Equal(3, files.Decodings);
        new ClipRecording("id", "all", new ClipLine(0, 0, 1), true, whole[0], files).Read(new EventBuffer());
        Assert.Equal(4, files.Decodings);
    }

    [Fact]
    public void Open_KnownMistake_IsKeptUnlessCorrected()
    {
        Trial("user22_led", new EventBuffer(), "9,100000000,110590564");
        using var published = RecordingCatalog.Open(_folder.Path);
        using var corrected = RecordingCatalog.Open(_folder.Path, new CatalogOptions { CorrectLabels = true });

        Assert.EndsWith("100000000-110590564", published.Part("all").Items[0].Identity);
        Assert.EndsWith("100000000-104000000", corrected.Part("all").Items[0].Identity);
    }

    [Theory]
    [InlineData("1,10", "line 2")]
    [InlineData("1,20,20", "later end")]
    [InlineData("1,10,20\n12,30,40", "line 3")]
    [InlineData("0,10,20", "from 1 to 11")]
    [InlineData("one,10,20", "got 'one,10,20'")]
    public void Open_BadTable_IsNamed(string lines, string expected)
    {
        Trial("user_a", new EventBuffer(), lines);

        var error = Assert.Throws<DatasetException>(() => RecordingCatalog.Open(_folder.Path));

        Assert.Contains(expected, error.Message);
        Assert.Contains("user_a_labels.csv", error.Path);
    }

    [Fact]
    public void Open_ListedRecordingAbsent_IsRefused()
    {
        World();
        File.Delete(Path.Combine(_folder.Path, "user24_led.aedat"));

        Assert.Contains("user24_led", Assert.Throws<DatasetException>(() => RecordingCatalog.Open(_folder.Path)).Message);
    }

    [Fact]
    public void Open_RecordingInTwoLists_IsRefused()
    {
        World();
        _folder.File("trials_to_test.txt", "user24_led.aedat\nuser01_lab.aedat\n"u8);

        Assert.Contains("again for 'test'", Assert.Throws<DatasetException>(() => RecordingCatalog.Open(_folder.Path)).Message);
    }

    private void World()
    {
        EventBuffer events = new();
        for (int t = 0; t < 1000; t++)
            events.Add(t, (ushort)(t % 128), 3, (byte)(t & 1));
        Trial("user01_lab", events, "1,100,200\n2,190,210\n\n2,300,310");
        Trial("user24_led", events, "11,0,5");
        Trial("user30_led", events, "11,0,5");
        _folder.File("trials_to_train.txt", "user01_lab.aedat\n\n"u8);
        _folder.File("trials_to_test.txt", "  user24_led.aedat \r\n\n"u8);
    }

    private string Write(string name, int count)
    {
        EventBuffer events = new();
        for (int t = 0; t < count; t++)
            events.Add(t, 1, 1, 1);
        return _folder.File($"{name}.aedat", Aedat(events));
    }

    private void Trial(string name, EventBuffer events, string lines)
    {
        _folder.File($"{name}.aedat", Aedat(events));
        _folder.File($"{name}_labels.csv", Encoding.ASCII.GetBytes($"class,startTime_usec,endTime_usec\n{lines}\n"));
    }

    private static byte[] Aedat(EventBuffer events)
    {
        using var stream = new MemoryStream();
        var writer = Aedat2Format.Instance.CreateWriter(stream, new WriteOptions { Sensor = new SensorSize(128, 128) });
        writer.Write(events.All);
        writer.Finish();
        return stream.ToArray();
    }
}
