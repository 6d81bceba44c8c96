namespace Saccade.Recognition;

/// <summary>How well a network does on a part of the data.</summary>
/// <param name="Samples">Number of samples.</param>
/// <param name="Loss">Cross-entropy of the time-mean logits, mean over samples.</param>
/// <param name="AccuracyBySteps">Share of right decisions, 0 to 1, from the mean of the first 1, 2, ... T logits.</param>
/// <param name="FiringRates">For each spiking layer, name and spikes per neuron and step; empty for quantised networks.</param>
public sealed record Evaluation(int Samples, double Loss, IReadOnlyList<double> AccuracyBySteps, IReadOnlyList<(string Layer, double Rate)> FiringRates)
{
    /// <summary>Share of right decisions from all steps.</summary>
    public double Accuracy => AccuracyBySteps[^1];

    /// <summary>Number of samples of each class (outer) by decision from all steps (inner), [K, K].</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; } = [];

    /// <summary>For each sample (inner), in order, whether the decision from the mean of the first 1, 2, ... T logits (outer) is right, [T, N].</summary>
    public IReadOnlyList<IReadOnlyList<bool>> RightBySteps { get; init; } = [];

    /// <summary>For each sample (inner), in order, the class that the mean of the first 1, 2, ... T logits (outer) decides for, [T, N].</summary>
    public IReadOnlyList<IReadOnlyList<int>> DecisionsBySteps { get; init; } = [];

    /// <summary>For each sample (inner) the probability of the class decided after 1, 2, ... T steps (outer), [T, N].</summary>
    public IReadOnlyList<IReadOnlyList<double>> ConfidenceBySteps { get; init; } = [];

    /// <summary>For each sample (inner) the entropy of the probabilities after 1, 2, ... T steps (outer) in units of its largest value ln K, 0 to 1, [T, N].</summary>
    public IReadOnlyList<IReadOnlyList<double>> EntropyBySteps { get; init; } = [];

    /// <summary>For each sample (inner) the probability of the class decided after 1, 2, ... T steps (outer) less that of the next class, 0 to 1, [T, N].</summary>
    public IReadOnlyList<IReadOnlyList<double>> MarginBySteps { get; init; } = [];

    /// <summary>Spikes per neuron and step over all spiking layers, each weighted by its neurons; null for quantised networks.</summary>
    public double? MeanFiringRate { get; init; }

    /// <summary>The 95 % interval of each of <see cref="AccuracyBySteps"/>, see <see cref="Interval.Wilson"/>.</summary>
    public IReadOnlyList<Interval> AccuracyIntervals => [.. RightBySteps.Select(step => Interval.Wilson(step.Count(right => right), step.Count))];

    /// <summary>
    /// The expected calibration error after 1, 2, ... T steps, 0 to 1: how far the probability of the decided class is from the share of right decisions, over 15 bins of equal width
    /// (Guo et al. 2017, arXiv 1706.04599, eq. 3). The probability is the softmax of the mean logits so far.
    /// </summary>
    public IReadOnlyList<double> CalibrationErrorBySteps { get; init; } = [];

    /// <summary>What each time step says alone; of T steps T.</summary>
    public IReadOnlyList<StepOutput> Outputs { get; init; } = [];

    /// <summary>
    /// The time that the events take which the network has seen after 1, 2, ... T steps, in milliseconds, mean over samples: the latency that comes from waiting for events. Empty for
    /// still images.
    /// </summary>
    public IReadOnlyList<double> MillisecondsBySteps { get; init; } = [];

    /// <summary>Share of right decisions for each class; not a number where there is no sample.</summary>
    public IReadOnlyList<double> AccuracyByClass => [.. Confusion.Select((row, label) => (double)row[label] / row.Sum())];

    /// <summary>The 95 % interval of each of <see cref="AccuracyByClass"/>.</summary>
    public IReadOnlyList<Interval> IntervalByClass => [.. Confusion.Select((row, label) => Interval.Wilson(row[label], row.Sum()))];
}
