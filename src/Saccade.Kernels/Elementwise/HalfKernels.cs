using System.Runtime.InteropServices;

namespace Saccade.Kernels.Elementwise;

/// <summary>
/// Floats in half of the bytes: IEEE half precision after scaling by the power of two that brings the largest close to the largest half, with that scale behind them. What is below 2^-39 of the largest becomes 0.
/// </summary>
internal static class HalfKernels
{
    private const int LargestExponent = 14, MostScale = 127, LeastScale = -126;

    /// <summary>Bytes of so many floats.</summary>
    /// <param name="count">An even number of floats.</param>
    public static int Bytes(int count) => count * sizeof(ushort) + sizeof(float);

    /// <summary>Packs floats into the first bytes of their own memory. Numbers that are not finite make all of them NaN.</summary>
    /// <param name="values">An even number of floats, at least 2.</param>
    public static void Pack(Span<float> values)
    {
        float largest = 0;
        foreach (float value in values)
            largest = MathF.Max(largest, MathF.Abs(value));
        int exponent = largest is 0 || !float.IsFinite(largest) ? 0 : Math.Clamp(LargestExponent - Math.ILogB(largest), LeastScale, MostScale);
        float scale = MathF.ScaleB(1, exponent);
        var packed = MemoryMarshal.Cast<float, Half>(values);
        for (int i = 0; i < values.Length; i++)
            packed[i] = (Half)(values[i] * scale);
        values[values.Length / 2] = float.IsFinite(largest) ? MathF.ScaleB(1, -exponent) : float.NaN;
    }

    /// <summary>Unpacks floats; <paramref name="packed"/> may be of the memory of <paramref name="values"/> if it does not start behind them.</summary>
    /// <param name="packed">As many bytes as <see cref="Bytes"/> says.</param>
    /// <param name="values">Receives the floats.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<float> values)
    {
        float scale = MemoryMarshal.Read<float>(packed[(values.Length * sizeof(ushort))..]);
        var halves = MemoryMarshal.Cast<byte, Half>(packed);
        for (int i = values.Length - 1; i >= 0; i--)
            values[i] = (float)halves[i] * scale;
    }
}
