using System.Numerics;

namespace Saccade.Kernels.Neurons.Reference;

/// <summary>The surrogate derivatives as formulas, one line each: what the kernels are checked against.</summary>
internal static class SurrogateReference
{
    /// <summary>g(u).</summary>
    /// <param name="surrogate">The function g.</param>
    /// <param name="u">Membrane potential minus threshold.</param>
    /// <exception cref="ArgumentException">The surrogate has no formula here.</exception>
    public static T Derivative<T>(Surrogate surrogate, T u)
        where T : IFloatingPointIeee754<T>
    {
        T size = T.Abs(u), two = T.One + T.One;
        return surrogate switch
        {
            Surrogate.Triangle s => T.Max(T.Zero, To(s.Gamma) - size) / Square(To(s.Gamma)),
            Surrogate.ATan s => To(s.Alpha) / two / (T.One + Square(T.Pi / two * To(s.Alpha) * u)),
            Surrogate.Sigmoid s => Logistic(To(s.Alpha), u),
            Surrogate.Rectangle s => size < To(s.Width) / two ? T.One / To(s.Width) : T.Zero,
            Surrogate.PiecewiseQuadratic s => T.Max(T.Zero, To(s.Alpha) - Square(To(s.Alpha)) * size),
            Surrogate.PiecewiseExponential s => To(s.Alpha) / two * T.Exp(-To(s.Alpha) * size),
            Surrogate.SoftSign s => To(s.Alpha) / (two * Square(T.One + To(s.Alpha) * size)),
            Surrogate.SuperSpike s => To(s.Alpha) / Square(T.One + size),
            Surrogate.Erf s => To(s.Alpha) / T.Sqrt(T.Pi) * T.Exp(-Square(To(s.Alpha) * u)),
            Surrogate.PiecewiseLeakyRelu s => size < To(s.Width) ? T.One / (two * To(s.Width)) : To(s.Leak),
            Surrogate.S2nn s => u < T.Zero ? Logistic(To(s.Alpha), u) : To(s.Beta) / (u + T.One),
            Surrogate.LeakyKRelu s => u >= T.Zero ? To(s.Slope) : To(s.Leak),
            Surrogate.QPseudoSpike s => T.Pow(T.One + two * size / (To(s.Alpha) - T.One), -To(s.Alpha)),
            Surrogate.LogTailedRelu s => u <= T.Zero ? To(s.Alpha) : u <= T.One ? T.One : T.One / u,
            CustomSurrogate s => T.CreateChecked(s.Derivative(double.CreateChecked(u))),
            _ => throw new ArgumentException($"no formula is known for the surrogate {surrogate}", nameof(surrogate)),
        };

        static T To(float value) => T.CreateChecked(value);
    }

    private static T Square<T>(T value)
        where T : IFloatingPointIeee754<T>
        => value * value;

    private static T Logistic<T>(T alpha, T u)
        where T : IFloatingPointIeee754<T>
    {
        var s = T.One / (T.One + T.Exp(-alpha * u));
        return alpha * s * (T.One - s);
    }
}
