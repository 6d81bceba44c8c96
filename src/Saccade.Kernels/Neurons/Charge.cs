namespace Saccade.Kernels.Neurons;

/// <summary>The charging of a neuron: the rule, and the leak rate k = 1/tau where there is one. The default value integrates.</summary>
/// <remarks>A learnable time constant (PLIF) passes k = sigmoid(w) here at every forward pass.</remarks>
public readonly record struct Charge
{
    private Charge(ChargeKind kind, float rate)
    {
        Kind = kind;
        Rate = rate;
    }

    /// <summary>H = V + x.</summary>
    public static Charge Integrate => default;

    /// <summary>The rule.</summary>
    public ChargeKind Kind { get; }

    /// <summary>The leak rate k = 1/tau per step, in (0, 1]; 0 for <see cref="ChargeKind.Integrate"/>.</summary>
    public float Rate { get; }

    /// <summary>H = V + (x - (V - V_reset)) k.</summary>
    /// <param name="rate">k = 1/tau per step, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1] or not a number.</exception>
    public static Charge LeakWithInput(float rate) => new(ChargeKind.LeakWithInput, Checked(rate));

    /// <summary>H = V - (V - V_reset) k + x.</summary>
    /// <param name="rate">k = 1/tau per step, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1] or not a number.</exception>
    public static Charge Leak(float rate) => new(ChargeKind.Leak, Checked(rate));

    /// <summary>The same rule with another rate: what a learnable time constant does at every step of training.</summary>
    /// <param name="rate">k = 1/tau per step, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside (0, 1] or not a number.</exception>
    /// <exception cref="InvalidOperationException">The rule has no leak.</exception>
    public Charge WithRate(float rate)
        => Kind == ChargeKind.Integrate
            ? throw new InvalidOperationException("a neuron that only integrates has no leak rate to change")
            : new(Kind, Checked(rate));

    private static float Checked(float rate)
        => rate is > 0 and <= 1
            ? rate
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "a leak rate 1/tau must be above 0 and at most 1");
}
