using System.Numerics;

namespace Saccade.Kernels.Elementwise;

/// <summary>The definitions of <see cref="ElementwiseKernels"/>: one plain loop each, in any precision.</summary>
internal static class ElementwiseReference
{
    /// <summary><c>y[i] = f(x[i])</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Unary<T>(UnaryFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = UnaryReference.Value(function, x[i]);
    }

    /// <summary><c>dx[i] = dy[i] * f'(x[i])</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void UnaryGradient<T>(UnaryFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
            dx[i] = dy[i] * UnaryReference.Slope(function, x[i]);
    }

    /// <summary><c>result[i] = f(x[i], y[i])</c>.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Binary<T>(BinaryFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = Value(function, x[i], y[i]);
    }

    /// <summary><c>result[i] = f(x[j], y[k])</c> with the elements j and k that belong to i.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void Binary<T>(BinaryFunction function, Broadcast broadcast, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(broadcast);
        for (int i = 0; i < result.Length; i++)
        {
            var (j, k) = broadcast.Start(i / broadcast.Run);
            int within = i % broadcast.Run;
            result[i] = Value(function, x[j + (broadcast.XMoves ? within : 0)], y[k + (broadcast.YMoves ? within : 0)]);
        }
    }

    private static T Value<T>(BinaryFunction function, T x, T y)
        where T : IFloatingPointIeee754<T>
        => function switch
        {
            BinaryFunction.Add => x + y,
            BinaryFunction.Subtract => x - y,
            BinaryFunction.Multiply => x * y,
            BinaryFunction.Divide => x / y,
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "the function has no definition"),
        };
}
