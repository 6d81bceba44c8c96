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
        EntropyBySteps = [[0.1, 0.9, 0.9, 0.15], [0.05, 0.12, 0.8, 0.3], [0.01, 0.01, 0.7, 0.01]],
    };

    [Theory]
    [InlineData(ExitScore.Confidence, 0.9, 0.5, new[] { 2, 1, 1 })]
    [InlineData(ExitScore.Entropy, 0.2, 0.5, new[] { 2, 1, 1 })]
    [InlineData(ExitScore.Confidence, 0.95, 1, new[] { 0, 1, 3 })] // equal is not enough
    [InlineData(ExitScore.Confidence, 0, 0.25, new[] { 4, 0, 0 })]
    [InlineData(ExitScore.Entropy, 0, 1, new[] { 0, 0, 4 })]
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
    public void Curve_StopsLaterFromRuleToRule(ExitScore score)
    {
        double[] steps = [.. EarlyExit.Curve(score).Select(rule => rule.Of(_evaluation).MeanSteps)];

        Assert.Equal(steps.Order(), steps);
        Assert.True(steps[0] < steps[^1]);
    }

    [Fact]
    public void Wrong_Inputs_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyExit(ExitScore.Confidence, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyExit(ExitScore.Entropy, double.NaN));
        Assert.Contains("0 steps of scores and 3 of decisions", Assert.Throws<ArgumentException>(() => new EarlyExit(ExitScore.Entropy, 0.5).Of(_evaluation with { EntropyBySteps = [] })).Message, StringComparison.Ordinal);
    }
}
