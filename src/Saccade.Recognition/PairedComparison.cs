namespace Saccade.Recognition;

/// <summary>
/// Whether two networks do differently on the same samples, by McNemar's exact test (McNemar 1947): samples that both have right, or both wrong, say nothing; of the
/// others each network would have half if they were equally good.
/// </summary>
/// <param name="OnlyFirst">Samples on which only the first network is right.</param>
/// <param name="OnlySecond">Samples on which only the second one is.</param>
/// <param name="Samples">All samples.</param>
public sealed record PairedComparison(int OnlyFirst, int OnlySecond, int Samples)
{
    /// <summary>From this p value on two networks are level: of 100 comparisons of equally good networks at most one says otherwise.</summary>
    public const double Level = 0.01;

    /// <summary>What follows for the first network.</summary>
    public PairedOutcome Outcome => PValue >= Level ? PairedOutcome.Level : Difference > 0 ? PairedOutcome.Ahead : PairedOutcome.Behind;

    /// <summary>Share of samples that only the first has right minus that of the second, -1 to 1: of two networks, the difference of their accuracies.</summary>
    public double Difference => (double)(OnlyFirst - OnlySecond) / Samples;

    /// <summary>Probability of a difference at least as large, in either direction, if the networks were equally good: 0 to 1.</summary>
    public double PValue
    {
        get
        {
            int n = OnlyFirst + OnlySecond;
            double logTerm = -n * Math.Log(2), tail = 0; // of the binomial distribution with n trials of one half
            for (int k = 0; k <= Math.Min(OnlyFirst, OnlySecond); k++)
            {
                tail += Math.Exp(logTerm);
                logTerm += Math.Log((double)(n - k) / (k + 1));
            }

            return Math.Min(1, 2 * tail);
        }
    }

    /// <summary>Compares two evaluations on the same samples in the same order.</summary>
    /// <param name="first">Of the first network.</param>
    /// <param name="second">Of the second one.</param>
    /// <param name="steps">Decisions after so many steps, from 1.</param>
    /// <exception cref="ArgumentException">There are different numbers of samples, or none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An evaluation has fewer steps, or does not say which samples were right.</exception>
    public static PairedComparison Of(Evaluation first, Evaluation second, int steps)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Math.Min(first.RightBySteps.Count, second.RightBySteps.Count));
        var (one, other) = (first.RightBySteps[steps - 1], second.RightBySteps[steps - 1]);
        if (one.Count != other.Count || one.Count == 0)
            throw new ArgumentException($"got {one.Count} and {other.Count} samples, expected the same ones", nameof(second));
        return Of([(one, other)]);
    }

    /// <summary>
    /// Compares two methods of which each trained a network for each of some seeds. The samples are what is drawn, so each counts once: for the method that has it right
    /// with more seeds. With one seed this is McNemar's test; with more it is the sign test over samples.
    /// </summary>
    /// <param name="seeds">For each seed, and for each sample (inner) in the same order, whether the first and the second network are right.</param>
    /// <exception cref="ArgumentException">There are different numbers of samples, or none.</exception>
    public static PairedComparison Of(IReadOnlyList<(IReadOnlyList<bool> First, IReadOnlyList<bool> Second)> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        int samples = seeds.Count == 0 ? 0 : seeds[0].First.Count;
        if (samples == 0 || seeds.Any(pair => pair.First.Count != samples || pair.Second.Count != samples))
            throw new ArgumentException($"got {string.Join(", ", seeds.Select(pair => $"{pair.First.Count} and {pair.Second.Count}"))} samples, expected the same ones of each seed", nameof(seeds));
        int[] balance = [.. Enumerable.Range(0, samples).Select(n => seeds.Sum(pair => (pair.First[n] ? 1 : 0) - (pair.Second[n] ? 1 : 0)))];
        return new PairedComparison(balance.Count(b => b > 0), balance.Count(b => b < 0), samples);
    }
}
