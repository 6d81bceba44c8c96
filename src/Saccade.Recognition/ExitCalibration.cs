namespace Saccade.Recognition;

/// <summary>
/// Chooses the threshold of an early exit by an evaluation: of recordings that the network did not learn from, and that nobody will measure it on. Every threshold is tried
/// that makes a difference there.
/// </summary>
/// <remarks>
/// The best of many thresholds on few recordings is the one that fits these by chance: on others it is worse. What is promised here is therefore tested as in Learn then Test (Angelopoulos et al. 2021, arXiv 2110.01052, fixed
/// sequence): from the rule that stops latest to the one that stops earliest, until one is not sure, at 95 %, to keep the promise on other recordings.
/// </remarks>
public static class ExitCalibration
{
    /// <summary>Of the rules that lose at most so much here, and surely not much more on other recordings, the one that needs the fewest steps.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <param name="score">What the rule looks at.</param>
    /// <param name="loss">The share of right decisions that may be lost, compared with all steps, 0 to 1.</param>
    /// <param name="slack">How much more may be lost on other recordings, 0 to 1; 1 to look at these alone.</param>
    /// <returns>The rule and what it comes to; null if none saves steps and is sure to lose no more. <see cref="SamplesNeeded"/> says how many recordings it takes at least.</returns>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public static EarlyExitResult? ForLoss(Evaluation evaluation, ExitScore score, double loss, double slack)
        => Cheapest(evaluation, score, r => r.MostLoss <= loss + slack, r => r.Lost - r.Won <= loss * evaluation.Samples);

    /// <summary>Of the rules that are right at least so often here, and surely not much less often on other recordings, the one that needs the fewest steps.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <param name="score">What the rule looks at.</param>
    /// <param name="accuracy">The wanted share of right decisions, 0 to 1.</param>
    /// <param name="slack">How much less it may be on other recordings, 0 to 1; 1 to look at these alone.</param>
    /// <returns>The rule and what it comes to; null if none saves steps and is sure to be right so often.</returns>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public static EarlyExitResult? ForAccuracy(Evaluation evaluation, ExitScore score, double accuracy, double slack)
        => Cheapest(evaluation, score, r => r.LeastAccuracy >= accuracy - slack, r => r.Accuracy >= accuracy);

    /// <summary>The fewest recordings on which a rule can be sure, at 95 %, to lose at most a share of others: when it loses none of them.</summary>
    /// <param name="share">The share, above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not in that range.</exception>
    public static int SamplesNeeded(double share)
    {
        if (!(share is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "the share that may be lost must be above 0 and at most 1");
        return Math.Max(1, (int)Math.Min(int.MaxValue, Math.Ceiling(EarlyExitResult.OneSided * EarlyExitResult.OneSided * ((1 / share) - 1))));
    }

    /// <summary>Of the rules that need at most so many steps, the most accurate; of equal ones the one with fewer steps, then the one that stops later.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <param name="score">What the rule looks at.</param>
    /// <param name="meanSteps">The most time steps of a recording on average, at least 1.</param>
    /// <returns>The rule and what it comes to; null if even the earliest rule needs more.</returns>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public static EarlyExitResult? ForMeanSteps(Evaluation evaluation, ExitScore score, double meanSteps)
        => Results(evaluation, score).Where(r => r.MeanSteps <= meanSteps).OrderByDescending(r => r.Accuracy).ThenBy(r => r.MeanSteps).ThenByDescending(r => Lateness(r.Rule)).FirstOrDefault();

    /// <summary>The rule with the fewest steps among those that are tested before the first that is not sure, and that are as wished.</summary>
    private static EarlyExitResult? Cheapest(Evaluation evaluation, ExitScore score, Func<EarlyExitResult, bool> isSure, Func<EarlyExitResult, bool> isAsWished)
        => Results(evaluation, score).OrderByDescending(r => Lateness(r.Rule)).TakeWhile(isSure)
            .Where(r => isAsWished(r) && r.MeanSteps < r.ExitsBySteps.Count)
            .OrderBy(r => r.MeanSteps).ThenByDescending(r => r.Accuracy).ThenByDescending(r => Lateness(r.Rule)).FirstOrDefault();

    private static double Lateness(EarlyExit rule) => rule.Score == ExitScore.Entropy ? -rule.Threshold : rule.Threshold;

    private static IEnumerable<EarlyExitResult> Results(Evaluation evaluation, ExitScore score)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        int steps = evaluation.RightBySteps.Count;
        var values = score switch
        {
            ExitScore.Confidence => evaluation.ConfidenceBySteps.SelectMany(s => s),
            ExitScore.Entropy => evaluation.EntropyBySteps.SelectMany(s => s),
            ExitScore.Margin => evaluation.MarginBySteps.SelectMany(s => s),
            _ => Enumerable.Range(1, Math.Max(1, steps)).Select(n => (double)n),
        };
        return Thinned([.. values.Select(v => Rounded(v, score)).Append(score == ExitScore.Patience ? 1 : 0).Append(score == ExitScore.Patience ? Math.Max(1, steps) : 1).Distinct().Order()])
            .Select(threshold => new EarlyExit(score, threshold).Of(evaluation));
    }

    /// <summary>Four digits: a threshold that separates two recordings of the evaluation by less separates nothing else.</summary>
    private static double Rounded(double value, ExitScore score) => score == ExitScore.Patience ? value : Math.Round(Math.Clamp(value, 0, 1), 4);

    /// <summary>At most so many, spread evenly: of very many recordings, neighbours make next to no difference.</summary>
    private static double[] Thinned(double[] thresholds)
    {
        const int most = 2_000;
        return thresholds.Length <= most ? thresholds : [.. Enumerable.Range(0, most).Select(i => thresholds[(int)((long)i * (thresholds.Length - 1) / (most - 1))])];
    }
}
