using System.Numerics;

namespace Saccade.Kernels.Elementwise;

/// <summary>The definitions of the <see cref="UnaryFunction"/>s for one number, as equations, in any precision.</summary>
internal static class UnaryReference
{
    /// <summary>y = f(x).</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    /// <exception cref="ArgumentException">The function is not known.</exception>
    public static T Value<T>(UnaryFunction function, T x)
        where T : IFloatingPointIeee754<T>
        => function switch
        {
            UnaryFunction.Scale f => T.CreateChecked(f.Factor) * x,
            UnaryFunction.Exp => T.Exp(x),
            UnaryFunction.Log => T.Log(x),
            UnaryFunction.Sigmoid => T.One / (T.One + T.Exp(-x)),
            UnaryFunction.Tanh => T.Tanh(x),
            UnaryFunction.Gelu => x * NormalDistribution(x),
            UnaryFunction.Relu => x <= T.Zero ? T.Zero : x,
            UnaryFunction.Sqrt => T.Sqrt(x),
            UnaryFunction.Abs => T.Abs(x),
            UnaryFunction.Clamp f => Bounded(x, T.CreateChecked(f.Low), T.CreateChecked(f.High)),
            _ => throw Unknown(function),
        };

    /// <summary>dy/dx at x.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    /// <exception cref="ArgumentException">The function is not known.</exception>
    public static T Slope<T>(UnaryFunction function, T x)
        where T : IFloatingPointIeee754<T>
    {
        var y = Value(function, x);
        return function switch
        {
            UnaryFunction.Scale f => T.CreateChecked(f.Factor),
            UnaryFunction.Exp => y,
            UnaryFunction.Log => T.One / x,
            UnaryFunction.Sigmoid => y * (T.One - y),
            UnaryFunction.Tanh => T.One - y * y,
            UnaryFunction.Gelu => NormalDistribution(x) + x * T.Exp(-x * x / T.CreateChecked(2)) / T.Sqrt(T.CreateChecked(2) * T.Pi),
            UnaryFunction.Relu => x > T.Zero ? T.One : T.Zero,
            UnaryFunction.Sqrt => T.One / (T.CreateChecked(2) * y),
            UnaryFunction.Abs => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero,
            UnaryFunction.Clamp f => x >= T.CreateChecked(f.Low) && x <= T.CreateChecked(f.High) ? T.One : T.Zero,
            _ => throw Unknown(function),
        };
    }

    /// <summary>The distribution function of the standard normal distribution.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static T NormalDistribution<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.CreateChecked(0.5), tail = half * ErrorComplement(T.Abs(x) * T.Sqrt(half));
        return x >= T.Zero ? T.One - tail : tail;
    }

    private static T Bounded<T>(T x, T low, T high)
        where T : IFloatingPointIeee754<T>
        => x < low ? low : x > high ? high : x;

    /// <summary>1 - erf(z) for z of at least 0: by Kummer's series up to 2, where all terms are positive, beyond by Laplace's continued fraction.</summary>
    private static T ErrorComplement<T>(T z)
        where T : IFloatingPointIeee754<T>
    {
        T e = T.Exp(-z * z) / T.Sqrt(T.Pi), two = T.CreateChecked(2);
        if (z < two)
        {
            T term = two * z, sum = term;
            for (int n = 1; n < 60; n++)
            {
                term *= two * z * z / T.CreateChecked(2 * n + 1);
                sum += term;
            }

            return T.One - e * sum;
        }

        var fraction = z;
        for (int n = 120; n > 0; n--)
            fraction = z + T.CreateChecked(n) / two / fraction;
        return e / fraction;
    }

    private static ArgumentException Unknown(UnaryFunction function) => new($"the function {function} has no definition", nameof(function));
}
