using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets;

public sealed class DatasetSplitTests : IDisposable
{
    private static readonly PartShare[] _shares = [new("train", 0.7), new("validation", 0.1), new("test", 0.2)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_NamedRules_OnCifarNames_AreThoseOfThePublications()
    {
        using var catalog = Catalog(1000, 2);

        Assert.Equal(Enumerable.Range(900, 100), Numbers(DatasetSplit.Of(catalog, SplitRule.Sltt), "test"));
        Assert.Equal(Enumerable.Range(0, 100), Numbers(DatasetSplit.Of(catalog, SplitRule.Tebn), "test"));
        int[] ordinalTail = [.. Enumerable.Range(0, 1000).OrderBy(i => $"{i}.aedat", StringComparer.Ordinal).Skip(900).Order()];
        Assert.Equal(ordinalTail, Numbers(DatasetSplit.Of(catalog, SplitRule.SpikingJelly), "test"));
        Assert.Equal(ordinalTail, Numbers(DatasetSplit.Of(catalog, SplitRule.Hsd), "test"));
        Assert.All(SplitRule.Named.Skip(1), r => Assert.Equal(1800, DatasetSplit.Of(catalog, r).Find("train")!.Count));
    }

    [Fact]
    public void Of_ElevenRecordings_HsdKeepsDownAndSpikingJellyUp()
    {
        using var catalog = Catalog(11, 1); // 0.9 * 11 = 9.9

        Assert.Equal(9, DatasetSplit.Of(catalog, SplitRule.Hsd).Find("train")!.Count);
        Assert.Equal(10, DatasetSplit.Of(catalog, SplitRule.SpikingJelly).Find("train")!.Count);
    }

    [Fact]
    public void Of_IncompleteSet_NumberRulesGoByTheNumber()
    {
        using var catalog = Catalog([5, 950, 10, 899, 900], 1);

        Assert.Equal([900, 950], Numbers(DatasetSplit.Of(catalog, SplitRule.Sltt), "test"));
    }

    [Fact]
    public void Of_NamesWithoutNumbers_NumberRulesAreRefused()
    {
        using var catalog = Catalog([new Item("cat/first.bin", "all", 0), new Item("cat/other.bin", "all", 0)], 1);

        Assert.Contains("end in a number", Assert.Throws<DatasetException>(() => DatasetSplit.Of(catalog, SplitRule.Tebn)).Message);
    }

    [Fact]
    public void Of_Official_IsThePartsOrRefused()
    {
        using var divided = Catalog([new Item("a/1", "train", 0), new Item("a/2", "test", 0)], 1);
        using var undivided = Catalog(10, 1);

        Assert.Equal(["train", "test"], DatasetSplit.Of(divided, SplitRule.Official).Parts.Select(p => p.Name));
        Assert.Contains("no official parts", Assert.Throws<DatasetException>(() => DatasetSplit.Of(undivided, SplitRule.Official)).Message);
    }

    [Fact]
    public void Stratified_AnySet_IsCompleteDisjointAndNearItsShares()
    {
        Prop.ForAll<PositiveInt, PositiveInt, int>((count, classes, seed) =>
        {
            int perClass = 10 + count.Get % 50;
            using var catalog = Catalog(perClass, 1 + classes.Get % 4);
            var split = DatasetSplit.Of(catalog, new SplitRule.Stratified((uint)seed, _shares));

            Assert.Equal(0, split.Unassigned);
            Assert.Equal(catalog.Everything().Items.Select(i => i.Id).Order(), split.Parts.SelectMany(p => p.Items).Select(i => i.Id).Order());
            for (int p = 0; p < _shares.Length; p++)
                Assert.All(split.Parts[p].CountByClass(), n => Assert.InRange(n, _shares[p].Share * perClass - 1, _shares[p].Share * perClass + 1));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stratified_SameSeed_IsTheSameSplit()
    {
        using var catalog = Catalog(40, 3);

        string hash = DatasetSplit.Of(catalog, new SplitRule.Stratified(7, _shares)).Hash;

        Assert.Equal(hash, DatasetSplit.Of(catalog, new SplitRule.Stratified(7, _shares)).Hash);
        Assert.NotEqual(hash, DatasetSplit.Of(catalog, new SplitRule.Stratified(8, _shares)).Hash);
        Assert.Equal(new SplitRule.Stratified(7, _shares), new SplitRule.Stratified(7, [.. _shares]));
    }

    [Fact]
    public void Stratified_ImpossibleShares_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SplitRule.Stratified(1, new PartShare("train", 1)));
        Assert.Throws<ArgumentException>(() => new SplitRule.Stratified(1, new PartShare("a", 0.5), new PartShare("b", 0.6)));
        Assert.Throws<ArgumentException>(() => new SplitRule.Stratified(1, new PartShare("a", 0.5), new PartShare("a", 0.5)));
        Assert.Throws<ArgumentException>(() => new SplitRule.Stratified(1, new PartShare("a", double.NaN), new PartShare("b", 0.5)));
    }

    [Fact]
    public void Write_Read_GivesTheSameSplit()
    {
        using var catalog = Catalog(40, 3);
        var split = DatasetSplit.Of(catalog, new SplitRule.Stratified(7, _shares), "mine");
        string path = Path.Combine(_folder.Path, "split.json");
        split.Write(path);

        var read = DatasetSplit.Read(path, catalog);

        Assert.Equal((split.Name, split.Rule, split.Seed, split.Hash), (read.Name, read.Rule, read.Seed, read.Hash));
        Assert.Equal(split.Parts.Select(p => p.Hash), read.Parts.Select(p => p.Hash));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Read_OtherDataSet_SaysSo()
    {
        using var catalog = Catalog(10, 1);
        using var fewer = Catalog(9, 1);
        using var more = Catalog(11, 1);
        string path = Stored(catalog);

        Assert.Contains("names recording 'c0/cifar10_c0_9.aedat', which the data set", Assert.Throws<DatasetException>(() => DatasetSplit.Read(path, fewer)).Message);
        Assert.Contains("with hash", Assert.Throws<DatasetException>(() => DatasetSplit.Read(path, more)).Message);
    }

    [Fact]
    public void Read_RecordingInTwoParts_IsRefused()
    {
        using var catalog = Catalog(10, 1);
        string path = Stored(catalog);
        string text = File.ReadAllText(path).Replace("\"test\": [", "\"test\": [ \"c0/cifar10_c0_0.aedat\",", StringComparison.Ordinal);
        File.WriteAllText(path, text);

        Assert.Contains("in 'train' and again in 'test'", Assert.Throws<DatasetException>(() => DatasetSplit.Read(path, catalog)).Message);
    }

    [Fact]
    public void Read_ChangedByHand_IsRefused()
    {
        using var catalog = Catalog(20, 1);
        string path = Stored(catalog);
        string[] lines = [.. File.ReadAllLines(path).Where(l => !l.Contains("_5.aedat\"", StringComparison.Ordinal))];
        File.WriteAllLines(path, lines);

        Assert.Contains("it was changed after", Assert.Throws<DatasetException>(() => DatasetSplit.Read(path, catalog)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\": \"saccade-split\", \"version\": 2}")]
    [InlineData("{\"format\": \"saccade-split\", \"version\": 1, \"name\": \"a\", \"rule\": \"b\", \"parts\": {\"train\": null}}")]
    public void Read_NoSplitFile_IsRefused(string text)
    {
        using var catalog = Catalog(10, 1);
        string path = _folder.File("split.json", Encoding.UTF8.GetBytes(text));

        Assert.Contains(path, Assert.Throws<DatasetException>(() => DatasetSplit.Read(path, catalog)).Message);
    }

    private string Stored(RecordingCatalog catalog)
    {
        string path = Path.Combine(_folder.Path, "split.json");
        DatasetSplit.Of(catalog, SplitRule.Hsd).Write(path);
        return path;
    }

    private static int[] Numbers(DatasetSplit split, string part) =>
        [.. split.Find(part)!.Items.Where(i => i.Label == 0).Select(i => int.Parse(i.Id[(i.Id.LastIndexOf('_') + 1)..^6])).Order()];

    private static RecordingCatalog Catalog(int perClass, int classes) => Catalog([.. Enumerable.Range(0, perClass)], classes);

    private static RecordingCatalog Catalog(int[] numbers, int classes) =>
        Catalog([.. Enumerable.Range(0, classes).SelectMany(c => numbers.Select(n => new Item($"c{c}/cifar10_c{c}_{n}.aedat", "all", c)))], classes);

    private static RecordingCatalog Catalog(IReadOnlyList<RecordingItem> items, int classes) => new(new CatalogContent
    {
        Name = "cifar10-dvs",
        Location = "made for the test",
        Sensor = null,
        Items = items,
        Classes = [.. Enumerable.Range(0, classes).Select(c => $"c{c}")],
    });

    private sealed class Item(string id, string part, int label) : RecordingItem(id, part, label)
    {
        public override string Identity => Id;

        public override long Length => -1;

        public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into) => (DecodeReport.Empty, null);
    }
}
