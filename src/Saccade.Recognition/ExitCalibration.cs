namespace Saccade.Recognition;

/// <summary>
/// Chooses the threshold of an early exit by an evaluation: of recordings that the network did not learn from, and that nobody will measure it on. Every threshold is tried
/// that makes a difference there.
/// </summary>
public static class ExitCalibration
{
    /// <summary>Of the rules that are right at least so often, the one that needs the fewest steps; of equal ones the more accurate, then the one that stops later.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <param name="score">What the rule looks at.</param>
    /// <param name="accuracy">The wanted share of right decisions, 0 to 1.</param>
    /// <returns>The rule and what it comes to; null if no rule is right so often.</returns>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public static EarlyExitResult? ForAccuracy(Evaluation evaluation, ExitScore score, double accuracy)
        => Results(evaluation, score).Where(r => r.Accuracy >= accuracy).OrderBy(r => r.MeanSteps).ThenByDescending(r => r.Accuracy).ThenByDescending(r => Lateness(r.Rule)).FirstOrDefault();

    /// <summary>Of the rules that need at most so many steps, the most accurate; of equal ones the one with fewer steps, then the one that stops later.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <param name="score">What the rule looks at.</param>
    /// <param name="meanSteps">The most time steps of a recording on average, at least 1.</param>
    /// <returns>The rule and what it comes to; null if even the earliest rule needs more.</returns>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public static EarlyExitResult? ForMeanSteps(Evaluation evaluation, ExitScore score, double meanSteps)
        => Results(evaluation, score).Where(r => r.MeanSteps <= meanSteps).OrderByDescending(r => r.Accuracy).ThenBy(r => r.MeanSteps).ThenByDescending(r => Lateness(r.Rule)).FirstOrDefault();

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
