using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

public sealed class EarlyExitTests
{
    // Four samples, three steps: sure at once and right, sure at the second step and wrong, never sure and right at the end, sure at once and wrong.
    private static readonly Evaluation _evaluation = new(4, 0, [0.25, 0.25, 0.5], [])
    {
        RightBySteps = [[true, false, false, false], [true, false, false, true], [true, true, true, true]],
        ConfidenceBySteps = [[0.95, 0.5, 0.5, 0.91], [0.99, 0.92, 0.6, 0.8], [0.99, 0.99, 0.7, 0.99]],
        DecisionsBySteps = [[1, 0, 0, 0], [1, 0, 1, 2], [1, 2, 2, 2]],
        MarginBySteps = [[0.9, 0.1, 0.2, 0.85], [0.98, 0.84, 0.3, 0.7], [0.98, 0.98, 0.4, 0.98]],
        EntropyBySteps = [[0.1, 0.9, 0.9, 0.15], [0.05, 0.12, 0.8, 0.3], [0.01, 0.01, 0.7, 0.01]],
    };

    [Theory]
    [InlineData(ExitScore.Confidence, 0.9, 0.5, new[] { 2, 1, 1 })]
    [InlineData(ExitScore.Entropy, 0.2, 0.5, new[] { 2, 1, 1 })]
    [InlineData(ExitScore.Confidence, 0.95, 1, new[] { 0, 1, 3 })] // equal is not enough
    [InlineData(ExitScore.Confidence, 0, 0.25, new[] { 4, 0, 0 })]
    [InlineData(ExitScore.Entropy, 0, 1, new[] { 0, 0, 4 })]
    [InlineData(ExitScore.Margin, 0.8, 0.5, new[] { 2, 1, 1 })]
    [InlineData(ExitScore.Margin, 0.98, 1, new[] { 0, 0, 4 })]
    [InlineData(ExitScore.Patience, 1, 0.25, new[] { 4, 0, 0 })]
    [InlineData(ExitScore.Patience, 2, 0.75, new[] { 0, 2, 2 })]
    [InlineData(ExitScore.Patience, 9, 1, new[] { 0, 0, 4 })]
    public void Of_StopsEachSampleAtItsFirstSureStep(ExitScore score, double threshold, double accuracy, int[] exits)
    {
        var result = new EarlyExit(score, threshold).Of(_evaluation);

        Assert.Equal(exits, result.ExitsBySteps);
        Assert.Equal(accuracy, result.Accuracy);
        Assert.Equal((exits[0] + 2 * exits[1] + 3 * exits[2]) / 4.0, result.MeanSteps);
    }

    [Theory]
    [InlineData(ExitScore.Confidence)]
    [InlineData(ExitScore.Entropy)]
    [InlineData(ExitScore.Margin)]
    [InlineData(ExitScore.Patience)]
    public void Curve_StopsLaterFromRuleToRule(ExitScore score)
    {
        double[] steps = [.. EarlyExit.Curve(score).Select(rule => rule.Of(_evaluation).MeanSteps)];

        Assert.Equal(steps.Order(), steps);
        Assert.True(steps[0] < steps[^1]);
    }

    [Theory]
    [InlineData(ExitScore.Confidence, 0.59, 1, true)]
    [InlineData(ExitScore.Confidence, 0.6, 1, false)]
    [InlineData(ExitScore.Margin, 0.29, 1, true)]
    [InlineData(ExitScore.Margin, 0.31, 1, false)]
    [InlineData(ExitScore.Entropy, 0.83, 1, true)] // -(0.6 ln 0.6 + 0.3 ln 0.3 + 0.1 ln 0.1) / ln 3 = 0.817
    [InlineData(ExitScore.Entropy, 0.81, 1, false)]
    [InlineData(ExitScore.Patience, 2, 2, true)]
    [InlineData(ExitScore.Patience, 2, 1, false)]
    public void IsMet_OfOneDecision_GoesByItsScore(ExitScore score, double threshold, int agreeing, bool expected)
        => Assert.Equal(expected, new EarlyExit(score, threshold).IsMet([0.3, 0.6, 0.1], agreeing));

    [Fact]
    public void Wrong_Inputs_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyExit(ExitScore.Confidence, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyExit(ExitScore.Entropy, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyExit(ExitScore.Patience, 0.5));
        Assert.Contains("0 steps of scores and 3 of decisions", Assert.Throws<ArgumentException>(() => new EarlyExit(ExitScore.Entropy, 0.5).Of(_evaluation with { EntropyBySteps = [] })).Message, StringComparison.Ordinal);
    }
}
