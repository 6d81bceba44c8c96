using Saccade.Kernels.Random;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

public sealed class ExitCalibrationTests
{
    private const int Samples = 400, Steps = 5;

    [Theory]
    [InlineData(ExitScore.Confidence)]
    [InlineData(ExitScore.Entropy)]
    [InlineData(ExitScore.Margin)]
    [InlineData(ExitScore.Patience)]
    public void ForAccuracy_IsTheCheapestRuleThatIsRightSoOften(ExitScore score)
    {
        var evaluation = Made(1);
        double wanted = evaluation.RightBySteps[^1].Count(right => right) / (double)Samples - 0.02;

        var chosen = ExitCalibration.ForAccuracy(evaluation, score, wanted)!;

        Assert.True(chosen.Accuracy >= wanted);
        Assert.True(chosen.MeanSteps < Steps);
        Assert.All(EarlyExit.Curve(score).Select(rule => rule.Of(evaluation)).Where(r => r.Accuracy >= wanted), r => Assert.True(r.MeanSteps >= chosen.MeanSteps - 0.02)); // thresholds have four digits
        Assert.Null(ExitCalibration.ForAccuracy(evaluation, score, 1.01));
    }

    [Theory]
    [InlineData(ExitScore.Confidence)]
    [InlineData(ExitScore.Entropy)]
    [InlineData(ExitScore.Margin)]
    [InlineData(ExitScore.Patience)]
    public void ForMeanSteps_IsTheMostAccurateRuleThatNeedsNoMore(ExitScore score)
    {
        var evaluation = Made(2);

        var chosen = ExitCalibration.ForMeanSteps(evaluation, score, 2.5)!;

        Assert.True(chosen.MeanSteps <= 2.5);
        Assert.All(EarlyExit.Curve(score).Select(rule => rule.Of(evaluation)).Where(r => r.MeanSteps <= 2.5), r => Assert.True(r.Accuracy <= chosen.Accuracy + 0.01));
        Assert.Null(ExitCalibration.ForMeanSteps(evaluation, score, 0.5));
        Assert.Equal(1, ExitCalibration.ForMeanSteps(evaluation, score, 1)!.MeanSteps);
    }

    [Fact]
    public void CalibratedAccuracy_OnRecordingsThatItHasNotSeen_Holds()
    {
        var rule = ExitCalibration.ForAccuracy(Made(3), ExitScore.Confidence, 0.85)!.Rule;

        // Ten other sets of the same kind: the mean of what they lose is within a point.
        Assert.InRange(Enumerable.Range(10, 10).Average(seed => rule.Of(Made((ulong)seed)).Accuracy), 0.84, 1);
    }

    /// <summary>Samples that become surer and more often right from step to step, as networks do.</summary>
    private static Evaluation Made(ulong seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test);
        var (right, decisions) = (Lists<bool>(), Lists<int>());
        List<double>[] confidence = Lists<double>(), entropy = Lists<double>(), margin = Lists<double>();
        for (int n = 0; n < Samples; n++)
        {
            double ease = random.NextDouble();
            for (int t = 0; t < Steps; t++)
            {
                double sure = Math.Min(0.999, 0.3 + (0.6 * ease) + (0.08 * t));
                bool isRight = random.NextDouble() < Math.Min(1, sure + 0.05);
                right[t].Add(isRight);
                decisions[t].Add(isRight ? 0 : random.NextInt32(1, 4));
                confidence[t].Add(sure);
                margin[t].Add((2 * sure) - 1 is > 0 and var m ? m : 0.001);
                entropy[t].Add(1 - sure);
            }
        }

        return new Evaluation(Samples, 0, [.. right.Select(s => s.Count(r => r) / (double)Samples)], [])
        {
            RightBySteps = right,
            DecisionsBySteps = decisions,
            ConfidenceBySteps = confidence,
            EntropyBySteps = entropy,
            MarginBySteps = margin,
        };
    }

    private static List<T>[] Lists<T>() => [.. Enumerable.Range(0, Steps).Select(_ => new List<T>())];
}
