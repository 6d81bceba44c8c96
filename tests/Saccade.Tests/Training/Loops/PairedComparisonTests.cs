using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Training.Loops;

public sealed class PairedComparisonTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(7, 7, 1)]
    [InlineData(0, 5, 0.0625)] // 2 / 2^5
    [InlineData(10, 2, 0.03857421875)] // 2 (1 + 12 + 66) / 2^12
    [InlineData(2, 10, 0.03857421875)]
    public void PValue_IsTheTwoSidedBinomialTail(int onlyFirst, int onlySecond, double expected)
        => Assert.Equal(expected, new PairedComparison(onlyFirst, onlySecond, 100).PValue, 1e-12);

    [Fact]
    public void PValue_OfManySamples_IsThatOfTheNormalLimit()
    {
        // 5,000 of 10,000 trials of one half: three standard deviations of 50 away, with the continuity correction: 2 Q(2.99).
        double p = new PairedComparison(5150, 4850, 20_000).PValue;

        Assert.Equal(0.00279, p, 3e-5);
    }

    [Fact]
    public void Of_CountsSamplesOnWhichOneIsRight()
    {
        var first = Of([true, true, false, false, true]);
        var second = Of([true, false, true, false, false]);

        var pair = PairedComparison.Of(first, second, 1);

        Assert.Equal((2, 1, 5), (pair.OnlyFirst, pair.OnlySecond, pair.Samples));
        Assert.Equal(0.2, pair.Difference, 1e-12);
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(first, Of([true]), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedComparison.Of(first, second, 2));
    }

    [Fact]
    public void Of_SeveralSeeds_CountsEachSampleOnce()
    {
        // Sample 0: first right with both seeds; 1: each once; 2: second with one seed; 3: first with one; 4: nobody.
        (IReadOnlyList<bool>, IReadOnlyList<bool>)[] seeds =
        [
            ([true, true, false, true, false], [false, false, true, false, false]),
            ([true, false, true, true, false], [false, true, true, true, false]),
        ];

        var pair = PairedComparison.Of(seeds);

        Assert.Equal((2, 1, 5), (pair.OnlyFirst, pair.OnlySecond, pair.Samples));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([]));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([.. seeds, ([true], [true])]));
    }

    [Fact]
    public void Of_TheSameSeedTwice_SaysNoMoreThanOnce()
    {
        (IReadOnlyList<bool> First, IReadOnlyList<bool> Second) seed = ([.. Enumerable.Repeat(true, 8)], [.. Enumerable.Repeat(false, 6), true, true]);

        Assert.Equal(PairedComparison.Of([seed]).PValue, PairedComparison.Of([seed, seed, seed]).PValue);
    }

    [Theory]
    [InlineData(9, 0, PairedOutcome.Ahead)] // p = 2 / 2^9
    [InlineData(0, 9, PairedOutcome.Behind)]
    [InlineData(7, 0, PairedOutcome.Level)] // p = 2 / 2^7 = 0.016
    public void Outcome_FollowsFromTheTest(int onlyFirst, int onlySecond, PairedOutcome expected) => Assert.Equal(expected, new PairedComparison(onlyFirst, onlySecond, 100).Outcome);

    private static Evaluation Of(bool[] right) => new(right.Length, 0, [right.Count(r => r) / (double)right.Length], []) { RightBySteps = [right] };
}
