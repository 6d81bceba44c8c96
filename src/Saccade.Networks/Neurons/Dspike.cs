using Saccade.Kernels.Neurons;

namespace Saccade.Networks;

/// <summary>
/// The derivative of a hyperbolic tangent that is cut off: g(u) = b / (2 tanh(b r) cosh(b u)^2) for |u| up to r, else 0, so that its integral is 1 (Dspike, Li et al. 2021, Differentiable Spike:
/// Rethinking Gradient-Descent for Training Spiking Neural Networks). For small b it is a rectangle, for large b a peak.
/// </summary>
/// <param name="Temperature">b, above 0.</param>
/// <param name="Region">r, above 0: half the width in which a gradient passes.</param>
public sealed record Dspike(float Temperature = 3, float Region = 0.5f) : CustomSurrogate
{
    private readonly double _height = Temperature / (2 * Math.Tanh((double)Temperature * Region));

    /// <summary>b, above 0.</summary>
    public float Temperature { get; } = Positive(Temperature, nameof(Temperature));

    /// <summary>r, above 0: half the width in which a gradient passes.</summary>
    public float Region { get; } = Positive(Region, nameof(Region));

    /// <inheritdoc/>
    public override double Derivative(double u)
    {
        double cosh = Math.Cosh(Temperature * u);
        return Math.Abs(u) <= Region ? _height / (cosh * cosh) : 0;
    }

    private static float Positive(float value, string name)
        => float.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "this parameter of a surrogate must be finite and above 0");
}
