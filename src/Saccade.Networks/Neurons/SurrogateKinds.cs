using Saccade.Kernels.Neurons;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>How surrogates are written: <c>{kind: atan, alpha: 2}</c>.</summary>
internal static class SurrogateKinds
{
    private const string Steepness = "Steepness.";

    /// <summary>Those of this library, to which others can be added.</summary>
    public static Union<Surrogate> Standard() => new Union<Surrogate>("kind", null)
        .Add("triangle", Of(new Surrogate.Triangle(), "gamma", s => s.Gamma, v => new(v), "Half width of the triangle.").Means("A triangle around the threshold; used by TET and HSD.").Formerly("alpha", "the key 'gamma'"))
        .Add("atan", Of(new Surrogate.ATan(), "alpha", s => s.Alpha, v => new(v), Steepness).Means("The derivative of an arc tangent."))
        .Add("sigmoid", Of(new Surrogate.Sigmoid(), "alpha", s => s.Alpha, v => new(v), Steepness).Means("The derivative of a logistic function."))
        .Add("rectangle", Of(new Surrogate.Rectangle(), "width", s => s.Width, v => new(v), "Width of the rectangle.").Means("A constant near the threshold, 0 elsewhere.").Formerly("alpha", "the key 'width'"))
        .Add("piecewise-quadratic", Of(new Surrogate.PiecewiseQuadratic(), "alpha", s => s.Alpha, v => new(v), "Height.").Means("A triangle given by its height."))
        .Add("piecewise-exponential", Of(new Surrogate.PiecewiseExponential(), "alpha", s => s.Alpha, v => new(v), "Decay.").Means("Falls exponentially on both sides."))
        .Add("soft-sign", Of(new Surrogate.SoftSign(), "alpha", s => s.Alpha, v => new(v), Steepness).Means("The derivative of the soft sign; long tails."))
        .Add("super-spike", Of(new Surrogate.SuperSpike(), "alpha", s => s.Alpha, v => new(v), "Height.").Means("As soft-sign, with a tail that does not depend on alpha."))
        .Add("erf", Of(new Surrogate.Erf(), "alpha", s => s.Alpha, v => new(v), Steepness).Means("A bell curve: the derivative of an error function."))
        .Add("piecewise-leaky-relu", new Section<Surrogate.PiecewiseLeakyRelu>(new()).Means("A constant near the threshold, a small slope elsewhere.")
            .Key("width", SingleKind.Positive, s => s.Width, (s, v) => new(v, s.Leak), "Half width of the steep piece.")
            .Key("leak", SingleKind.NotNegative, s => s.Leak, (s, v) => new(s.Width, v), "Slope outside it."))
        .Add("s2nn", new Section<Surrogate.S2nn>(new()).Means("The derivative of a logistic function below the threshold, of a logarithm above.")
            .Key("alpha", SingleKind.Positive, s => s.Alpha, (s, v) => new(v, s.Beta), "Steepness below the threshold.")
            .Key("beta", SingleKind.Positive, s => s.Beta, (s, v) => new(s.Alpha, v), "Height above the threshold."))
        .Add("leaky-k-relu", new Section<Surrogate.LeakyKRelu>(new()).Means("A constant from the threshold on, a smaller one below.")
            .Key("slope", SingleKind.Positive, s => s.Slope, (s, v) => new(v, s.Leak), "Derivative from the threshold on.")
            .Key("leak", SingleKind.NotNegative, s => s.Leak, (s, v) => new(s.Slope, v), "Derivative below it."))
        .Add("q-pseudo-spike", new Section<Surrogate.QPseudoSpike>(new()).Means("Falls by a power on both sides.").Key("alpha", new WholeKind(2, 16), s => s.Alpha, (_, v) => new(v), "Exponent of the tail."))
        .Add("log-tailed-relu", new Section<Surrogate.LogTailedRelu>(new()).Means("A constant just above the threshold, falling beyond.").Key("alpha", SingleKind.NotNegative, s => s.Alpha, (_, v) => new(v), "Derivative up to the threshold."))
        .Add("dspike", new Section<Dspike>(new()).Means("The derivative of a hyperbolic tangent, cut off; used by Dspike.")
            .Key("temperature", SingleKind.Positive, s => s.Temperature, (s, v) => new(v, s.Region), "b, how far the derivative is from a rectangle.")
            .Key("region", SingleKind.Positive, s => s.Region, (s, v) => new(s.Temperature, v), "r, half the width in which a gradient passes."))
        .Formerly("piecewise-exp", "'piecewise-exponential'");

    private static Section<T> Of<T>(T defaults, string key, Func<T, float> get, Func<float, T> make, string about)
        where T : Surrogate => new Section<T>(defaults).Key(key, SingleKind.Positive, get, (_, v) => make(v), about);
}
