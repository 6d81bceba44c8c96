namespace Saccade.Events.Synthetic;

/// <summary>
/// Elementary functions from additions, multiplications and divisions only, whose results are fixed by the floating-point
/// standard: generated recordings are the same on every processor and system, which those of the platform's library need not be.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;

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

        // ln 2 in two parts, the first with so few digits that its multiples are exact
        double rest = value - twos * 0.693147180369123816490 - twos * 1.90821492927058770002e-10, sum = 1; // |rest| at most ln 2 / 2
        for (int k = 13; k >= 1; k--)
            sum = 1 + rest / k * sum;
        return sum * BitConverter.Int64BitsToDouble(((long)twos + 1022) << 52) * 2;
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
