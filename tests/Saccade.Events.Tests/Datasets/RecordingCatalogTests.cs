using System.IO.Compression;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets;

public sealed class RecordingCatalogTests
{
    [Fact]
    public void Open_SharedNMnist_FindsPartsLabelsAndUnusedFolders()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "nmnist", "nmnist-small.zip"));

        Assert.Equal("n-mnist", catalog.Name);
        Assert.Equal(new SensorSize(34, 34), catalog.Sensor);
        Assert.Equal(["train", "test"], catalog.Parts);
        Assert.Equal([79, 98, 81, 73, 81, 72, 73, 86, 73, 84], catalog.Part("train").CountByClass());
        Assert.Equal([10, 10, 6, 7, 10, 11, 12, 19, 7, 8], catalog.Part("test").CountByClass());
        var unused = Assert.Single(catalog.Unused);
        Assert.EndsWith("ExtraOnes", unused.Path, StringComparison.Ordinal);
        Assert.Equal(338, unused.Recordings);
        Assert.Equal("Train/0/00002.bin", catalog.Part("train").Items[0].Id);
    }

    [Fact]
    public void Of_RecordingsOfAnotherKind_AreParts_AndALabelOfNoClassIsRefused()
    {
        var events = EventData.Random(10, MemoryItem.Sensor, 1);
        using var catalog = RecordingCatalog.Of("mine", ["a", "b"], [new MemoryItem("1", events, 1), new MemoryItem("2", events)], MemoryItem.Sensor);

        Assert.Equal(["train"], catalog.Parts);
        Assert.Equal([1, 0], catalog.Part("train").Labels);
        Assert.Contains("'3' has the label 2, expected 0 to 1", Assert.Throws<ArgumentException>(() => RecordingCatalog.Of("mine", ["a", "b"], [new MemoryItem("3", events, 2)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EncryptedArchive_IsRefusedAtOnceByName()
    {
        using TemporaryFolder folder = new();
        string zip = folder.Zip("secret.zip", ("Train/7/1.bin", Bytes(1)), ("Train/7/2.bin", Bytes(2)));
        byte[] bytes = File.ReadAllBytes(zip);
        int entry = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8); // one of two: an archive may be encrypted in part
        bytes[entry + 8] |= 1;
        File.WriteAllBytes(zip, bytes);

        var error = Assert.Throws<EventFormatException>(() => RecordingCatalog.Open(zip));

        Assert.Contains("secret.zip!Train/7/2.bin", error.Message, StringComparison.Ordinal);
        Assert.Contains("unpack it with its password", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.bin", new byte[] { 1, 2, 0, 0, 3 }, "a single recording is no data set")]
    [InlineData("set.tar.gz", new byte[] { 0x1F, 0x8B, 8, 0 }, "unpack it with tar -xzf")]
    [InlineData("set.7z", new byte[] { (byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C }, "a 7-Zip archive; unpack it first")]
    [InlineData("empty.zip", new byte[0], "an empty file")]
    public void Open_FileThatIsNoArchive_IsNotCalledADamagedOne(string name, byte[] content, string expected)
    {
        using TemporaryFolder folder = new();

        var error = Assert.Throws<EventFormatException>(() => RecordingCatalog.Open(folder.File(name, content)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ClassFoldersOfText_AreRecordings_WhereThereAreNoOthers()
    {
        using TemporaryFolder folder = new();
        folder.File("a/1.csv", "t,x,y,p\n1,2,3,1\n"u8);
        folder.File("b/1.csv", "t,x,y,p\n5,6,7,0\n8,9,10,1\n"u8);

        using (var catalog = RecordingCatalog.Open(folder.Path))
        {
            Assert.Equal(["a", "b"], catalog.Classes);
            Assert.Equal(2, catalog.Everything().Get(1).Events.Count);
        }

        folder.File("b/2.bin", [1, 2, 0, 0, 3]);
        using var mixed = RecordingCatalog.Open(folder.Path);
        Assert.Single(mixed.Everything().Items); // text beside recordings of a camera is taken for notes
    }

    [Fact]
    public async Task Get_SharedNMnistFromManyThreads_GivesTheSameRecordings()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "nmnist", "nmnist-small.zip"));
        var train = catalog.Part("train");
        string[] alone = [.. Enumerable.Range(0, 64).Select(i => EventData.Digest(train.Get(i).Events))];

        string[][] together = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => Enumerable.Range(0, 64).Select(i => EventData.Digest(train.Get(i).Events)).ToArray(), TestContext.Current.CancellationToken)));

        Assert.All(together, t => Assert.Equal(alone, t));
        Assert.All(Enumerable.Range(0, 64), i => Assert.InRange(train.Get(i).Events.Count, 1069, 7152));
    }

    [Fact]
    public void Open_SharedNCars_TakesArchivesSideBySide()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "ncars"));

        Assert.Equal("n-cars", catalog.Name);
        Assert.Equal([1500, 1500], catalog.Part("train").CountByClass());
        Assert.Equal([500, 500], catalog.Part("test").CountByClass());
        var car = catalog.Part("test").Get(999);
        Assert.Equal(1, car.Label);
        Assert.Equal(new SensorSize(120, 100), car.Sensor);
        Assert.InRange(car.Events.Count, 507, 43788);
    }

    [Fact]
    public void Open_ArchiveFolderAndBothParts_GiveTheSameIdsAndHash()
    {
        using TemporaryFolder folder = new();
        (string, byte[])[] train = [("Train/3/00001.bin", Bytes(1)), ("Train/0/00002.bin", Bytes(2))];
        (string, byte[])[] test = [("Test/3/00001.bin", Bytes(3))];
        string whole = folder.Zip("n-mnist.zip", [.. train, .. test, ("__MACOSX/Train/3/._00001.bin", [1]), ("Train/3/notes.txt", [1])]);
        string wrapped = folder.Zip("wrapped.zip", [.. train.Concat(test).Select(e => ("N-MNIST/" + e.Item1, e.Item2))]);
        folder.Zip(Directory.CreateDirectory(Path.Combine(folder.Path, "parts")).Name + "/Train.zip", train);
        folder.Zip("parts/Test.zip", test);
        ZipFile.ExtractToDirectory(whole, Path.Combine(folder.Path, "unpacked"));
        string[] paths = [whole, wrapped, Path.Combine(folder.Path, "parts"), Path.Combine(folder.Path, "unpacked") + Path.DirectorySeparatorChar];

        foreach (string path in paths)
        {
            using var catalog = RecordingCatalog.Open(path);
            Assert.Equal(["Train/0/00002.bin", "Train/3/00001.bin"], catalog.Part("train").Items.Select(i => i.Id));
            Assert.Equal([0, 3], catalog.Part("train").Labels);
            Assert.Equal(["Test/3/00001.bin"], catalog.Part("test").Items.Select(i => i.Id));
            using var first = RecordingCatalog.Open(whole);
            Assert.Equal(first.Part("train").Hash, catalog.Part("train").Hash);
            Assert.Equal(first.Part("train").Get(1).Events.Count, catalog.Part("train").Get(1).Events.Count);
        }
    }

    [Fact]
    public void Open_OnePart_HasThatPartOnlyAndSaysSo()
    {
        using TemporaryFolder folder = new();
        string zip = folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)));
        using var catalog = RecordingCatalog.Open(zip);

        var error = Assert.Throws<DatasetException>(() => catalog.Part("test"));

        Assert.Equal(7, Assert.Single(catalog.Part("train").Labels));
        Assert.Contains("no part 'test'", error.Message, StringComparison.Ordinal);
        Assert.Contains("its parts: train", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TheTrainFolderItself_IsThePartTrain()
    {
        using TemporaryFolder folder = new();
        folder.File("Train/7/1.bin", Bytes(1));

        using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "Train"));

        Assert.Equal("Train/7/1.bin", Assert.Single(catalog.Part("train").Items).Id);
    }

    [Fact]
    public void Open_FolderBesideItsArchive_TakesTheFolder()
    {
        using TemporaryFolder folder = new();
        folder.File("Train/7/1.bin", Bytes(1));
        folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)), ("Train/7/2.bin", Bytes(1)));
        folder.Zip("Test.zip", ("Test/7/1.bin", Bytes(1)));

        using var catalog = RecordingCatalog.Open(folder.Path);

        Assert.Equal(1, catalog.Part("train").Count);
        Assert.Equal(1, catalog.Part("test").Count);
        Assert.Contains(catalog.Unused, u => u.Path.Contains("Train.zip", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_PartInTwoArchives_IsRefused()
    {
        using TemporaryFolder folder = new();
        folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)));
        folder.Zip("Train-copy.zip", ("Train/7/1.bin", Bytes(1)));

        var error = Assert.Throws<DatasetException>(() => RecordingCatalog.Open(folder.Path));

        Assert.Contains("more than once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NCaltechLayout_SortsClassesOrdinally()
    {
        using TemporaryFolder folder = new();
        string zip = folder.Zip("Caltech101.zip",
            ("Caltech101/airplanes/image_0001.bin", Bytes(1)), ("Caltech101/BACKGROUND_Google/image_0001.bin", Bytes(2)),
            ("Caltech101/Faces_easy/image_0001.bin", Bytes(3)));

        using var catalog = RecordingCatalog.Open(zip);

        Assert.Equal("n-caltech101", catalog.Name);
        Assert.Equal(new SensorSize(240, 180), catalog.Sensor);
        Assert.Equal(["BACKGROUND_Google", "Faces_easy", "airplanes"], catalog.Classes);
        Assert.Equal(["all"], catalog.Parts);
    }

    [Fact]
    public void Open_ClassFolders_AreOnePartOfUnknownSensor()
    {
        using TemporaryFolder folder = new();
        folder.File("cat/a.bin", Bytes(1));
        folder.File("dog/b.bin", Bytes(2));

        using var catalog = RecordingCatalog.Open(folder.Path);

        Assert.Equal("class-folders", catalog.Name);
        Assert.Equal(["cat", "dog"], catalog.Classes);
        Assert.Equal(["cat/a.bin", "dog/b.bin"], catalog.Part("all").Items.Select(i => i.Id));
        Assert.Null(catalog.Sensor);
        Assert.Equal(new SensorSize(34, 34), catalog.Part("all").Sensors().Largest);
    }

    [Fact]
    public void Open_TrainAndTestFolders_AreParts()
    {
        using TemporaryFolder folder = new();
        folder.File("train/cat/a.bin", Bytes(1));
        folder.File("test/dog/b.bin", Bytes(2));

        using var catalog = RecordingCatalog.Open(folder.Path);

        Assert.Equal(["train", "test"], catalog.Parts);
        Assert.Equal(["cat", "dog"], catalog.Classes);
        Assert.Equal(1, catalog.Part("test").Labels[0]);
    }

    [Fact]
    public void Open_NothingThere_SaysWhatIsMissing()
    {
        using TemporaryFolder folder = new();
        string absent = Path.Combine(folder.Path, "absent");
        folder.File("readme.txt", [1]);

        Assert.Contains(absent, Assert.Throws<FileNotFoundException>(() => RecordingCatalog.Open(absent)).Message, StringComparison.Ordinal);
        var error = Assert.Throws<DatasetException>(() => RecordingCatalog.Open(folder.Path));
        Assert.Contains("no recordings found", error.Message, StringComparison.Ordinal);
        Assert.Contains("Train/{0,1,2,3,4,5,6,7,8,9}/*.bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedArchive_IsNamed()
    {
        using TemporaryFolder folder = new();
        string zip = folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)), ("Train/7/2.bin", Bytes(2)));
        byte[] bytes = File.ReadAllBytes(zip);
        foreach (int length in new[] { 0, 1, bytes.Length / 2, bytes.Length - 1 })
        {
            string cut = folder.File($"cut-{length}.zip", bytes.AsSpan(0, length));
            var error = Assert.Throws<EventFormatException>(() => RecordingCatalog.Open(cut));
            Assert.Contains(cut, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Get_DamagedEntry_IsNamedAtAnyByte()
    {
        using TemporaryFolder folder = new();
        byte[] content = Bytes(1);
        byte[] bytes = File.ReadAllBytes(folder.Zip("Train.zip", ("Train/7/1.bin", content)));
        int dataStart = 30 + "Train/7/1.bin".Length;
        int noticed = 0;
        for (int at = dataStart; at < dataStart + 40; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0x55;
            string path = folder.File("damaged.zip", damaged);
            using var catalog = RecordingCatalog.Open(path);
            var error = Assert.Throws<EventFormatException>(() => catalog.Part("train").Get(0));
            Assert.Contains("damaged.zip", error.Path, StringComparison.Ordinal);
            noticed++;
        }

        Assert.Equal(40, noticed);
    }

    [Fact]
    public void Get_EventOutsideSensor_FailsOrIsDropped()
    {
        using TemporaryFolder folder = new();
        byte[] content = Bytes(1);
        content[5] = 200;
        string zip = folder.Zip("Train.zip", ("Train/7/1.bin", content));
        using var strict = RecordingCatalog.Open(zip);
        using var lenient = RecordingCatalog.Open(zip, new CatalogOptions { OutsideSensor = OutsideSensor.Drop });

        var error = Assert.Throws<EventFormatException>(() => strict.Part("train").Get(0));

        Assert.Equal(5, error.ByteOffset);
        Assert.Contains("Train.zip!Train/7/1.bin", error.Path, StringComparison.Ordinal);
        Assert.Equal(1, lenient.Part("train").Get(0).Report.OutsideSensor);
    }

    [Fact]
    public void FindSharedContent_SameBytesInTwoParts_AreFound()
    {
        using TemporaryFolder folder = new();
        string zip = folder.Zip("set.zip",
            ("Train/7/1.bin", Bytes(1)), ("Train/7/2.bin", Bytes(2)), ("Train/7/3.bin", Bytes(2)), ("Test/7/9.bin", Bytes(1)), ("Test/7/8.bin", Bytes(4)));
        using var catalog = RecordingCatalog.Open(zip);

        var shared = Assert.Single(RecordingCatalog.FindSharedContent([catalog.Part("train"), catalog.Part("test")]));

        Assert.Equal(["Train/7/1.bin", "Test/7/9.bin"], shared.Items.Select(i => i.Id));
    }

    [Fact]
    public void FindSharedContent_RecordingsWithoutEvents_AreNoCopies()
    {
        using TemporaryFolder folder = new();
        byte[] header = [.. "% Data file containing CD events.\n% Version 2\n% Width 34\n% Height 34\n"u8, 12, 8];
        folder.File("set/train/a/1.dat", header);
        folder.File("set/test/a/2.dat", header);
        folder.File("set/train/b/zero.bin", []);
        folder.File("set/test/b/zero.bin", []);
        using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "set"), new CatalogOptions { Layout = DatasetLayout.TrainTest });

        Assert.Equal(4, catalog.Everything().Count);
        Assert.Empty(RecordingCatalog.FindSharedContent([catalog.Part("train"), catalog.Part("test")]));
    }

    [Fact]
    public void Sensors_RecordingsThatNameDifferentOnes_AreCounted()
    {
        using TemporaryFolder folder = new();
        foreach (var (name, width, height) in new[] { ("a/1", 304, 240), ("a/2", 304, 240), ("b/1", 640, 480) })
            folder.File($"set/{name}.dat", [.. System.Text.Encoding.ASCII.GetBytes($"% Data file containing CD events.\n% Version 2\n% Width {width}\n% Height {height}\n"), 12, 8, 1, 0, 0, 0, 5, 0, 0, 0]);
        using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "set"), new CatalogOptions { Layout = DatasetLayout.ClassFolders });

        var survey = catalog.Everything().Sensors(TestContext.Current.CancellationToken);

        Assert.Equal(new SensorSize(640, 480), survey.Largest);
        Assert.Equal([new SensorCount(new SensorSize(304, 240), 2), new SensorCount(new SensorSize(640, 480), 1)], survey.Declared);
    }

    [Fact]
    public void Open_FoldersWithLinksInACircle_VisitsEachFolderOnce()
    {
        using TemporaryFolder folder = new();
        foreach (string part in new[] { "Train", "Test" })
        {
            foreach (string label in new[] { "0", "1" })
                folder.File($"set/{part}/{label}/00001.bin", Bytes((ulong)(part.Length + label[0])));
        }

        string set = Path.Combine(folder.Path, "set");
        for (int i = 0; i < 3; i++)
            Directory.CreateSymbolicLink(Path.Combine(set, "Train", $"up{i}"), "..");
        Directory.CreateSymbolicLink(Path.Combine(set, "Test", "self"), ".");
        Directory.CreateSymbolicLink(Path.Combine(set, "Test", "0", "whole"), set);

        using var catalog = RecordingCatalog.Open(set);

        Assert.Equal((2, 2), (catalog.Part("train").Count, catalog.Part("test").Count));
    }

    [Fact]
    public void Open_FolderThatIsALinkToElsewhere_IsRead()
    {
        using TemporaryFolder folder = new();
        folder.File("elsewhere/0/00001.bin", Bytes(1));
        folder.File("set/Test/0/00001.bin", Bytes(2));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "set", "Train"), "../elsewhere");

        using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "set"));

        Assert.Equal("Train/0/00001.bin", Assert.Single(catalog.Part("train").Items).Id);
    }

    [Fact]
    public void Open_LinkToNothing_IsNamed()
    {
        using TemporaryFolder folder = new();
        folder.File("set/Train/0/00001.bin", Bytes(1));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "set", "Train", "0", "00002.bin"), "gone.bin");

        Assert.Contains("00002.bin is a link to gone.bin, which is not there", Assert.Throws<FileNotFoundException>(() => RecordingCatalog.Open(Path.Combine(folder.Path, "set"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BackslashInAName_StaysPartOfTheName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a backslash parts folders on Windows");
        using TemporaryFolder folder = new();
        folder.File("set/Train/0/a\\b.bin", Bytes(1));
        using var catalog = RecordingCatalog.Open(Path.Combine(folder.Path, "set"));

        var item = Assert.Single(catalog.Everything().Items);

        Assert.Equal("Train/0/a\\b.bin", item.Id);
        Assert.True(catalog.Everything().Get(0).Events.Count > 0);
    }

    [Fact]
    public void Open_Cancelled_Stops()
    {
        using TemporaryFolder folder = new();
        folder.File("set/Train/0/1.bin", Bytes(1));

        Assert.Throws<OperationCanceledException>(() => RecordingCatalog.Open(Path.Combine(folder.Path, "set"), new CatalogOptions { Cancellation = new CancellationToken(true) }));
    }

    [Fact]
    public void CheckDisjoint_RecordingInTwoSets_IsRefused()
    {
        using TemporaryFolder folder = new();
        using var catalog = RecordingCatalog.Open(folder.Zip("Train.zip", ("Train/7/1.bin", Bytes(1)), ("Train/7/2.bin", Bytes(2))));
        var train = catalog.Part("train");

        var error = Assert.Throws<DatasetException>(() => RecordingCatalog.CheckDisjoint(train.Select("a", [0, 1]), train.Select("b", [1])));

        Assert.Contains("Train/7/2.bin", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => train.Select("twice", [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => train.Get(2));
    }

    private static byte[] Bytes(ulong seed)
    {
        var events = EventData.Random(100, new SensorSize(34, 34), seed);
        events.Add(events.Times[^1], 33, 33, 1);
        return EventData.AtisBytes(events);
    }
}
