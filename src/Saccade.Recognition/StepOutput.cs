namespace Saccade.Recognition;

/// <summary>
/// What a network says at one time step alone, over many samples: the distribution of its probabilities, the softmax of the step's logits (HSD, arXiv 2409.12507, figure 5).
/// </summary>
/// <param name="TrueProbability">The probability of the true class, mean over samples, 0 to 1.</param>
/// <param name="LargestCounts">How many samples have their largest probability in each of ten equal parts of 0 to 1; a border belongs to the part above it, 1 to the last.</param>
public sealed record StepOutput(double TrueProbability, IReadOnlyList<int> LargestCounts)
{
    /// <summary>Number of parts of the distribution.</summary>
    public const int Bins = 10;

    /// <summary>Counts samples of one step.</summary>
    internal sealed class Counter
    {
        private readonly int[] _largest = new int[Bins];
        private double _true;
        private int _samples;

        /// <summary>Adds a sample.</summary>
        public void Add(ReadOnlySpan<double> probabilities, int label)
        {
            double largest = 0;
            foreach (double p in probabilities)
                largest = Math.Max(largest, p);
            _largest[Math.Min(Bins - 1, (int)(largest * Bins))]++;
            _true += probabilities[label];
            _samples++;
        }

        /// <summary>What was counted.</summary>
        public StepOutput Result() => new(_true / Math.Max(1, _samples), [.. _largest]);
    }
}
