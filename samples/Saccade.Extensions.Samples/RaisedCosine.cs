using Saccade.Kernels.Neurons;
using Saccade.Schema;

namespace Saccade.Extensions.Samples;

/// <summary>A surrogate: the derivative of a spike is taken for (1 + cos(pi u / width)) / (2 width) where |u| is below the width, and 0 elsewhere.</summary>
/// <param name="Width">Half width in units of the potential; above 0.</param>
public sealed record RaisedCosine(float Width) : CustomSurrogate
{
    /// <summary>How it is written in recipes and model files: <c>{kind: raised-cosine, width: 1}</c>.</summary>
    public static Section<RaisedCosine> Keys() => new Section<RaisedCosine>(new RaisedCosine(1))
        .Key("width", SingleKind.Positive, surrogate => surrogate.Width, (surrogate, value) => surrogate with { Width = value }, "Half width.");

    /// <inheritdoc/>
    public override double Derivative(double u) => Math.Abs(u) < Width ? (1 + Math.Cos(Math.PI * u / Width)) / (2 * Width) : 0;

    /// <summary>The soft step whose derivative it is, from 0 to 1.</summary>
    public double Integral(double u) => Math.Abs(u) < Width
        ? (u + Width) / (2 * Width) + Math.Sin(Math.PI * u / Width) / (2 * Math.PI)
        : u < 0 ? 0 : 1;
}
