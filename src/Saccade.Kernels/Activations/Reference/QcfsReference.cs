using System.Numerics;

namespace Saccade.Kernels.Activations.Reference;

/// <summary>The quantised activation of <see cref="QcfsKernels"/> for one value, as equations.</summary>
internal static class QcfsReference
{
    /// <summary>y = threshold clip(floor(x L / threshold + 1/2) / L, 0, 1).</summary>
    /// <param name="x">The input.</param>
    /// <param name="threshold">The threshold lambda, above 0.</param>
    /// <param name="levels">L.</param>
    public static T Forward<T>(T x, T threshold, int levels)
        where T : IFloatingPointIeee754<T>
        => threshold * T.Clamp(Quantised(x / threshold, levels), T.Zero, T.One);

    /// <summary>(dy/dx, dy/dthreshold) of one value.</summary>
    /// <param name="x">The input.</param>
    /// <param name="threshold">The threshold lambda, above 0.</param>
    /// <param name="levels">L.</param>
    /// <param name="rule">Where the gradient passes.</param>
    public static (T ByInput, T ByThreshold) Derivatives<T>(T x, T threshold, int levels, QcfsGradient rule)
        where T : IFloatingPointIeee754<T>
    {
        T u = x / threshold, q = Quantised(u, levels);
        var decisive = rule == QcfsGradient.FloorThenClip ? q : u;
        if (decisive > T.One)
            return (T.Zero, T.One);
        return decisive >= T.Zero ? (T.One, q - u) : (T.Zero, T.Zero);
    }

    /// <summary>floor(u L + 1/2) / L.</summary>
    private static T Quantised<T>(T u, int levels)
        where T : IFloatingPointIeee754<T>
    {
        var l = T.CreateChecked(levels);
        return T.Floor(T.FusedMultiplyAdd(u, l, T.CreateChecked(0.5))) / l;
    }
}
