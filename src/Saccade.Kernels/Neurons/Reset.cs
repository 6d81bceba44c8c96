namespace Saccade.Kernels.Neurons;

/// <summary>The reset of a neuron. The default value resets softly, by subtraction, and rests at 0.</summary>
public readonly record struct Reset
{
    private Reset(ResetKind kind, float potential)
    {
        Kind = kind;
        Potential = potential;
    }

    /// <summary>V = H - threshold S; a leak pulls towards 0.</summary>
    public static Reset Soft => default;

    /// <summary>The rule.</summary>
    public ResetKind Kind { get; }

    /// <summary>V_reset: where a hard reset puts the potential, and where a leak pulls it.</summary>
    public float Potential { get; }

    /// <summary>V = H - threshold S; a leak pulls towards the potential given.</summary>
    /// <param name="potential">Where a leak pulls it, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The potential is not finite.</exception>
    public static Reset SoftTowards(float potential) => new(ResetKind.Soft, Finite(potential));

    /// <summary>V = (1 - S) H + S V_reset; a leak pulls towards V_reset.</summary>
    /// <param name="potential">V_reset, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The potential is not finite.</exception>
    public static Reset Hard(float potential = 0) => new(ResetKind.Hard, Finite(potential));

    private static float Finite(float potential)
        => float.IsFinite(potential) ? potential : throw new ArgumentOutOfRangeException(nameof(potential), potential, "a reset potential must be finite");
}
