using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;
using Saccade.Events.Store;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Store;

public sealed class EventStoreTests : IDisposable
{
    private static readonly StoreOptions _small = new() { ShardBytes = 2000 };
    private static readonly SensorSize _sensor = new(34, 34);

    private readonly TemporaryFolder _folder = new();

    private string Out => Path.Combine(_folder.Path, "store");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("Train/7/1.bin")]
    [InlineData(".git/config")]
    public void Prepare_IntoAFolderWithOtherFiles_IsRefusedAndLeavesItAsItWas(string other)
    {
        using var source = Source(12);
        string file = _folder.File("store/" + other, [1]);

        var error = Assert.Throws<StoreException>(() => EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken));

        Assert.Contains(other.Split('/')[0], error.Message);
        Assert.Equal([file], Directory.GetFiles(Out, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Prepare_Open_GivesTheSameDataSet()
    {
        using var source = Source(12);

        var report = EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        using var store = RecordingCatalog.Open(Out);

        Assert.Equal((source.Name, source.Sensor, source.Hash), (store.Name, store.Sensor, store.Hash));
        Assert.Equal(source.Parts, store.Parts);
        Assert.Equal(source.Classes, store.Classes);
        Assert.Same(DatasetDescriptions.NMnist, store.Description);
        foreach (string part in source.Parts)
            AssertSame(source.Part(part), store.Part(part));
        Assert.True(report.Shards > 2);
        Assert.Equal((12, 0, false), (report.Recordings, report.ReusedShards, report.WasComplete));
        Assert.Equal(Directory.GetFiles(Out).Sum(f => new FileInfo(f).Length), report.Bytes);
        Assert.Equal(report.Events, report.Decoded.Events);
        Assert.Empty(EventStore.Verify(Out, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Prepare_AnyEvents_ComeBackAsTheyWere()
    {
        Prop.ForAll<(long Base, int[] Steps)>(input =>
        {
            EventBuffer events = new();
            long time = input.Base;
            foreach (int step in input.Steps)
            {
                time = unchecked(time + step);
                events.Add(time, (ushort)step, (ushort)(step >> 16), (byte)(step & 1));
            }

            var block = EventBlock.For(events);
            byte[] packed = new byte[block.Room];
            block.Pack(events, packed);
            string path = Path.Combine(_folder.Path, "shard-00000.events");
            File.WriteAllBytes(path, [.. new byte[16], .. packed]);
            EventBuffer read = new();
            read.Add(5, 1, 2, 1);
            using (var shard = new ShardReader(path))
                shard.Read(new StoredRecording { Id = "", Part = "", Label = 0, Sensor = null, Report = DecodeReport.Empty, Offset = 16, Block = block, Hash = block.Hash(packed), Checksum = input.Base % 2 == 0 ? block.Checksum(packed) : null }, read);

            Assert.Equal(events.Count + 1, read.Count);
            Assert.True(events.Times.SequenceEqual(read.Times[1..]));
            Assert.True(events.X.SequenceEqual(read.X[1..]) && events.Y.SequenceEqual(read.Y[1..]) && events.Polarities.SequenceEqual(read.Polarities[1..]));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, uint.MaxValue, false)]
    [InlineData(0, uint.MaxValue + 1L, true)]
    [InlineData(long.MinValue, long.MaxValue, true)]
    public void Block_Span_DecidesTheWidth(long first, long last, bool wide)
    {
        EventBuffer events = new();
        events.Add(last, 1, 2, 1);
        events.Add(first, 3, 4, 0);

        var block = EventBlock.For(events);

        Assert.Equal(wide, block.IsWide);
        Assert.Equal(first, block.BaseTime);
    }

    [Fact]
    public void Prepare_FramesFromTheStore_AreTheSame()
    {
        using var source = Source(6);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        using var store = RecordingCatalog.Open(Out);
        var preparation = new FramePreparation { Slicing = new Slicing.ByNumber(4) };

        var expected = PreparedFrames.Prepare(source.Part("train"), preparation, cancellation: TestContext.Current.CancellationToken);
        var actual = PreparedFrames.Prepare(store.Part("train"), preparation, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(expected.Report, actual.Report);
        for (int i = 0; i < expected.Count; i++)
            Assert.Equal(expected.Frames(i).Values.ToArray(), actual.Frames(i).Values.ToArray());
    }

    [Fact]
    public void Prepare_Killed_GoesOnWithFinishedShards()
    {
        using var source = Source(12);
        using var kill = new CancellationTokenSource();
        var options = _small with { Threads = 1, Progress = p => { if (p.Done == 7) kill.Cancel(); } };

        Assert.ThrowsAny<OperationCanceledException>(() => EventStore.Prepare(source, Out, options, kill.Token));
        Assert.False(EventStore.IsStore(Out));
        Assert.Contains("unfinished store", Assert.Throws<DatasetException>(() => RecordingCatalog.Open(Out)).Message);
        int finished = Directory.GetFiles(Out, "*.events").Length;
        List<int> done = [];
        var report = EventStore.Prepare(source, Out, _small with { Threads = 1, Progress = p => done.Add(p.Done) }, TestContext.Current.CancellationToken);

        Assert.True(finished > 0);
        Assert.Equal(finished, report.ReusedShards);
        Assert.Equal(12, done[^1]);
        Assert.Equal(done.Order(), done);
        Assert.Equal(report.Shards + 1, Directory.GetFiles(Out).Length);
        using var store = RecordingCatalog.Open(Out);
        AssertSame(source.Part("train"), store.Part("train"));
    }

    [Fact]
    public void Prepare_AnyNumberOfThreads_GivesTheSameBytes()
    {
        using var source = Source(12);
        string other = Path.Combine(_folder.Path, "other");
        EventStore.Prepare(source, Out, _small with { Threads = 1 }, TestContext.Current.CancellationToken);
        EventStore.Prepare(source, other, _small with { Threads = 4 }, TestContext.Current.CancellationToken);

        foreach (string path in Directory.GetFiles(Out))
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(other, Path.GetFileName(path))));
    }

    [Fact]
    public void Prepare_Again_DoesNothing_AndOtherDataAreRefused()
    {
        using var source = Source(6);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);

        Assert.True(EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken).WasComplete);
        _folder.File("data/Train/7/100.bin", Bytes(77));
        using var more = RecordingCatalog.Open(Path.Combine(_folder.Path, "data"));
        Assert.Contains("other data", Assert.Throws<StoreException>(() => EventStore.Prepare(more, Out, _small, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Prepare_DamagedShardOfAnEarlierTry_IsWrittenAnew()
    {
        using var source = Source(6);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(Out, "store.json"));
        string shard = Directory.GetFiles(Out, "*.events").Order().First();
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^3]);
        _folder.File("store/shard-00099.events", [1]);

        var report = EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);

        Assert.Equal(report.Shards - 1, report.ReusedShards);
        Assert.False(File.Exists(Path.Combine(Out, "shard-00099.events")));
        Assert.Empty(EventStore.Verify(Out, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Prepare_TwoAtOnce_SecondIsRefused()
    {
        using var source = Source(2);
        Directory.CreateDirectory(Out);
        using FileStream held = new(Path.Combine(Out, "prepare.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains("another process", Assert.Throws<StoreException>(() => EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Prepare_DamagedRecording_IsNamed_AndLeavesNoStore()
    {
        _folder.File("data/Train/7/1.bin", [1, 2, 3]);
        using var source = RecordingCatalog.Open(Path.Combine(_folder.Path, "data"));

        var error = Assert.Throws<EventFormatException>(() => EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken));

        Assert.Contains("1.bin", error.Path);
        Assert.False(EventStore.IsStore(Out));
    }

    [Fact]
    public void Verify_AnyByteOfEvents_IsNoticed()
    {
        using var source = Source(4);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        string shard = Directory.GetFiles(Out, "*.events").Order().First();
        byte[] bytes = File.ReadAllBytes(shard);
        for (int at = 16; at < 900; at += 97)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 4;
            File.WriteAllBytes(shard, damaged);

            var damage = Assert.Single(EventStore.Verify(Out, null, TestContext.Current.CancellationToken));
            Assert.Equal((source.Everything().Items[0].Id, shard), (damage.Id, damage.File));
        }
    }

    [Fact]
    public void Prepare_AStumpInPlaceOfAShard_IsWrittenAnew()
    {
        using var source = Source(4);
        EventStore.Prepare(source, Out, new StoreOptions(), TestContext.Current.CancellationToken);
        string shard = Directory.GetFiles(Out, "*.events").Single();
        byte[] whole = File.ReadAllBytes(shard);
        foreach (int length in new[] { 0, 16, 40 })
        {
            File.WriteAllBytes(shard, whole[..length]);
            EventStore.Prepare(source, Out, new StoreOptions(), TestContext.Current.CancellationToken);
            Assert.Equal(whole, File.ReadAllBytes(shard));
        }
    }

    [Fact]
    public void Table_TextOfNegativeLength_IsNoTable()
        => Assert.Throws<InvalidDataException>(() => ShardTable.Read([1, 0xff, 0xff, 0xff, 0xff, 0x0f], ShardFile.FormatVersion)); // one recording, a name of -1 characters

    [Fact]
    public void Verify_SeveralShardsCut_NamesTheFirst()
    {
        using var source = Source(12);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        string[] shards = [.. Directory.GetFiles(Out, "*.events").Order()];
        foreach (string shard in shards)
            File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^1]);

        var error = Assert.Throws<StoreException>(() => EventStore.Verify(Out, null, TestContext.Current.CancellationToken));
        Assert.Equal(shards[0], error.Path);
    }

    [Fact]
    public void Open_DamagedTableOrList_IsRefusedAtAnyByte()
    {
        using var source = Source(3);
        EventStore.Prepare(source, Out, new StoreOptions(), TestContext.Current.CancellationToken);
        string shard = Path.Combine(Out, "shard-00000.events");
        byte[] bytes = File.ReadAllBytes(shard);
        int table = (int)BitConverter.ToInt64(bytes, bytes.Length - ShardFile.TrailerBytes);
        foreach (int at in Enumerable.Range(table, bytes.Length - table).Concat(Enumerable.Range(0, 12)))
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 16;
            File.WriteAllBytes(shard, damaged);
            Assert.Throws<StoreException>(() => RecordingCatalog.Open(Out));
        }

        foreach (int length in new[] { 0, 5, 20, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(shard, bytes[..length]);
            Assert.Throws<StoreException>(() => RecordingCatalog.Open(Out));
        }

        File.Delete(shard);
        Assert.Contains("there is none", Assert.Throws<StoreException>(() => RecordingCatalog.Open(Out)).Message);
        File.WriteAllText(Path.Combine(Out, "store.json"), "{\"format\": ");
        Assert.Throws<StoreException>(() => RecordingCatalog.Open(Out));
    }

    [Fact]
    public void Get_AnyBitOfTheEventsFlipped_IsNoticed()
    {
        using (var source = Source(3))
            EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        string shard = Directory.GetFiles(Out, "shard-*")[0];
        byte[] whole = File.ReadAllBytes(shard);
        long first = 16, last;
        using (var store = RecordingCatalog.Open(Out))
            last = first + 9L * store.Everything().Items.Min(i => i.Length / 9) - 1;

        for (long at = first; at < last; at += 13)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            File.WriteAllBytes(shard, damaged);
            using var store = RecordingCatalog.Open(Out);
            var errors = Enumerable.Range(0, store.Everything().Count).Select(i => Record.Exception(() => store.Everything().Get(i))).OfType<Exception>().ToList();
            Assert.IsType<StoreException>(Assert.Single(errors));
            Assert.Contains("are not those that were stored", errors[0].Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"classes\": [", "\"classes\": [null, ")]
    [InlineData("\"file\": \"shard-00000.events\"", "\"file\": \"../outside.events\"")]
    [InlineData("\"file\": \"shard-00000.events\"", "\"file\": null")]
    [InlineData("\"shards\": [", "\"shards\": [null, ")]
    [InlineData("\"source\": \"", "\"source\": \"zz")]
    [InlineData("\"data_hash\": \"", "\"data_hash\": null, \"x\": \"")]
    [InlineData("\"table\": \"", "\"table\": \"g")]
    [InlineData("\"recordings\": ", "\"recordings\": -")]
    [InlineData("\"width\": ", "\"width\": -")]
    [InlineData("\"version\": 2", "\"version\": 3")]
    public void Open_ListWithValuesThatNoPreparationWrites_IsRefused(string old, string now)
    {
        using (var source = Source(3))
            EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        string list = Path.Combine(Out, "store.json"), text = File.ReadAllText(list);
        Assert.Contains(old, text, StringComparison.Ordinal);

        File.WriteAllText(list, text.Replace(old, now, StringComparison.Ordinal));

        Assert.Throws<StoreException>(() => RecordingCatalog.Open(Out));
    }

    [Fact]
    public void Open_AsAnotherDataSetOrSensor_IsRefused()
    {
        using var source = Source(3);
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);

        Assert.Contains("holds 'n-mnist', not 'n-cars'", Assert.Throws<DatasetException>(() => RecordingCatalog.Open(Out, new CatalogOptions { Layout = DatasetLayout.NCars })).Message);
        Assert.Throws<DatasetException>(() => RecordingCatalog.Open(Out, new CatalogOptions { Sensor = new SensorSize(50, 50) }));
        RecordingCatalog.Open(Out, new CatalogOptions { Layout = DatasetLayout.NMnist, Sensor = _sensor }).Dispose();
    }

    [Fact]
    public void Prepare_WhatTheReadersMet_IsKept()
    {
        byte[] outside = Bytes(1);
        outside[5] = 200;
        _folder.File("data/Train/7/1.bin", outside);
        _folder.File("data/Train/7/2.bin", []);
        using var source = RecordingCatalog.Open(Path.Combine(_folder.Path, "data"), new CatalogOptions { OutsideSensor = OutsideSensor.Drop });

        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        using var store = RecordingCatalog.Open(Out);

        Assert.Equal(1, store.Part("train").Get(0).Report.OutsideSensor);
        Assert.Equal(source.Part("train").Get(0).Report, store.Part("train").Get(0).Report);
        Assert.Equal(0, store.Part("train").Get(1).Events.Count);
        Assert.Contains("outside the sensor dropped", File.ReadAllText(Path.Combine(Out, "store.json")));
    }

    [Fact]
    public void FindSharedContent_InAStore_NeedsNoReading()
    {
        _folder.File("data/Train/7/1.bin", Bytes(1));
        _folder.File("data/Test/7/2.bin", Bytes(1));
        using var source = RecordingCatalog.Open(Path.Combine(_folder.Path, "data"));
        EventStore.Prepare(source, Out, _small, TestContext.Current.CancellationToken);
        using var store = RecordingCatalog.Open(Out);

        Assert.Single(RecordingCatalog.FindSharedContent([store.Part("train"), store.Part("test")]));
    }

    [Fact]
    public void Prepare_SharedNCars_ReadsBackAsItWas()
    {
        using var source = RecordingCatalog.Open(SharedData.Require("data", "ncars"));
        var few = source.Part("test").Select("test", Enumerable.Range(0, 40).Select(i => i * 25));
        using var part = new RecordingCatalog(new CatalogContent { Name = "n-cars", Location = "", Sensor = source.Sensor, Classes = source.Classes, Items = few.Items });

        EventStore.Prepare(part, Out, cancellation: TestContext.Current.CancellationToken);
        using var store = RecordingCatalog.Open(Out);

        AssertSame(few, store.Part("test"));
    }

    private static void AssertSame(RecordingSet expected, RecordingSet actual)
    {
        Assert.Equal(expected.Hash, actual.Hash);
        for (int i = 0; i < expected.Count; i++)
        {
            (var a, var b) = (expected.Get(i), actual.Get(i));
            EventData.AssertSame(a.Events, b.Events);
            Assert.Equal((a.Report, a.Sensor), (b.Report, b.Sensor));
        }
    }

    private RecordingCatalog Source(int recordings)
    {
        for (int i = 0; i < recordings; i++)
            _folder.File($"data/{(i % 3 == 0 ? "Test" : "Train")}/{i % 10}/{i:00000}.bin", Bytes((ulong)i));
        return RecordingCatalog.Open(Path.Combine(_folder.Path, "data"));
    }

    private static byte[] Bytes(ulong seed) => EventData.AtisBytes(EventData.Random(100 + (int)seed, _sensor, seed + 1));
}
