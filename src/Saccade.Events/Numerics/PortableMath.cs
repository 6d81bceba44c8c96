using Saccade.Kernels.Random;

namespace Saccade.Events.Numerics;

/// <summary>
/// Elementary functions from additions, multiplications and divisions only, whose results are fixed by the floating-point
/// standard: generated recordings are the same on every processor and system, which those of the platform's library need not be.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>1/13! to 1/0!.</summary>
    private static ReadOnlySpan<double> _inverseFactorials =>
    [
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1,
    ];

    /// <summary>Natural logarithm of a positive normal number; relative error below 1e-12.</summary>
    public static double Log(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh z, z = (m - 1) / (m + 1), |z| below 0.172
        double z = (mantissa - 1) / (mantissa + 1), square = z * z, sum = 0;
        for (int k = 15; k >= 1; k -= 2)
            sum = sum * square + 1.0 / k;
        return exponent * Ln2 + 2 * z * sum;
    }

    /// <summary>The exponential function; relative error below 1e-13. Zero below -708, infinite above 709.</summary>
    public static double Exp(double value)
    {
        if (!(value >= -708))
            return double.IsNaN(value) ? value : 0;
        if (value > 709)
            return double.PositiveInfinity;
        double twos = Math.Round(value / Ln2);

        // ln 2 in two parts, the first with so few digits that its multiples are exact; then |rest| is at most ln 2 / 2
        double rest = value - twos * 0.693147180369123816490 - twos * 1.90821492927058770002e-10, sum = 0;
        foreach (double coefficient in _inverseFactorials)
            sum = sum * rest + coefficient;
        return sum * BitConverter.Int64BitsToDouble(((long)twos + 1022) << 52) * 2;
    }

    /// <summary>
    /// A number that is close to standard normal: the sum of eight uniforms, scaled to a variance of 1. Never beyond 4.9; its
    /// excess kurtosis is -0.15.
    /// </summary>
    public static double Normal(ref CounterRandom random)
    {
        long sum = 0;
        for (int i = 0; i < 4; i++)
        {
            uint bits = random.NextUInt32();
            sum += (bits & 0xFFFF) + (bits >> 16);
        }

        // each half has mean 32767.5 and variance (65536^2 - 1) / 12, so the sum has 8 times that
        return (sum - 8 * 32767.5) * 1.8688123650118534e-5;
    }

    /// <summary>Sine and cosine of an angle of moderate size; error below 1e-12.</summary>
    public static (double Sin, double Cos) SinCos(double angle)
    {
        double quarters = Math.Round(angle / (Math.PI / 2));
        double rest = angle - quarters * (Math.PI / 2), square = rest * rest; // |rest| at most pi/4
        double sin = 0, cos = 0;
        for (int k = 17; k >= 1; k -= 2)
            sin = 1 - sin * square / ((k + 1) * (k + 2));
        for (int k = 16; k >= 0; k -= 2)
            cos = 1 - cos * square / ((k + 1) * (k + 2));
        sin *= rest;
        return ((long)quarters & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
