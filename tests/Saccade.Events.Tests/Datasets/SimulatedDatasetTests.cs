using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Datasets;
using Saccade.Events.Images;
using Saccade.Events.Simulation;
using Saccade.Events.Sources;
using Saccade.Events.Store;
using Saccade.Events.Tests.Images;
using Saccade.Events.Tests.Simulation;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets;

public sealed class SimulatedDatasetTests
{
    private static readonly SimulatedDatasetOptions _options = new() { TrainRecordings = 7, TestRecordings = 3, Simulation = TestScenes.Options };

    [Fact]
    public void Simulated_Parts_AreBalancedAndOfDifferentImages()
    {
        using TemporaryFolder folder = new();
        using var catalog = RecordingCatalog.Simulated(Images(folder, 30), _options);

        Assert.Equal(["train", "test"], catalog.Parts);
        Assert.Equal([3, 2, 2], catalog.Part("train").CountByClass());
        Assert.Equal([1, 1, 1], catalog.Part("test").CountByClass());
        string[] images = [.. catalog.Everything().Items.Select(i => i.Id.Split('/')[^1])];
        Assert.Equal(images.Length, images.Distinct().Count());
        var first = catalog.Part("train").Get(0);
        Assert.True(first.Events.Count > 50 && first.Events.IsOrdered);
        Assert.Equal((new(20, 16), first.Events.Count), (first.Sensor!.Value, first.Report.Events));
    }

    [Fact]
    public void Simulated_OfficialSplit_PutsNoImageOnBothSides()
    {
        using TemporaryFolder folder = new();
        using var images = Images(folder, 60);
        Prop.ForAll<NonNegativeInt, NonNegativeInt, uint>((train, test, seed) =>
        {
            // 20 images a class; of each class train and test share them out.
            var options = _options with { TrainRecordings = 1 + train.Get % 30, TestRecordings = 1 + test.Get % 30, Simulation = TestScenes.Options with { Seed = seed } };
            using var catalog = RecordingCatalog.Simulated(images, options);
            var split = DatasetSplit.Of(catalog, SplitRule.Official);

            string[] learned = ImagesOf(split.Find("train")!), tried = ImagesOf(split.Find("test")!);
            Assert.Equal((options.TrainRecordings, options.TestRecordings), (learned.Length, tried.Length));
            Assert.Equal(learned.Length + tried.Length, learned.Union(tried).Count());
        }).QuickCheckThrowOnFailure();

        static string[] ImagesOf(RecordingSet set) => [.. set.Items.Select(i => i.Id.Split('/')[^1])];
    }

    [Fact]
    public void SimulatedStore_HoldsTheSameRecordings_AndThoseOfOtherSettingsAreRefused()
    {
        using TemporaryFolder folder = new();
        string store = Path.Combine(folder.Path, "store");
        using var simulated = RecordingCatalog.Simulated(Images(folder, 30), _options);
        EventStore.Prepare(simulated, store, cancellation: TestContext.Current.CancellationToken);

        using var stored = RecordingCatalog.SimulatedStore(store, _options);

        Assert.Equal(simulated.Hash, stored.Hash);
        foreach (string part in simulated.Parts)
            Assert.Equal(EventsOf(simulated.Part(part)), EventsOf(stored.Part(part)));
        SimulatedDatasetOptions[] others =
        [
            _options with { TrainRecordings = 8 }, _options with { TestRecordings = 2 }, _options with { FirstImage = 1 }, _options with { Simulation = TestScenes.Options with { Seed = 9 } },
        ];
        Assert.All(others, other => Assert.Contains("prepare the images again", Assert.Throws<DatasetException>(() => RecordingCatalog.SimulatedStore(store, other)).Message, StringComparison.Ordinal));

        static byte[][] EventsOf(RecordingSet set) => [.. Enumerable.Range(0, set.Count).Select(i => set.Get(i).Events.Hash())];
    }

