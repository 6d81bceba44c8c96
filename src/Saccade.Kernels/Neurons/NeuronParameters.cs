namespace Saccade.Kernels.Neurons;

/// <summary>
/// A layer of neurons as the kernels see it: how input charges the potential, when it fires, what a spike does and emits, and
/// how gradients pass. An immutable value without state; the default is an IF neuron with threshold 1 that resets softly.
/// </summary>
/// <remarks>At each step: charge H from V and x; S = 1 where H reaches the threshold, or the level that it reaches; emit y = OutputHeight S; reset V from H and S.</remarks>
public sealed record NeuronParameters
{
    /// <summary>The most levels that a spike may have: they are kept in six bits.</summary>
    public const int MostLevels = 63;

    /// <summary>How input changes the potential.</summary>
    public Charge Charge { get; init; }

    /// <summary>Whether a potential equal to the threshold fires.</summary>
    public FireRule FireRule { get; init; }

    /// <summary>The threshold, finite and above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public float Threshold
    {
        get;
        init => field = float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threshold), value, "a threshold must be finite and above 0; clamp a learned one");
    } = 1;

    /// <summary>
    /// M, the levels of a spike: 1 to 63. Beside the threshold there are its multiples up to M times it, S is the number of
    /// those reached, and a soft reset subtracts S thresholds. 1 is the spike of 0 or 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public int Levels
    {
        get;
        init => field = value is >= 1 and <= MostLevels
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Levels), value, $"a spike has 1 to {MostLevels} levels");
    } = 1;

    /// <summary>What a spike does to the potential.</summary>
    public Reset Reset { get; init; }

    /// <summary>What the layer emits for a spike: 1, or the threshold in converted networks. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public float OutputHeight { get; init => field = Finite(value, nameof(OutputHeight)); } = 1;

    /// <summary>The potential before the first step where no state is passed. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public float StartPotential { get; init => field = Finite(value, nameof(StartPotential)); }

    /// <summary>What stands in for the derivative of the spike.</summary>
    public Surrogate Surrogate { get; init; } = new Surrogate.Triangle();

    /// <summary>What the surrogate's argument is measured in.</summary>
    public SurrogateUnits SurrogateUnits { get; init; }

    /// <summary>Whether gradients flow through the spike inside the reset.</summary>
    public ResetGradient ResetGradient { get; init; }

    /// <summary>Whether gradients flow from one step to the step before.</summary>
    public TemporalGradient TemporalGradient { get; init; }

    /// <summary>
    /// The neuron that takes the place of a quantised activation of that threshold (HSD, section 4.2): it integrates, resets softly,
    /// emits the threshold, starts at half of it, and has its surrogate in units of it.
    /// </summary>
    /// <param name="threshold">The threshold lambda of the activation, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not finite or not above 0.</exception>
    public static NeuronParameters Converted(float threshold) => new()
    {
        Threshold = threshold,
        OutputHeight = threshold,
        StartPotential = threshold / 2,
        SurrogateUnits = SurrogateUnits.Threshold,
    };

    private static float Finite(float value, string name)
        => float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "this potential must be finite");
}
