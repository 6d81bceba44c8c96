using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Events.Numerics;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Augment;

public sealed class PairMixTests
{
    private static readonly FrameShape _shape = new(4, new SensorSize(12, 10));

    public static TheoryData<PairMix> All { get; } =
        [new PairMix.MixUp(), new PairMix.CutMix(), new PairMix.EventMix(), new PairMix.EventMix(0.5, MixShare.MaskArea), new PairMix.MixUp { Probability = 0.5 }];

    [Theory]
    [MemberData(nameof(All))]
    public void Mix_SameKey_GivesTheSameInPlaceToo(PairMix mix)
    {
        Assert.Empty(mix.Validate());
        Prop.ForAll<int>(seed =>
        {
            (float[] first, float[] second) = Samples((uint)seed);
            (float[] mixed, float share) = Mixed(mix, first, second, (uint)seed);
            (float[] again, float shareAgain) = Mixed(mix, first, second, (uint)seed);
            float[] inPlace = [.. first];
            var random = Key((uint)seed);
            float shareInPlace = mix.Mix(ref random, _shape, inPlace, second, inPlace);

            Assert.InRange(share, 0, 1);
            Assert.Equal((share, share), (shareAgain, shareInPlace));
            Close.SameBits(mixed, again);
            Close.SameBits(mixed, inPlace);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Mix_OfASampleWithItself_IsTheSample(PairMix mix)
    {
        float[] first = Samples(3).First;

        Close.Relative(first, Mixed(mix, first, first, 5).Frames, 1e-6);
    }

    [Fact]
    public void Mix_ByItsProbability_LeavesTheRestAsItIs()
    {
        (float[] first, float[] second) = Samples(1);
        int kept = 0;
        for (uint seed = 0; seed < 400; seed++)
        {
            (float[] mixed, float share) = Mixed(new PairMix.MixUp(1) { Probability = 0.25 }, first, second, seed);
            if (share == 1)
            {
                Close.SameBits(first, mixed);
                kept++;
            }
        }

        Assert.InRange(kept, 260, 340);
    }

    [Fact]
    public void MixUp_IsTheWeightedMeanByBeta()
    {
        (float[] first, float[] second) = Samples(2);
        for (uint seed = 0; seed < 20; seed++)
        {
            var random = Key(seed);
            random.NextDouble();
            float lambda = (float)Variates.Beta(ref random, 0.4, 0.4);

            (float[] mixed, float share) = Mixed(new PairMix.MixUp(0.4), first, second, seed);

            Assert.Equal(lambda, share);
            Close.SameBits([.. first.Select((a, i) => lambda * a + (1 - lambda) * second[i])], mixed);
        }
    }

    [Theory]
    [InlineData(0, 5, 12, 0, 2)]
    [InlineData(11, 5, 12, 9, 12)]  // 11 + 2 is clipped
    [InlineData(6, 5, 12, 4, 8)]    // an odd length loses its last pixel, as floor(length / 2) counts on both sides
    [InlineData(6, 12, 12, 0, 12)]
    [InlineData(3, 1, 12, 3, 3)]
    public void CutMixSide_IsAsComputedByHand(int centre, int length, int extent, int from, int to) =>
        Assert.Equal((from, to), PairMix.CutMix.Side(centre, length, extent));

    [Fact]
    public void CutMix_PutsOneRectangleInAllFrames()
    {
        float[] zeros = new float[_shape.Length], ones = [.. Enumerable.Repeat(1f, zeros.Length)];
        for (uint seed = 0; seed < 300; seed++)
        {
            var random = Key(seed);
            random.NextDouble();
            double side = Math.Sqrt(1 - Variates.Beta(ref random, 1, 1));
            int x = random.NextInt32(0, 12), y = random.NextInt32(0, 10), halfWidth = (int)(12 * side) / 2, halfHeight = (int)(10 * side) / 2;

            (float[] mixed, float share) = Mixed(new PairMix.CutMix(), zeros, ones, seed);

            int covered = 0;
            for (int i = 0; i < mixed.Length; i++)
            {
                int column = i / 2 % 12, row = i / 24 % 10;
                bool inside = column >= x - halfWidth && column < x + halfWidth && row >= y - halfHeight && row < y + halfHeight;
                Assert.Equal(inside ? 1 : 0, mixed[i]);
                covered += inside ? 1 : 0;
            }

            Assert.Equal(1 - (double)covered / mixed.Length, share, 1e-6);
        }
    }

    [Fact]
    public void EventMix_CoversItsShareAlikeInAllChannels()
    {
        float[] zeros = new float[_shape.Length], ones = [.. Enumerable.Repeat(1f, zeros.Length)];
        int partial = 0;
        for (uint seed = 0; seed < 100; seed++)
        {
            var random = Key(seed);
            random.NextDouble();
            int expected = (int)((1 - Variates.Beta(ref random, 1, 1)) * 480);

            (float[] mixed, float share) = Mixed(new PairMix.EventMix(1, MixShare.MaskArea), zeros, ones, seed);

            int covered = Enumerable.Range(0, 480).Count(i => mixed[2 * i] == 1);
            Assert.All(Enumerable.Range(0, 480), i => Assert.Equal(mixed[2 * i], mixed[2 * i + 1]));
            Assert.InRange(covered, Math.Max(0, expected - 8), expected); // ties at the border are not covered
            Assert.Equal(1 - covered / 480.0, share, 1e-6);
            partial += Enumerable.Range(0, 4).Select(t => Enumerable.Range(0, 120).Count(i => mixed[(t * 120 + i) * 2] == 1)).Distinct().Count() > 1 ? 1 : 0;
        }

        Assert.InRange(partial, 60, 100); // the mask differs from frame to frame
    }

    [Fact]
    public void EventMix_EqualsItsNaiveDefinition()
    {
        (float[] first, float[] second) = Samples(4);
        for (uint seed = 0; seed < 25; seed++)
        {
            bool[] mask = NaiveMask(seed);
            double lost = Sum(first, mask), kept = 1 - lost / Sum(first, null), taken = Sum(second, mask) / Sum(second, null);

            (float[] mixed, float share) = Mixed(new PairMix.EventMix(), first, second, seed);

            Close.SameBits([.. first.Select((a, i) => mask[i / 2] ? second[i] : a)], mixed);
            Assert.Equal(kept + taken > 0 ? kept / (kept + taken) : 1, share, 1e-6);
        }

        static double Sum(float[] values, bool[]? mask) => values.Where((_, i) => mask is null || mask[i / 2]).Sum(v => (double)v);
    }

    [Fact]
    public void EventMix_WithoutEvents_FallsBackToTheArea()
    {
        float[] none = new float[_shape.Length];

        Assert.Equal(Mixed(new PairMix.EventMix(1, MixShare.MaskArea), none, none, 7).Share, Mixed(new PairMix.EventMix(), none, none, 7).Share);
        Assert.InRange(Mixed(new PairMix.EventMix(), Samples(1).First, none, 7).Share, 1, 1); // only events of the first are left
    }

    [Fact]
    public void Mix_WrongLengthsOrUnsound_IsRefused()
    {
        (float[] first, float[] second) = Samples(1);

        Assert.Throws<ArgumentException>(() => Mixed(new PairMix.MixUp(0), first, second, 1));
        Assert.Throws<ArgumentException>(() => Mixed(new PairMix.CutMix(), first, second[1..], 1));
        Assert.Throws<ArgumentException>(() => Mixed(new PairMix.CutMix { Probability = 2 }, first, second, 1));
        Assert.Throws<ArgumentException>(() =>
        {
            var random = Key(1);
            new PairMix.MixUp().Mix(ref random, _shape, first, second, second);
        });
        Assert.Equal(2, new PairMix.EventMix(double.NaN, (MixShare)7).Validate().Count);
    }

    [Fact]
    public void SoftLabel_WeightsSumToOne()
    {
        float[] weights = [9, 9, 9, 9];

        new SoftLabel(1, 3, 0.75f).CopyTo(weights);
        Assert.Equal([0, 0.75f, 0, 0.25f], weights);
        new SoftLabel(2, 2, 0.75f).CopyTo(weights);
        Assert.Equal([0, 0, 1f, 0], weights);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftLabel(1, 4, 0.5f).CopyTo(weights));
    }

    [Fact]
    public void Smallest_AnyValues_IsThatOfTheSortedList()
    {
        Prop.ForAll<NonEmptyArray<short>, NonNegativeInt>((values, rank) =>
        {
            double[] all = [.. values.Get.Select(v => (double)(v % 7))];
            Assert.Equal(all.Order().ElementAt(rank.Get % all.Length), Selection.Smallest([.. all], rank.Get % all.Length));
        }).QuickCheckThrowOnFailure();
        double[] many = [.. RandomData.Normal(5000, 3).Select(v => (double)v)];
        Assert.All(new[] { 0, 1, 2500, 4998, 4999 }, rank => Assert.Equal(many.Order().ElementAt(rank), Selection.Smallest([.. many], rank)));
    }

    /// <summary>The mask from a sorted list of densities, each computed as a whole.</summary>
    private static bool[] NaiveMask(uint seed)
    {
        var random = Key(seed);
        random.NextDouble();
        int taken = (int)((1 - Variates.Beta(ref random, 1, 1)) * 480);
        double[] density = new double[480];
        int gaussians = random.NextInt32(2, 5);
        for (int n = 0; n < gaussians; n++)
        {
            double weight = random.NextDouble();
            int step = random.NextInt32(0, 4), row = random.NextInt32(0, 10), column = random.NextInt32(0, 12);
            double steps = Math.Max(0.1, random.NextDouble()) * 2, rows = Math.Max(0.1, random.NextDouble()) * 5, columns = Math.Max(0.1, random.NextDouble()) * 6;
            for (int i = 0; i < 480; i++)
            {
                double t = (i / 120 - step) / steps, y = (i / 12 % 10 - row) / rows, x = (i % 12 - column) / columns;
                density[i] += weight * Math.Exp(-(t * t + y * y + x * x) / 2);
            }
        }

        // equal densities differ here by rounding, so what is within it of the border counts as the border
        double border = density.Order().ElementAt(480 - taken - 1);
        return [.. density.Select(d => d > border * (1 + 1e-9))];
    }

    private static CounterRandom Key(uint seed) => new(seed, RandomPurpose.Augmentation, 3, 1);

    private static (float[] Frames, float Share) Mixed(PairMix mix, float[] first, float[] second, uint seed)
    {
        float[] target = new float[first.Length];
        var random = Key(seed);
        float share = mix.Mix(ref random, _shape, first, second, target);
        return (target, share);
    }

    private static (float[] First, float[] Second) Samples(uint seed) =>
        (RandomData.Spikes((int)_shape.Length, 0.3, seed, 2), RandomData.Spikes((int)_shape.Length, 0.2, seed + 1));
}
