using Saccade.Kernels.Random;

namespace Saccade.Events.Numerics;

/// <summary>
/// Random numbers of other distributions, from arithmetic whose results are fixed by the floating-point standard: the same on
/// every processor and system.
/// </summary>
internal static class Variates
{
    /// <summary>Two independent standard normal numbers (polar method, Marsaglia and Bray 1964).</summary>
    public static (double First, double Second) Gaussians(ref CounterRandom random)
    {
        while (true)
        {
            double a = 2 * random.NextDouble() - 1, b = 2 * random.NextDouble() - 1, square = a * a + b * b;
            if (square is > 0 and < 1)
            {
                double scale = Math.Sqrt(-2 * PortableMath.Log(square) / square);
                return (a * scale, b * scale);
            }
        }
    }

    /// <summary>An exponential number of mean 1.</summary>
    public static double Exponential(ref CounterRandom random) => -PortableMath.Log(1 - random.NextDouble());

    /// <summary>A number of the beta distribution, in [0, 1]: X / (X + Y) of two gamma numbers, by their logarithms.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="alpha">First shape, above 0.</param>
    /// <param name="beta">Second shape, above 0.</param>
    public static double Beta(ref CounterRandom random, double alpha, double beta)
    {
        double x = LogGamma(ref random, alpha), y = LogGamma(ref random, beta);
        return 1 / (1 + PortableMath.Exp(y - x)); // small shapes give numbers too small to be divided
    }

    /// <summary>The logarithm of a number of the gamma distribution with scale 1 (Marsaglia and Tsang 2000).</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="shape">Shape, above 0.</param>
    public static double LogGamma(ref CounterRandom random, double shape)
    {
        if (shape < 1) // Gamma(a) = Gamma(a + 1) U^(1/a)
            return LogGamma(ref random, shape + 1) + PortableMath.Log(1 - random.NextDouble()) / shape;
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Gaussians(ref random).First, root = 1 + c * x;
            if (root <= 0)
                continue;
            double v = root * root * root, logV = PortableMath.Log(v);
            if (PortableMath.Log(1 - random.NextDouble()) < x * x / 2 + d - d * v + d * logV)
                return PortableMath.Log(d) + logV;
        }
    }
}
