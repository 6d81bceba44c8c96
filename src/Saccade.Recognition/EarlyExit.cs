namespace Saccade.Recognition;

/// <summary>What says how sure a network is.</summary>
public enum ExitScore
{
    /// <summary>The probability of the decided class: it stops above the threshold (SEENN-I, Li et al. 2023, arXiv 2304.01230).</summary>
    Confidence,

    /// <summary>The entropy of the probabilities, in units of its largest value ln K: it stops below the threshold (DT-SNN, Li et al. 2023, arXiv 2304.14104).</summary>
    Entropy,

    /// <summary>The probability of the decided class less that of the next: it stops above the threshold.</summary>
    Margin,

    /// <summary>How many steps in a row have decided alike: it stops at that number (PABEE, Zhou et al. 2020, arXiv 2006.04152, over time steps in the place of layers).</summary>
    Patience,
}

/// <summary>
/// When a network stops: each sample at the first time step after which the softmax of the mean of its logits so far is sure enough, at the latest at the last one. What it saves are
/// time steps; what it costs is told by <see cref="Of"/>.
/// </summary>
/// <remarks>
/// The published codes differ in what they take the softmax of: the sum of the logits (SEENN) or their mean (DT-SNN). Here it is the mean, which is the decision rule of
/// <see cref="StepScores"/>; the same threshold stops later than one on sums.
/// </remarks>
/// <param name="Score">What says how sure it is.</param>
/// <param name="Threshold">How sure is enough, 0 to 1; for <see cref="ExitScore.Patience"/> a number of steps from 1.</param>
public sealed record EarlyExit(ExitScore Score, double Threshold)
{
    private static readonly double[] _thresholds = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

    /// <summary>How sure is enough, 0 to 1; for <see cref="ExitScore.Patience"/> a number of steps from 1.</summary>
    public double Threshold { get; } = (Score == ExitScore.Patience ? Threshold >= 1 && double.IsInteger(Threshold) : Threshold is >= 0 and <= 1)
        ? Threshold
        : throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, Score == ExitScore.Patience ? "the steps of an early exit must be a whole number from 1" : "the threshold of an early exit must be from 0 to 1");

    /// <summary>The rules of a score whose results make a curve of accuracy against mean time steps, from early to late exits.</summary>
    public static IReadOnlyList<EarlyExit> Curve(ExitScore score) => [.. _thresholds.Select((confidence, i) => new EarlyExit(score, score switch
    {
        ExitScore.Entropy => Math.Round(1 - confidence, 3),
        ExitScore.Patience => i + 1,
        _ => confidence,
    }))];

    /// <summary>Whether the network is sure enough to stop.</summary>
    /// <param name="probabilities">The softmax of the mean logits so far, one for each class; at least two.</param>
    /// <param name="agreeing">Steps in a row, the last included, that have decided alike.</param>
    public bool IsMet(ReadOnlySpan<double> probabilities, int agreeing) => IsEnough(Score switch
    {
        ExitScore.Confidence => StepScores.Largest(probabilities),
        ExitScore.Entropy => StepScores.Entropy(probabilities),
        ExitScore.Margin => StepScores.Margin(probabilities),
        _ => agreeing,
    });

    /// <summary>What the evaluation would be with this rule.</summary>
    /// <param name="evaluation">An evaluation over all time steps.</param>
    /// <exception cref="ArgumentException">The evaluation does not say how sure the network was, or of no sample.</exception>
    public EarlyExitResult Of(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        int steps = evaluation.RightBySteps.Count, known = ScoresOf(evaluation);
        if (known != steps || known == 0 || evaluation.Samples == 0)
            throw new ArgumentException($"got an evaluation of {evaluation.Samples} samples with {known} steps of scores and {steps} of decisions, expected as many of each, and at least one sample", nameof(evaluation));
        int[] exits = new int[steps];
        int right = 0, lost = 0, won = 0;
        for (int n = 0; n < evaluation.Samples; n++)
        {
            int t = 0, agreeing = 1;
            while (t < steps - 1 && !IsEnough(ScoreOf(evaluation, t, n, agreeing)))
            {
                t++;
                agreeing = Score == ExitScore.Patience && evaluation.DecisionsBySteps[t][n] == evaluation.DecisionsBySteps[t - 1][n] ? agreeing + 1 : 1;
            }

            exits[t]++;
            bool isRight = evaluation.RightBySteps[t][n], wouldBeRight = evaluation.RightBySteps[^1][n];
            right += isRight ? 1 : 0;
            lost += wouldBeRight && !isRight ? 1 : 0;
            won += isRight && !wouldBeRight ? 1 : 0;
        }

        return new EarlyExitResult(this, (double)right / evaluation.Samples, exits) { Lost = lost, Won = won };
    }

    private int ScoresOf(Evaluation evaluation) => Score switch
    {
        ExitScore.Confidence => evaluation.ConfidenceBySteps.Count,
        ExitScore.Entropy => evaluation.EntropyBySteps.Count,
        ExitScore.Margin => evaluation.MarginBySteps.Count,
        _ => evaluation.DecisionsBySteps.Count,
    };

    private double ScoreOf(Evaluation evaluation, int step, int sample, int agreeing) => Score switch
    {
        ExitScore.Confidence => evaluation.ConfidenceBySteps[step][sample],
        ExitScore.Entropy => evaluation.EntropyBySteps[step][sample],
        ExitScore.Margin => evaluation.MarginBySteps[step][sample],
        _ => agreeing,
    };

    private bool IsEnough(double score) => Score switch
    {
        ExitScore.Entropy => score < Threshold,
        ExitScore.Patience => score >= Threshold,
        _ => score > Threshold,
    };
}

