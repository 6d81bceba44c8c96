using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Elementwise;

/// <summary>
/// Functions applied to every element of flat buffers. Any shape will do; to share the work, call with matching slices:
/// the bits of a result element depend on its inputs only.
/// </summary>
/// <remarks>
/// A result may be the same buffer as an input; buffers that overlap otherwise are rejected. NaN and infinities follow IEEE 754.
/// </remarks>
/// <seealso cref="ElementwiseReference"/>
public static class ElementwiseKernels
{
    /// <summary><c>result[i] = x[i] + y[i]</c>.</summary>
    /// <param name="x">First summand.</param>
    /// <param name="y">Second summand, as long as <paramref name="result"/>.</param>
    /// <param name="result">The sums.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
        => Traversal.Binary<HardwareWidths, AddOperator>(x, y, result, default);

    /// <summary><c>result[i] = x[i] - y[i]</c>.</summary>
    /// <param name="x">Minuend.</param>
    /// <param name="y">Subtrahend, as long as <paramref name="result"/>.</param>
    /// <param name="result">The differences.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
        => Traversal.Binary<HardwareWidths, SubtractOperator>(x, y, result, default);

    /// <summary><c>result[i] = x[i] * y[i]</c>.</summary>
    /// <param name="x">First factor.</param>
    /// <param name="y">Second factor, as long as <paramref name="result"/>.</param>
    /// <param name="result">The products.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
        => Traversal.Binary<HardwareWidths, MultiplyOperator>(x, y, result, default);

    /// <summary><c>result[i] = x[i] * y[i] + z[i]</c>, rounded once.</summary>
    /// <param name="x">First factor.</param>
    /// <param name="y">Second factor, as long as <paramref name="result"/>.</param>
    /// <param name="z">Summand, as long as <paramref name="result"/>.</param>
    /// <param name="result">The values.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void MultiplyAdd(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> result)
        => Traversal.Ternary<HardwareWidths, MultiplyAddOperator>(x, y, z, result, default);

    /// <summary><c>result[i] = factor * x[i]</c>.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="factor">The factor of all of them.</param>
    /// <param name="result">The products, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Scale(ReadOnlySpan<float> x, float factor, Span<float> result)
        => Traversal.Unary<HardwareWidths, ScaleOperator>(x, result, new(factor));

    /// <summary><c>accumulator[i] = factor * x[i] + accumulator[i]</c>, rounded once.</summary>
    /// <param name="x">What is added.</param>
    /// <param name="factor">The factor of all of it.</param>
    /// <param name="accumulator">What it is added to, as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the buffers overlap without being the same.</exception>
    public static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> accumulator)
        => Traversal.Binary<HardwareWidths, AddScaledOperator>(x, accumulator, accumulator, new(factor));

    /// <summary><c>result[i] = value</c>.</summary>
    /// <param name="result">The buffer to fill.</param>
    /// <param name="value">The value of every element.</param>
    public static void Fill(Span<float> result, float value) => result.Fill(value);

    /// <summary><c>result[i] = x[i]^2</c>.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="result">The squares, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Square(ReadOnlySpan<float> x, Span<float> result)
        => Traversal.Unary<HardwareWidths, SquareOperator>(x, result, default);

    /// <summary><c>result[i] = sqrt(x[i])</c>; NaN for negative elements.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="result">The roots, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Sqrt(ReadOnlySpan<float> x, Span<float> result)
        => Traversal.Unary<HardwareWidths, SqrtOperator>(x, result, default);

    /// <summary><c>result[i] = e^x[i]</c>. Scalar: meant for logits, not for activations.</summary>
    /// <param name="x">The exponents.</param>
    /// <param name="result">The powers, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> result)
    {
        Traversal.Check(x, result, nameof(x));
        for (int i = 0; i < x.Length; i++)
            result[i] = (float)Math.Exp(x[i]); // through float64, so that platforms' libraries agree after rounding
    }

    /// <summary>
    /// <c>result[i] = ln(x[i])</c>; minus infinity for 0, NaN for negative elements. Scalar: meant for logits, not for activations.
    /// </summary>
    /// <param name="x">The arguments.</param>
    /// <param name="result">The natural logarithms, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Log(ReadOnlySpan<float> x, Span<float> result)
    {
        Traversal.Check(x, result, nameof(x));
        for (int i = 0; i < x.Length; i++)
            result[i] = (float)Math.Log(x[i]);
    }
}
