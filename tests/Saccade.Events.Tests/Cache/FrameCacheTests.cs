using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Cache;

public sealed class FrameCacheTests
{
    private static readonly FramePreparation _preparation = new() { Slicing = new Slicing.ByNumber(4) };

    [Fact]
    public void Prepare_SecondTime_LoadsTheSameWithoutReading()
    {
        using TemporaryFolder folder = new();
        var set = MixedSet();
        PrepareOptions options = new() { Cache = new FrameCache(Path.Combine(folder.Path, "new")) };

        var first = PreparedFrames.Prepare(set, _preparation, options);
        int reads = set.Items.Sum(i => ((MemoryItem)i).Reads);
        var second = PreparedFrames.Prepare(set, _preparation, options);

        Assert.Equal(CacheOutcome.Stored, first.Cache.Outcome);
        Assert.Equal(new CacheReport(CacheOutcome.Loaded), second.Cache);
        Assert.Equal(reads, set.Items.Sum(i => ((MemoryItem)i).Reads));
        Assert.Equal(first.Report, second.Report);
        AssertSame(first, second);
        Assert.Single(Directory.GetFiles(options.Cache.Folder));
    }

    [Fact]
    public void Prepare_OtherContentOrPreparation_HasItsOwnFile()
    {
        using TemporaryFolder folder = new();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path) };
        FramePreparation[] preparations =
        [
            _preparation, _preparation with { Slicing = new Slicing.ByNumber(5) }, _preparation with { Slicing = new Slicing.ByTime(4) },
            _preparation with { Resize = new Resize.Nearest(5, 5) }, _preparation with { Resize = new Resize.Binned(5, 5) },
            _preparation with { Sensor = new SensorSize(13, 10) }, new() { Slicing = new Slicing.Count(9), Steps = 2 }, new() { Slicing = new Slicing.Count(9), Steps = 3 },
        ];
        foreach (var preparation in preparations)
            Assert.Equal(CacheOutcome.Stored, PreparedFrames.Prepare(MemoryItem.Set(3), preparation, options).Cache.Outcome);
        Assert.Equal(CacheOutcome.Stored, PreparedFrames.Prepare(MemoryItem.Set(4), _preparation, options).Cache.Outcome);

        Assert.Equal(preparations.Length + 1, Directory.GetFiles(folder.Path).Length);
        Assert.Equal(CacheOutcome.Loaded, PreparedFrames.Prepare(MemoryItem.Set(3), preparations[4], options).Cache.Outcome);
    }

    [Fact]
    public void Prepare_ChangedFileInAFolder_IsPreparedAgain()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("set/cat/a.bin", EventData.AtisBytes(EventData.Random(50, new SensorSize(34, 34), 1)));
        PrepareOptions options = new() { Cache = new FrameCache(Path.Combine(folder.Path, "cache")) };
        var preparation = _preparation with { Sensor = new SensorSize(34, 34) };
        Prepare();

        File.WriteAllBytes(file, EventData.AtisBytes(EventData.Random(50, new SensorSize(34, 34), 2)));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));

        Assert.Equal(CacheOutcome.Stored, Prepare().Cache.Outcome);
        Assert.Equal(CacheOutcome.Loaded, Prepare().Cache.Outcome);

        PreparedFrames Prepare()
        {
            using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "set"));
            return PreparedFrames.Prepare(catalog.Part("all"), preparation, options);
        }
    }

    [Fact]
    public void Prepare_DamagedAtAnyPlace_IsDiscardedAndRebuilt()
    {
        using TemporaryFolder folder = new();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path) };
        var set = MixedSet();
        var original = PreparedFrames.Prepare(set, _preparation, options);
        string path = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] good = File.ReadAllBytes(path);

        for (int at = 0; at < good.Length; at += Math.Max(1, good.Length / 150))
        {
            byte[] flipped = [.. good];
            flipped[at] ^= 0x10;
            foreach (byte[] damaged in new[] { flipped, good[..at] })
            {
                File.WriteAllBytes(path, damaged);
                var again = PreparedFrames.Prepare(set, _preparation, options);
                Assert.Equal(new CacheReport(CacheOutcome.Stored, Discarded: 1), again.Cache);
                AssertSame(original, again);
            }
        }

        File.WriteAllBytes(path, [.. good, 0]);
        Assert.Equal(1, PreparedFrames.Prepare(set, _preparation, options).Cache.Discarded);
        Assert.Equal(CacheOutcome.Loaded, PreparedFrames.Prepare(set, _preparation, options).Cache.Outcome);
    }

    [Fact]
    public void Prepare_FullDisk_GoesOnAndLeavesNothing()
    {
        using TemporaryFolder folder = new();
        var set = MixedSet();
        for (int room = 0; room < 4000; room += 500)
        {
            int left = room;
            FrameCache cache = new(folder.Path, file => new FullDisk(file, left));

            var prepared = PreparedFrames.Prepare(set, _preparation, new PrepareOptions { Cache = cache });

            Assert.Equal(CacheOutcome.NotStored, prepared.Cache.Outcome);
            Assert.Contains("disk is full", prepared.Cache.Problem, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(folder.Path));
            Assert.Equal(set.Count, prepared.Count);
        }
    }

    [Fact]
    public void Prepare_FolderThatIsAFile_GoesOn()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("cache", [1]);

        var prepared = PreparedFrames.Prepare(MemoryItem.Set(2), _preparation, new PrepareOptions { Cache = new FrameCache(file) });

        Assert.Equal(CacheOutcome.NotStored, prepared.Cache.Outcome);
        Assert.Contains(file, prepared.Cache.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_SeveralAtOnce_AllEndWithTheSame()
    {
        using TemporaryFolder folder = new();
        var set = MixedSet();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path), Threads = 1 };

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PreparedFrames.Prepare(set, _preparation, options), TestContext.Current.CancellationToken)));

        Assert.All(all, p => AssertSame(all[0], p));
        Assert.All(all, p => Assert.Null(p.Cache.Problem));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Prepare_AbandonedTemporaryFiles_AreRemoved()
    {
        using TemporaryFolder folder = new();
        string old = folder.File("a.frames.1-2.saccade-tmp", [1]), young = folder.File("b.frames.1-2.saccade-tmp", [1]);
        using FileStream writer = new(young, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);

        PreparedFrames.Prepare(MemoryItem.Set(2), _preparation, new PrepareOptions { Cache = new FrameCache(folder.Path) });

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    private static RecordingSet MixedSet()
    {
        EventBuffer busy = new();
        for (int i = 0; i < 2000; i++)
            busy.Add(i, 3, 2, 1);
        return MemoryItem.Set(EventData.Random(70, PreparedFramesTests.Sensor, 1), busy, new EventBuffer());
    }

    private static void AssertSame(PreparedFrames expected, PreparedFrames actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Close.SameBits(expected.Frames(i).Values, actual.Frames(i).Values);
    }

    /// <summary>A file on a disk with little room left.</summary>
    private sealed class FullDisk(Stream inner, int room) : Stream
    {
        private long _left = room;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _left -= count;
            if (_left < 0)
                throw new IOException("the disk is full");
            inner.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
