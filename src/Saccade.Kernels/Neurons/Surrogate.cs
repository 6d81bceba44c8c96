namespace Saccade.Kernels.Neurons;

/// <summary>
/// A surrogate derivative: the function g that stands in for the derivative of the Heaviside step when gradients flow through a
/// spike. It never changes a forward pass.
/// </summary>
/// <remarks>
/// A family of immutable values, closed but for <see cref="CustomSurrogate"/>, from which those of other assemblies derive. Each is a function of u, the membrane potential minus the threshold (or that divided by
/// the threshold, see <see cref="SurrogateUnits"/>). Published arguments are meant for the former. Parameters are checked on construction.
/// </remarks>
public abstract record Surrogate
{
    private protected Surrogate()
    {
    }

    /// <summary>g(u) = max(0, gamma - |u|) / gamma^2: the triangle of TET and HSD (HSD equation 12).</summary>
    /// <param name="Gamma">Half width of the triangle, above 0.</param>
    public sealed record Triangle(float Gamma = 1) : Surrogate
    {
        /// <summary>Half width of the triangle, above 0.</summary>
        public float Gamma { get; } = Positive(Gamma, nameof(Gamma));
    }

    /// <summary>g(u) = (alpha / 2) / (1 + (pi alpha u / 2)^2): the derivative of an arc tangent (PLIF).</summary>
    /// <param name="Alpha">Steepness, above 0; g(0) = alpha / 2.</param>
    public sealed record ATan(float Alpha = 2) : Surrogate
    {
        /// <summary>Steepness, above 0; g(0) = alpha / 2.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = alpha s (1 - s) with s = 1 / (1 + exp(-alpha u)): the derivative of a logistic function.</summary>
    /// <param name="Alpha">Steepness, above 0; g(0) = alpha / 4.</param>
    public sealed record Sigmoid(float Alpha = 4) : Surrogate
    {
        /// <summary>Steepness, above 0; g(0) = alpha / 4.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = 1 / width where |u| &lt; width / 2, else 0 (NDA, SLTT).</summary>
    /// <param name="Width">Width of the rectangle, above 0.</param>
    public sealed record Rectangle(float Width = 1) : Surrogate
    {
        /// <summary>Width of the rectangle, above 0.</summary>
        public float Width { get; } = Positive(Width, nameof(Width));
    }

    /// <summary>g(u) = max(0, alpha - alpha^2 |u|): the derivative of two parabola pieces.</summary>
    /// <param name="Alpha">Height, above 0; equal to <see cref="Triangle"/> with gamma = 1 / alpha.</param>
    public sealed record PiecewiseQuadratic(float Alpha = 1) : Surrogate
    {
        /// <summary>Height, above 0; equal to <see cref="Triangle"/> with gamma = 1 / alpha.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = (alpha / 2) exp(-alpha |u|).</summary>
    /// <param name="Alpha">Decay, above 0.</param>
    public sealed record PiecewiseExponential(float Alpha = 1) : Surrogate
    {
        /// <summary>Decay, above 0.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = alpha / (2 (1 + |alpha u|)^2).</summary>
    /// <param name="Alpha">Steepness, above 0; g(0) = alpha / 2.</param>
    public sealed record SoftSign(float Alpha = 2) : Surrogate
    {
        /// <summary>Steepness, above 0; g(0) = alpha / 2.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = alpha / (1 + |u|)^2.</summary>
    /// <param name="Alpha">Height, above 0; g(0) = alpha.</param>
    public sealed record SuperSpike(float Alpha = 1) : Surrogate
    {
        /// <summary>Height, above 0; g(0) = alpha.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = alpha / sqrt(pi) exp(-alpha^2 u^2): the derivative of an error function.</summary>
    /// <param name="Alpha">Steepness, above 0.</param>
    public sealed record Erf(float Alpha = 2) : Surrogate
    {
        /// <summary>Steepness, above 0.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));
    }

    /// <summary>g(u) = 1 / (2 width) where |u| &lt; width, else the leak (the edge as in SpikingJelly).</summary>
    /// <param name="Width">Half width of the steep piece (w), above 0.</param>
    /// <param name="Leak">Slope outside it (c), 0 or above.</param>
    public sealed record PiecewiseLeakyRelu(float Width = 1, float Leak = 0.01f) : Surrogate
    {
        /// <summary>Half width of the steep piece (w), above 0.</summary>
        public float Width { get; } = Positive(Width, nameof(Width));

        /// <summary>Slope outside it (c), 0 or above.</summary>
        public float Leak { get; } = NotNegative(Leak, nameof(Leak));
    }

    /// <summary>g(u) = alpha s (1 - s) with s = 1 / (1 + exp(-alpha u)) below 0, beta / (u + 1) from 0 on (S2NN).</summary>
    /// <param name="Alpha">Steepness below the threshold, above 0.</param>
    /// <param name="Beta">Height above the threshold, above 0.</param>
    public sealed record S2nn(float Alpha = 4, float Beta = 1) : Surrogate
    {
        /// <summary>Steepness below the threshold, above 0.</summary>
        public float Alpha { get; } = Positive(Alpha, nameof(Alpha));

        /// <summary>Height above the threshold, above 0.</summary>
        public float Beta { get; } = Positive(Beta, nameof(Beta));
    }

    /// <summary>g(u) = slope from 0 on, the leak below.</summary>
    /// <param name="Slope">Derivative from the threshold on (k), above 0.</param>
    /// <param name="Leak">Derivative below it, 0 or above.</param>
    public sealed record LeakyKRelu(float Slope = 1, float Leak = 0) : Surrogate
    {
        /// <summary>Derivative from the threshold on (k), above 0.</summary>
        public float Slope { get; } = Positive(Slope, nameof(Slope));

        /// <summary>Derivative below it, 0 or above.</summary>
        public float Leak { get; } = NotNegative(Leak, nameof(Leak));
    }

    /// <summary>g(u) = (1 + 2 |u| / (alpha - 1))^(-alpha).</summary>
    /// <param name="Alpha">Tail exponent, an integer from 2 to 16 (so that the power is products only).</param>
    public sealed record QPseudoSpike(int Alpha = 2) : Surrogate
    {
        /// <summary>Tail exponent, from 2 to 16.</summary>
        public int Alpha { get; } = Alpha is >= 2 and <= 16
            ? Alpha
            : throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "the exponent of this surrogate must be from 2 to 16");
    }

    /// <summary>g(u) = alpha up to 0, 1 up to 1, 1 / u beyond.</summary>
    /// <param name="Alpha">Derivative up to the threshold, 0 or above.</param>
    public sealed record LogTailedRelu(float Alpha = 0) : Surrogate
    {
        /// <summary>Derivative up to the threshold, 0 or above.</summary>
        public float Alpha { get; } = NotNegative(Alpha, nameof(Alpha));
    }

    private static float Positive(float value, string name)
        => float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "this parameter of a surrogate must be finite and above 0");

    private static float NotNegative(float value, string name)
        => float.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "this parameter of a surrogate must be finite and not negative");
}
