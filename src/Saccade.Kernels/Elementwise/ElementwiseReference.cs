using System.Numerics;

namespace Saccade.Kernels.Elementwise;

/// <summary>The definitions of <see cref="ElementwiseKernels"/>: one plain loop each, in any precision.</summary>
public static class ElementwiseReference
{
    /// <summary><c>result[i] = x[i] + y[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = x[i] + y[i];
    }

    /// <summary><c>result[i] = x[i] - y[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Subtract<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = x[i] - y[i];
    }

    /// <summary><c>result[i] = x[i] * y[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = x[i] * y[i];
    }

    /// <summary><c>result[i] = x[i] * y[i] + z[i]</c>, rounded once.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void MultiplyAdd<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = T.FusedMultiplyAdd(x[i], y[i], z[i]);
    }

    /// <summary><c>result[i] = factor * x[i]</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Scale<T>(ReadOnlySpan<T> x, T factor, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = factor * x[i];
    }

    /// <summary><c>accumulator[i] = factor * x[i] + accumulator[i]</c>, rounded once.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void AddScaled<T>(ReadOnlySpan<T> x, T factor, Span<T> accumulator)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < accumulator.Length; i++)
            accumulator[i] = T.FusedMultiplyAdd(factor, x[i], accumulator[i]);
    }

    /// <summary><c>result[i] = x[i]^2</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Square<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = x[i] * x[i];
    }

    /// <summary><c>result[i] = sqrt(x[i])</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Sqrt<T>(ReadOnlySpan<T> x, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = T.Sqrt(x[i]);
    }
}
