namespace Saccade.Training.Benchmarks;

/// <summary>What another program must get from an exported workload, as <c>expected.json</c>; what does not apply is null.</summary>
/// <param name="Kind">inference, training, neurons or linear-neurons.</param>
/// <param name="Steps">T.</param>
/// <param name="Samples">N.</param>
internal sealed record ExpectedResult(string Kind, int Steps, int Samples)
{
    /// <summary>Whether a run computes gradients too.</summary>
    public bool Backward { get; init; }

    /// <summary>A class for each sample.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>Cross-entropy of the mean logits, or the sum of the outputs; without dropout.</summary>
    public double? Loss { get; init; }

    /// <summary>Euclidean norm of the gradient of each parameter, without dropout.</summary>
    public IReadOnlyDictionary<string, double>? GradientNorms { get; init; }

    /// <summary>The neurons of a workload that is not a whole network.</summary>
    public NeuronSettings? Neuron { get; init; }
}

/// <summary>The neurons of a workload.</summary>
/// <param name="Tau">Membrane time constant; the input is divided by it too.</param>
/// <param name="Threshold">Fires at or above it; the surrogate is the triangle of half width 1; the reset is hard, to 0, and gradients pass through it.</param>
internal sealed record NeuronSettings(double Tau, double Threshold);
