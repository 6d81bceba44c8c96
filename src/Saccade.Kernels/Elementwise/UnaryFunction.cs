namespace Saccade.Kernels.Elementwise;

/// <summary>A function of one number that is applied to every element. A closed family of immutable values.</summary>
/// <remarks>NaN stays NaN. All have the same bits at every vector width; <c>docs/numerics.md</c> states their errors.</remarks>
/// <seealso cref="UnaryReference"/>
public abstract record UnaryFunction
{
    private UnaryFunction()
    {
    }

    /// <summary>y = f x, with dy/dx = f.</summary>
    /// <param name="Factor">The constant f.</param>
    public sealed record Scale(float Factor) : UnaryFunction;

    /// <summary>y = e^x, with dy/dx = y.</summary>
    public sealed record Exp : UnaryFunction;

    /// <summary>y = ln x, with dy/dx = 1 / x; minus infinity for 0, NaN for what is below.</summary>
    public sealed record Log : UnaryFunction;

    /// <summary>y = 1 / (1 + e^-x), with dy/dx = y (1 - y).</summary>
    public sealed record Sigmoid : UnaryFunction;

    /// <summary>y = tanh x, with dy/dx = 1 - y^2.</summary>
    public sealed record Tanh : UnaryFunction;

    /// <summary>y = x P(x) with P the distribution function of the standard normal distribution (the exact form, by erf); dy/dx = P(x) + x p(x).</summary>
    public sealed record Gelu : UnaryFunction;

    /// <summary>y = max(0, x), with dy/dx = 1 where x is above 0, else 0; -0 becomes 0.</summary>
    public sealed record Relu : UnaryFunction;

    /// <summary>y = sqrt x, with dy/dx = 1 / (2 y), infinite at 0; NaN below 0.</summary>
    public sealed record Sqrt : UnaryFunction;

    /// <summary>y = |x|, with dy/dx = sign(x), 0 at 0.</summary>
    public sealed record Abs : UnaryFunction;

    /// <summary>y = x, but at least low and at most high; dy/dx = 1 from low to high, both included, else 0.</summary>
    public sealed record Clamp : UnaryFunction
    {
        /// <summary>Bounds the values.</summary>
        /// <param name="low">The lowest result; minus infinity for no bound.</param>
        /// <param name="high">The highest result, at least <paramref name="low"/>; infinity for no bound.</param>
        /// <exception cref="ArgumentOutOfRangeException">The bounds are NaN or in the wrong order.</exception>
        public Clamp(float low, float high)
        {
            if (!(low <= high))
                throw new ArgumentOutOfRangeException(nameof(high), high, $"clamp: the highest value must be at least the lowest, {low}");
            (Low, High) = (low, high);
        }

        /// <summary>The lowest result.</summary>
        public float Low { get; }

        /// <summary>The highest result.</summary>
        public float High { get; }
    }
}

/// <summary>A function of two numbers that is applied to pairs of elements; each rounds once.</summary>
public enum BinaryFunction
{
    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x y.</summary>
    Multiply,

    /// <summary>x / y.</summary>
    Divide,
}