/// <summary>What an early exit comes to.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Accuracy">Share of right decisions, 0 to 1.</param>
/// <param name="ExitsBySteps">Samples that stop after 1, 2, ... T steps.</param>
public sealed record EarlyExitResult(EarlyExit Rule, double Accuracy, IReadOnlyList<int> ExitsBySteps)
{
    /// <summary>Samples that are wrong with the exit and would be right after all steps.</summary>
    public int Lost { get; init; }

    /// <summary>Samples that are right with the exit and would be wrong after all steps.</summary>
    public int Won { get; init; }

    /// <summary>
    /// The share of right decisions that the exit takes away, compared with all steps, at most: the upper end of its one-sided 95 % confidence interval, 0 to 1 (negative where it surely gives some). Intervals of
    /// <see cref="Lost"/> and <see cref="Won"/> after Wilson (1927), put together after Newcombe (1998). An exit that stops nothing early takes away nothing.
    /// </summary>
    public double MostLoss
    {
        get
        {
            int samples = ExitsBySteps.Sum();
            if (samples == 0 || ExitsBySteps[^1] == samples)
                return 0;
            double lost = (double)Lost / samples, won = (double)Won / samples;
            double above = Interval.WilsonOf(Lost, samples, OneSided).High - lost, below = won - Interval.WilsonOf(Won, samples, OneSided).Low;
            return lost - won + Math.Sqrt((above * above) + (below * below));
        }
    }

    /// <summary>The share of right decisions at least: the lower end of its one-sided 95 % confidence interval after Wilson (1927), 0 to 1.</summary>
    public double LeastAccuracy
    {
        get
        {
            int samples = ExitsBySteps.Sum();
            return Interval.WilsonOf((int)Math.Round(Accuracy * samples), samples, OneSided).Low;
        }
    }

    /// <summary>Quantile of the normal distribution that leaves 5 % above it.</summary>
    internal const double OneSided = 1.6448536269514722;

    /// <summary>Time steps of a sample on average, 1 to T.</summary>
    public double MeanSteps => ExitsBySteps.Select((count, t) => (double)count * (t + 1)).Sum() / ExitsBySteps.Sum();
}