    [Fact]
    public void Simulated_MoreRecordings_KeepTheFirstOnes()
    {
        using TemporaryFolder folder = new();
        using var images = Images(folder, 30);
        using var few = RecordingCatalog.Simulated(images, _options);
        using var many = RecordingCatalog.Simulated(images, _options with { TrainRecordings = 20, TestRecordings = 0 });

        Assert.Subset(many.Part("train").Items.Select(i => i.Id).ToHashSet(), few.Part("train").Items.Select(i => i.Id).ToHashSet());
        RecordingItem item = few.Part("train").Items[2], again = many.Part("train").Items.Single(i => i.Id == item.Id);
        Assert.Equal(item.ContentHash(), again.ContentHash());
        Assert.Equal(item.Identity, again.Identity);
        Assert.False(many.HasPart("test"));
    }

    [Fact]
    public void Simulated_SeedOptionsAndImages_ChangeTheIdentity()
    {
        using TemporaryFolder folder = new();
        using var images = Images(folder, 30);
        string[] identities =
        [
            Identity(images, _options), Identity(Images(folder, 33), _options),
            Identity(images, _options with { Simulation = _options.Simulation with { Seed = 5 } }),
            Identity(images, _options with { Simulation = _options.Simulation with { PlaceJitter = 1 } }),
        ];

        Assert.Equal(4, identities.Distinct().Count());
        using var first = RecordingCatalog.Simulated(images, _options);
        using var other = RecordingCatalog.Simulated(images, _options with { Simulation = _options.Simulation with { Seed = 5 } });
        Assert.NotEqual(first.Part("train").Hash, other.Part("train").Hash);

        static string Identity(ImageSet set, SimulatedDatasetOptions options)
        {
            using var catalog = RecordingCatalog.Simulated(set, options);
            return catalog.Part("train").Items[0].Identity;
        }
    }

    [Fact]
    public void Simulated_FirstImage_LeavesEarlierOnesOut()
    {
        using TemporaryFolder folder = new();
        using var images = Images(folder, 30);
        using var catalog = RecordingCatalog.Simulated(images, _options with { TrainRecordings = 9, TestRecordings = 3, FirstImage = 18 });

        Assert.Equal(Enumerable.Range(18, 12), catalog.Everything().Items.Select(i => int.Parse(i.Id.Split('/')[^1], CultureInfo.InvariantCulture)).Order());
        Assert.Throws<DatasetException>(() => RecordingCatalog.Simulated(images, _options with { FirstImage = 21 }));
    }

    [Fact]
    public void Simulated_SeparateTestImages_AreUsed()
    {
        using TemporaryFolder folder = new();
        using var catalog = RecordingCatalog.Simulated(Images(folder, 30), _options with { TrainRecordings = 30, TestRecordings = 6 }, Images(folder, 6));

        Assert.Equal((30, 6), (catalog.Part("train").Count, catalog.Part("test").Count));
    }

    [Fact]
    public void Simulated_TooFewImagesOrWrongClasses_Throws()
    {
        using TemporaryFolder folder = new();
        using var images = Images(folder, 30);

        Assert.Contains("ask for fewer", Assert.Throws<DatasetException>(() => RecordingCatalog.Simulated(images, _options with { TrainRecordings = 40 })).Message, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => RecordingCatalog.Simulated(images, _options with { TrainRecordings = 0, TestRecordings = 0 }).Part("train"));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordingCatalog.Simulated(images, _options with { TrainRecordings = -1 }));
        Assert.Throws<ArgumentException>(() => RecordingCatalog.Simulated(images, _options, Images(folder, 2)));
        Assert.Throws<ArgumentException>(() => RecordingCatalog.Simulated(images, _options with { Simulation = new SimulationOptions { PlaceJitter = -1 } }));
    }

    /// <summary>Images of bars, of the classes 0, 1, 2 in turn.</summary>
    private static ImageSet Images(TemporaryFolder folder, int count)
    {
        byte[] pixels = new byte[count * 64];
        for (int i = 0; i < count; i++)
        {
            for (int y = 1; y < 7; y++)
                pixels[i * 64 + y * 8 + 1 + i % 6] = (byte)(255 - i);
        }

        return ImageSet.OpenIdx(
            folder.File($"images{count}", IdxTests.Idx([count, 8, 8], pixels)),
            folder.File($"labels{count}", IdxTests.Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))])));
    }
}
