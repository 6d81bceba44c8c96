namespace Saccade.Recognition;

/// <summary>
/// The decision rule: after each time step the class of the highest mean logit of the steps so far, the first of equals. Sums are in double, step after step.
/// </summary>
/// <param name="samples">Number of samples N.</param>
/// <param name="classes">Number of classes K.</param>
public sealed class StepScores(int samples, int classes)
{
    private readonly double[] _sums = new double[samples * classes];

    /// <summary>Steps that were added.</summary>
    public int Steps { get; private set; }

    /// <summary>Adds the logits of a step.</summary>
    /// <param name="logits">[N, K].</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void Add(ReadOnlySpan<float> logits)
    {
        if (logits.Length != _sums.Length)
            throw new ArgumentException($"got {logits.Length} logits, expected {_sums.Length}: {samples} samples of {classes} classes", nameof(logits));
        for (int i = 0; i < logits.Length; i++)
            _sums[i] += logits[i];
        Steps++;
    }

    /// <summary>The class that is decided for a sample.</summary>
    /// <param name="sample">From 0.</param>
    public int Decide(int sample)
    {
        var sums = Of(sample);
        int best = 0;
        for (int k = 1; k < sums.Length; k++)
            best = sums[k] > sums[best] ? k : best;
        return best;
    }

    /// <summary>The softmax of a sample's mean logits; adds up to 1.</summary>
    /// <param name="sample">From 0.</param>
    public double[] Probabilities(int sample)
    {
        double[] probabilities = new double[classes];
        Probabilities(sample, probabilities);
        return probabilities;
    }

    /// <summary>As <see cref="Probabilities(int)"/>, without taking memory.</summary>
    /// <param name="sample">From 0.</param>
    /// <param name="probabilities">Receives one number for each class.</param>
    /// <exception cref="ArgumentException">There is not one place for each class.</exception>
    public void Probabilities(int sample, Span<double> probabilities)
    {
        if (probabilities.Length != classes)
            throw new ArgumentException($"got room for {probabilities.Length} probabilities, expected {classes}, one for each class", nameof(probabilities));
        var sums = Of(sample);
        double max = double.NegativeInfinity, total = 0;
        foreach (double sum in sums)
            max = Math.Max(max, sum);
        for (int k = 0; k < sums.Length; k++)
            total += probabilities[k] = Math.Exp((sums[k] - max) / Steps);
        foreach (ref double probability in probabilities)
            probability /= total;
    }

    /// <summary>The sums of the logits, [N, K].</summary>
    internal ReadOnlySpan<double> Sums => _sums;

    /// <summary>Forgets all steps.</summary>
    internal void Reset()
    {
        Array.Clear(_sums);
        Steps = 0;
    }

    /// <summary>Goes on from sums of logits.</summary>
    /// <param name="sums">[N, K].</param>
    /// <param name="steps">Steps that they are of.</param>
    internal void Restore(ReadOnlySpan<double> sums, int steps)
    {
        sums.CopyTo(_sums);
        Steps = steps;
    }

    /// <summary>The entropy of probabilities in units of its largest value, ln K: 0 for one class of probability 1, 1 for equal ones.</summary>
    /// <param name="probabilities">One for each class, at least two of them; they add up to 1.</param>
    public static double Entropy(ReadOnlySpan<double> probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
            sum -= p > 0 ? p * Math.Log(p) : 0;
        return sum / Math.Log(probabilities.Length);
    }

    /// <summary>The largest probability less the next: 1 for one class of probability 1, 0 where two are equally likely.</summary>
    /// <param name="probabilities">One for each class, at least two of them.</param>
    public static double Margin(ReadOnlySpan<double> probabilities)
    {
        double first = double.NegativeInfinity, second = double.NegativeInfinity;
        foreach (double p in probabilities)
            (first, second) = p > first ? (p, first) : (first, Math.Max(second, p));
        return first - second;
    }

    /// <summary>The largest probability.</summary>
    internal static double Largest(ReadOnlySpan<double> probabilities)
    {
        double largest = 0;
        foreach (double p in probabilities)
            largest = Math.Max(largest, p);
        return largest;
    }

    /// <summary>The cross-entropy of a sample's mean logits with a label.</summary>
    /// <param name="sample">From 0.</param>
    /// <param name="label">A class.</param>
    public double CrossEntropy(int sample, int label)
    {
        var sums = Of(sample);
        double max = double.NegativeInfinity, total = 0;
        foreach (double value in sums)
            max = Math.Max(max, value / Steps);
        foreach (double value in sums)
            total += Math.Exp(value / Steps - max);
        return max + Math.Log(total) - sums[label] / Steps;
    }

    private ReadOnlySpan<double> Of(int sample) => _sums.AsSpan(sample * classes, classes);
}
