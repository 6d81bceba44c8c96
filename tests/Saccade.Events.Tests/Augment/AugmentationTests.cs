using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Augment;

public sealed class AugmentationTests
{
    private static readonly SensorSize _size = new(12, 10);

    public static TheoryData<Augmentation> All { get; } =
    [
        new Augmentation.None(), new Augmentation.HorizontalFlip(), new Augmentation.Roll(3), new Augmentation.Rotate(20), new Augmentation.ShearX(20),
        new Augmentation.Cutout(5), new Augmentation.VerticalFlip(), new Augmentation.Translate(3, 2), new Augmentation.ShearY(20), new Augmentation.Erase(),
        new Augmentation.Wide(), new Augmentation.Wide(WithShearY: true), AugmentationPresets.SnnAugmentWide(), AugmentationPresets.Tet(), AugmentationPresets.NdaCode(), AugmentationPresets.NdaPaper(2, 3),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Draw_SameKey_GivesTheSameMap(Augmentation augmentation)
    {
        Assert.Empty(augmentation.Validate());
        for (int sample = 0; sample < 20; sample++)
            Assert.Equal(Drawn(augmentation, sample), Drawn(augmentation, sample));
    }

    [Fact]
    public void HorizontalFlip_FlipsItsShareAndMapsLabels()
    {
        var flip = new Augmentation.HorizontalFlip(0.3, LabelMap.DvsGestureFlip);
        PixelMap map = new(_size);
        int flipped = 0;
        for (int i = 0; i < 2000; i++)
        {
            var random = new CounterRandom(5, RandomPurpose.Augmentation, 0, i);
            map.Reset();
            int label = flip.Draw(ref random, map, 3);
            Assert.Equal(map.IsIdentity ? 3 : 6, label);
            flipped += map.IsIdentity ? 0 : 1;
        }

        Assert.InRange(flipped, 540, 660);
    }

    [Fact]
    public void LabelMap_OfDvsGesture_IsItsOwnInverse()
    {
        var map = LabelMap.DvsGestureFlip;

        Assert.All(Enumerable.Range(0, 11), label => Assert.Equal(label, map.Map(map.Map(label))));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Map(11));
        Assert.Throws<ArgumentException>(() => new LabelMap(0, 0, 1));
    }

    [Fact]
    public void Roll_ShiftsAreUniformWithinTheLimit()
    {
        int[] rows = new int[11];
        PixelMap map = new(new SensorSize(40, 40));
        for (int i = 0; i < 5500; i++)
        {
            var random = new CounterRandom(1, RandomPurpose.Augmentation, 1, i);
            map.Reset();
            new Augmentation.Roll(5).Draw(ref random, map, 0);
            rows[20 - map.SourceOf(20, 20)!.Value.Row + 5]++;
        }

        Assert.All(rows, r => Assert.InRange(r, 400, 600));
    }

    [Fact]
    public void Some_AppliesSoManyDifferentChoices()
    {
        // certain flips that add 1, 2 and 4 to the label modulo 8: the label says which two were applied
        var some = new Augmentation.Some(2, Adding(1), Adding(2), Adding(4));
        int[] labels = new int[8];
        PixelMap map = new(_size);
        for (int i = 0; i < 900; i++)
        {
            var random = new CounterRandom(3, RandomPurpose.Augmentation, 0, i);
            map.Reset();
            labels[some.Draw(ref random, map, 0)]++;
        }

        Assert.Equal(900, labels[3] + labels[5] + labels[6]);
        Assert.All(new[] { labels[3], labels[5], labels[6] }, n => Assert.InRange(n, 240, 360));

        static Augmentation Adding(int n) => new Augmentation.HorizontalFlip(1, new LabelMap(Enumerable.Range(0, 8).Select(l => (l + n) % 8)));
    }

    [Fact]
    public void Some_EqualChoices_AreEqualValues()
    {
        var some = new Augmentation.Some(2, new Augmentation.Roll(1), new Augmentation.Cutout(2), new Augmentation.ShearX(4));

        Assert.Equal(some, new Augmentation.Some(2, new Augmentation.Roll(1), new Augmentation.Cutout(2), new Augmentation.ShearX(4)));
        Assert.NotEqual(some, some with { Count = 1 });
        Assert.Equal(["count: expected 0 to the 3 choices there are, got 4"], (some with { Count = 4 }).Validate());
    }

    [Fact]
    public void NdaCode_AppliesExactlyOneOfItsThree()
    {
        int rolls = 0;
        PixelMap map = new(new SensorSize(40, 40));
        for (int i = 0; i < 600; i++)
        {
            var random = new CounterRandom(1, RandomPurpose.Augmentation, 2, i);
            map.Reset();
            AugmentationPresets.NdaCode().Draw(ref random, map, 0);
            rolls += Enumerable.Range(0, 1600).All(p => map.SourceOf(p / 40, p % 40) is not null) ? 1 : 0; // a roll loses no pixel
        }

        Assert.InRange(rolls, 160, 260);
    }

    [Fact]
    public void Validate_ImpossibleValues_AreNamed()
    {
        Augmentation bad = new Augmentation.Sequence(
            new Augmentation.HorizontalFlip(1.5), new Augmentation.Roll(-1), new Augmentation.ShearX(95), new Augmentation.Cutout(0), new Augmentation.Rotate(double.NaN));

        Assert.Equal(5, bad.Validate().Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => AugmentationPresets.NdaPaper(1, 4));
    }

    private static string Drawn(Augmentation augmentation, int sample)
    {
        var random = new CounterRandom(9, RandomPurpose.Augmentation, 4, sample);
        PixelMap map = new(_size);
        int label = augmentation.Draw(ref random, map, 1);
        return label + ":" + string.Join(' ', Enumerable.Range(0, 120).Select(p => map.SourceOf(p / 12, p % 12)));
    }
}
