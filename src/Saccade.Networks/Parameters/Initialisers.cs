using Saccade.Kernels.Random;

namespace Saccade.Networks;

/// <summary>Start values of parameters, as PyTorch and the published networks draw them.</summary>
public static class Initialisers
{
    /// <summary>The same value everywhere.</summary>
    public static Initialiser Constant(float value) => (Span<float> values, ref CounterRandom random) => values.Fill(value);

    /// <summary>Uniform in [-bound, bound]; 1 / sqrt(fan in) is PyTorch's default for biases and linear weights.</summary>
    public static Initialiser Uniform(double bound) => (Span<float> values, ref CounterRandom random) =>
    {
        foreach (ref float value in values)
            value = (float)((2 * random.NextDouble() - 1) * bound);
    };

    /// <summary>Normal around 0.</summary>
    /// <param name="deviation">The standard deviation.</param>
    public static Initialiser Normal(double deviation) => (Span<float> values, ref CounterRandom random) =>
    {
        foreach (ref float value in values)
            value = (float)(random.NextGaussian() * deviation);
    };

    /// <summary>Normal with standard deviation sqrt(2 / fan out) (Kaiming, as VGG-SNN draws its convolutions).</summary>
    public static Initialiser KaimingNormal(int fanOut) => Normal(Math.Sqrt(2.0 / fanOut));
}

/// <summary>Draws start values.</summary>
/// <param name="values">Receives them, in the order of the parameter's axes.</param>
/// <param name="random">A stream of the parameter's own.</param>
public delegate void Initialiser(Span<float> values, ref CounterRandom random);
