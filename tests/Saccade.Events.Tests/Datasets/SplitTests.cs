using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Datasets;

public sealed class SplitTests
{
    [Fact]
    public void Split_AnyKind_PartsAreDisjointAndComplete()
    {
        Prop.ForAll<PositiveInt, PositiveInt, int>((count, classes, seed) =>
        {
            var set = Set(count.Get + 1, 1 + classes.Get % 5);
            double share = 0.05 + 0.9 * ((uint)seed % 1000) / 1000;
            foreach (var kind in new SplitKind[] { new SplitKind.Stratified(share, (uint)seed), new SplitKind.NaturalTail(share), new SplitKind.OrdinalTail(share), new SplitKind.NaturalHead(share) })
            {
                bool[] heldOut = kind.HoldOut(set.Items);
                if (!heldOut.Contains(true) || !heldOut.Contains(false))
                {
                    Assert.Throws<ArgumentException>(() => set.Split(kind));
                    continue;
                }

                var split = set.Split(kind);
                Assert.Equal(set.Items.Select(i => i.Id).Order(), split.Kept.Items.Concat(split.HeldOut.Items).Select(i => i.Id).Order());
                Assert.Empty(split.Kept.Items.Intersect(split.HeldOut.Items));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stratified_HoldsOutTheShareOfEachClass()
    {
        var split = Set(1000, 4).Split(new SplitKind.Stratified(0.1, 7));

        Assert.Equal([25, 25, 25, 25], split.HeldOut.CountByClass());
        Assert.Equal("validation", split.HeldOut.Name);
    }

    [Fact]
    public void Stratified_DependsOnSeedAndIdsOnly()
    {
        var set = Set(200, 4);
        var shuffled = set.Select("train", Enumerable.Range(0, 200).Reverse());
        var kind = new SplitKind.Stratified(0.2, 3);

        Assert.Equal(set.Split(kind).HeldOut.Items.ToHashSet(), shuffled.Split(kind).HeldOut.Items.ToHashSet());
        Assert.Equal(set.Split(kind).Hash, Set(200, 4).Split(new SplitKind.Stratified(0.2, 3)).Hash);
        Assert.NotEqual(set.Split(kind).Hash, set.Split(new SplitKind.Stratified(0.2, 4)).Hash);
    }

    [Fact]
    public void Stratified_SmallClass_KeepsOne()
    {
        var split = Set(2, 1).Split(new SplitKind.Stratified(0.9, 1));

        Assert.Equal(1, split.Kept.Count);
        Assert.Equal(1, split.HeldOut.Count);
    }

    [Fact]
    public void NaturalTail_OfTenThousand_IsThatOfSltt()
    {
        // CIFAR10-DVS: 0..899 train, 900..999 test of each class
        var split = Set(10_000, 10).Split(new SplitKind.NaturalTail(0.1), "train", "test");

        Assert.All(split.HeldOut.Items, i => Assert.InRange(Number(i), 900, 999));
        Assert.Equal(1000, split.HeldOut.Count);
        Assert.All(Set(10_000, 10).Split(new SplitKind.NaturalHead(0.1)).HeldOut.Items, i => Assert.InRange(Number(i), 0, 99));
    }

    [Fact]
    public void OrdinalTail_OrdersNamesAsStrings()
    {
        // 12 recordings 0..11, ordinal: 0 1 10 11 2 ... 9; ceil(0.9 * 12) = 11 kept
        var split = Set(12, 1).Split(new SplitKind.OrdinalTail(0.1));

        Assert.Equal(9, Number(Assert.Single(split.HeldOut.Items)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void New_ImpossibleShare_IsRefused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SplitKind.Stratified(share, 1));

    [Fact]
    public void Split_SharedNMnist_IsStratified()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "nmnist", "nmnist-small.zip"));

        var split = catalog.Part("train").Split(new SplitKind.Stratified(0.1, 1));

        Assert.Equal([8, 10, 8, 7, 8, 7, 7, 9, 7, 8], split.HeldOut.CountByClass());
    }

    private static int Number(RecordingItem item) => int.Parse(item.Id[(item.Id.LastIndexOf('_') + 1)..^4]);

    private static RecordingSet Set(int count, int classes) => new(
        "train", [.. Enumerable.Range(0, classes).Select(c => $"c{c}")], new SensorSize(8, 8),
        Enumerable.Range(0, count).Select(i => new Item($"c{i % classes}/cifar10_c{i % classes}_{i / classes}.bin", i % classes)));

    private sealed class Item(string id, int label) : RecordingItem(id, "train", label)
    {
        public override string Identity => Id;

        public override long Length => -1;

        public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into) => (DecodeReport.Empty, null);
    }
}
