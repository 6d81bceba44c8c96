namespace Saccade.Training.Losses;

/// <summary>What the answers should be: for each sample a weight for each class, [N, K], each sample's sum 1. Hard labels are one weight of 1; smoothed and mixed ones share it.</summary>
public sealed class ClassTargets
{
    private readonly float[] _weights;

    private ClassTargets(int samples, int classes, float[] weights) => (Samples, Classes, _weights) = (samples, classes, weights);

    /// <summary>Number of samples N.</summary>
    public int Samples { get; }

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>The weights, [N, K].</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Hard labels.</summary>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">Number of classes K.</param>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    public static ClassTargets Of(ReadOnlySpan<int> labels, int classes)
    {
        float[] weights = new float[labels.Length * classes];
        for (int n = 0; n < labels.Length; n++)
        {
            if ((uint)labels[n] >= (uint)classes)
                throw new ArgumentException($"got label {labels[n]} for sample {n}, but there are {classes} classes", nameof(labels));
            weights[n * classes + labels[n]] = 1;
        }

        return new ClassTargets(labels.Length, classes, weights);
    }

    /// <summary>Weights as they are; taken over, not copied.</summary>
    /// <param name="samples">Number of samples N.</param>
    /// <param name="weights">[N, K], none negative.</param>
    /// <exception cref="ArgumentException">The weights cannot be divided among the samples, or one is negative or not finite.</exception>
    public static ClassTargets Of(int samples, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (weights.Length % samples != 0 || Array.Exists(weights, w => !(w >= 0 && float.IsFinite(w))))
            throw new ArgumentException($"got {weights.Length} weights for {samples} samples, expected as many for each sample, none negative", nameof(weights));
        return new ClassTargets(samples, weights.Length / samples, weights);
    }

    /// <summary>The class that weighs most, the first of equals.</summary>
    /// <param name="sample">Sample, 0 to N - 1.</param>
    internal int LabelOf(int sample)
    {
        int label = 0;
        for (int k = 1; k < Classes; k++)
            label = _weights[sample * Classes + k] > _weights[sample * Classes + label] ? k : label;
        return label;
    }
}
