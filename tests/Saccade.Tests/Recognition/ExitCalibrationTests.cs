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

        var chosen = ExitCalibration.ForAccuracy(evaluation, score, wanted, slack: 1)!;

        Assert.True(chosen.Accuracy >= wanted);
        Assert.True(chosen.MeanSteps < Steps);
        Assert.All(EarlyExit.Curve(score).Select(rule => rule.Of(evaluation)).Where(r => r.Accuracy >= wanted), r => Assert.True(r.MeanSteps >= chosen.MeanSteps - 0.02)); // thresholds have four digits
        Assert.Null(ExitCalibration.ForAccuracy(evaluation, score, 1.01, slack: 1));
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

    [Theory]
    [InlineData(Samples, 51, 0)] // enough for a rule on most sets
    [InlineData(150, 0, 20)] // few, where a fit means little: it mostly refuses
    [Trait("Speed", "slow")]
    public void ForLoss_OnRecordingsThatItHasNotSeen_KeepsItsPromise_WhereTheBestFitDoesNot(int samples, int leastRules, int leastBrokenFits)
    {
        const double loss = 0.01, slack = 0.01;
        var others = Made(99, samples: 20_000);
        int broken = 0, brokenFits = 0, rules = 0;
        for (ulong seed = 10; seed < 110; seed++)
        {
            var evaluation = Made(seed, samples);
            brokenFits += LossOn(others, ExitCalibration.ForLoss(evaluation, ExitScore.Confidence, loss, slack: 1)!.Rule) > loss + slack ? 1 : 0;
            if (ExitCalibration.ForLoss(evaluation, ExitScore.Confidence, loss, slack) is not { } sure)
                continue;
            rules++;
            broken += LossOn(others, sure.Rule) > loss + slack ? 1 : 0;
            Assert.True(sure.MostLoss <= loss + slack && sure.MeanSteps < Steps);
        }

        Assert.True(rules >= leastRules, $"{rules} of 100 sets have a rule");
        Assert.InRange(broken, 0, 10); // 5 are expected of 100
        Assert.True(brokenFits >= leastBrokenFits, $"only {brokenFits} of the rules that fit best lose more on others: the test shows nothing");
    }

    [Fact]
    public void CalibratedAccuracy_OnRecordingsThatItHasNotSeen_Holds()
    {
        var rule = ExitCalibration.ForAccuracy(Made(3), ExitScore.Confidence, 0.85, slack: 1)!.Rule;

        // Ten other sets of the same kind: the mean of what they lose is within a point.
        Assert.InRange(Enumerable.Range(10, 10).Average(seed => rule.Of(Made((ulong)seed)).Accuracy), 0.84, 1);
    }

    [Fact]
    public void MostLoss_OfKnownCounts_IsTheBound()
    {
        var rule = new EarlyExit(ExitScore.Confidence, 0.5);

        // Wilson's upper end of none of n is z^2 / (n + z^2); of an exit that stops nothing, nothing is lost.
        Assert.Equal(2.705543 / 102.705543, new EarlyExitResult(rule, 1, [100, 0]).MostLoss, 6);
        Assert.Equal(0, new EarlyExitResult(rule, 1, [0, 100]).MostLoss);
        // 5 lost and 3 won of 200: upper end of 0.025 is 0.050459, lower end of 0.015 is 0.006010 (z = 1.644854); 0.01 + sqrt(0.025459^2 + 0.008990^2).
        Assert.Equal(0.0370, new EarlyExitResult(rule, 1, [150, 50]) { Lost = 5, Won = 3 }.MostLoss, 4);
        Assert.Equal((133, 268, 1), (ExitCalibration.SamplesNeeded(0.02), ExitCalibration.SamplesNeeded(0.01), ExitCalibration.SamplesNeeded(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExitCalibration.SamplesNeeded(0));
    }

    private static double LossOn(Evaluation evaluation, EarlyExit rule)
    {
        var result = rule.Of(evaluation);
        return (double)(result.Lost - result.Won) / evaluation.Samples;
    }

    /// <summary>Samples that become surer and more often right from step to step, as networks do.</summary>
    private static Evaluation Made(ulong seed, int samples = Samples)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test);
        var (right, decisions) = (Lists<bool>(), Lists<int>());
        List<double>[] confidence = Lists<double>(), entropy = Lists<double>(), margin = Lists<double>();
        for (int n = 0; n < samples; n++)
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

        return new Evaluation(samples, 0, [.. right.Select(s => s.Count(r => r) / (double)samples)], [])
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
