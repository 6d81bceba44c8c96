using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets;

public sealed class DatasetDescriptionsTests
{
    [Fact]
    public void All_NamesAreDifferentAndFound()
    {
        Assert.Equal(DatasetDescriptions.All.Count, DatasetDescriptions.All.Select(d => d.Name).Distinct().Count());
        Assert.All(DatasetDescriptions.All, d => Assert.Same(d, DatasetDescriptions.ByName(d.Name.ToUpperInvariant())));
        Assert.Contains("n-mnist", Assert.Throws<ArgumentException>(() => DatasetDescriptions.ByName("n-minst")).Message);
    }

    [Fact]
    public void All_ArchivesHaveAnAddressOrInstructions_AndChecksumsLookLikeChecksums()
    {
        foreach (var file in DatasetDescriptions.All.SelectMany(d => d.Archives))
        {
            Assert.True(file.Address is not null ^ file.Instructions is not null, file.Name);
            Assert.True(file.Address?.Scheme is null or "https", file.Name);
            Assert.Matches("^([0-9a-f]{32})?$", file.Md5 ?? "");
            Assert.Matches("^([0-9a-f]{64})?$", file.Sha256 ?? "");
        }
    }

    [Fact]
    public void All_CountsByClassAddUp_AndLabelMapsCoverTheClasses()
    {
        foreach (var d in DatasetDescriptions.All)
        {
            Assert.All(d.Expected.Where(e => e.ByClass is not null), e => Assert.Equal(e.Recordings, e.ByClass!.Sum()));
            Assert.All(d.Expected.Where(e => e.ByClass is not null), e => Assert.Equal(d.Classes!.Count, e.ByClass!.Count));
            Assert.True(d.MirrorLabels is null || d.MirrorLabels.Targets.Count == d.Classes!.Count);
            Assert.True(d.ReverseLabels is null || d.ReverseLabels.Targets.Count == d.Classes!.Count);
        }
    }

    [Fact]
    public void Open_Cifar10DvsArchives_AreOnePartWithUprightAddresses()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "cat", "airplane" })
            folder.Zip(name + ".zip", ($"{name}/cifar10_{name}_0.aedat", Aedat(3, 5)), ($"{name}/cifar10_{name}_1.aedat", Aedat(0, 127)));

        using var catalog = RecordingCatalog.Open(folder.Path);

        Assert.Equal("cifar10-dvs", catalog.Name);
        Assert.Same(DatasetDescriptions.Cifar10Dvs, catalog.Description);
        Assert.Equal([0, 0, 3, 3], catalog.Part("all").Labels);
        Assert.Equal("airplane/cifar10_airplane_0.aedat", catalog.Part("all").Items[0].Id);
        var first = catalog.Part("all").Get(0).Events[0];
        Assert.Equal((127 - 5, 127 - 3), (first.X, first.Y));
    }

    [Fact]
    public void Open_ClassInTwoArchives_IsRefused()
    {
        using TemporaryFolder folder = new();
        folder.Zip("cat.zip", ("cat/cifar10_cat_0.aedat", Aedat(3, 5)));
        folder.Zip("cat (1).zip", ("cat/cifar10_cat_0.aedat", Aedat(3, 5)));

        Assert.Contains("more than once", Assert.Throws<DatasetException>(() => RecordingCatalog.Open(folder.Path)).Message);
    }

    [Fact]
    public void Open_NCarsWithShortFolders_HasTheOfficialIds()
    {
        using TemporaryFolder folder = new();
        foreach (string part in new[] { "train", "test" })
            folder.Zip($"n-cars_{part}.zip", ($"{part}/cars/obj_1.dat", []), ($"{part}/background/obj_2.dat", []));

        using var catalog = RecordingCatalog.Open(folder.Path);

        Assert.Equal("n-cars", catalog.Name);
        Assert.Equal(["n-cars_train/background/obj_2.dat", "n-cars_train/cars/obj_1.dat"], catalog.Part("train").Items.Select(i => i.Id));
    }

    [Fact]
    public void Open_WithDescription_TakesItsLayoutAndSaysWhatIsMissing()
    {
        using TemporaryFolder folder = new();
        folder.File("DvsGesture.tar.gz", [1]);

        var error = Assert.Throws<DatasetException>(() => RecordingCatalog.Open(folder.Path, new CatalogOptions { Description = DatasetDescriptions.DvsGesture }));

        Assert.Contains("trials_to_train.txt", error.Message);
        Assert.Contains("tar -xzf", error.Message);
    }

    [Fact]
    public void Open_OtherWayToReadAddresses_IsAnotherIdentity()
    {
        using TemporaryFolder folder = new();
        folder.File("cat/cifar10_cat_0.aedat", Aedat(3, 5));
        using var upright = RecordingCatalog.Open(folder.Path);
        using var plain = RecordingCatalog.Open(folder.Path, new CatalogOptions { Layout = DatasetLayout.ClassFolders });

        Assert.NotEqual(upright.Part("all").Items[0].Identity, plain.Part("all").Items[0].Identity);
        Assert.Equal((3, 5), (plain.Part("all").Get(0).Events[0].X, plain.Part("all").Get(0).Events[0].Y));
    }

    private static byte[] Aedat(ushort x, ushort y)
    {
        EventBuffer events = new();
        events.Add(10, x, y, 1);
        using var stream = new MemoryStream();
        var writer = Aedat2Format.Instance.CreateWriter(stream, new WriteOptions { Sensor = new SensorSize(128, 128) });
        writer.Write(events.All);
        writer.Finish();
        return stream.ToArray();
    }
}
