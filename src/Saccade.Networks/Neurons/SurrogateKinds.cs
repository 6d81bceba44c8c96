using Saccade.Kernels.Neurons;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>How surrogates are written: <c>{kind: atan, alpha: 2}</c>.</summary>
internal static class SurrogateKinds
{
    private const string Steepness = "Steepness.";

    /// <summary>Those of this library, to which others can be added.</summary>
    public static Union<Surrogate> Standard() => new Union<Surrogate>("kind", null)
        .Add("triangle", Of(new Surrogate.Triangle(), "gamma", s => s.Gamma, v => new(v), "Half width of the triangle.").Formerly("alpha", "the key 'gamma'"))
        .Add("atan", Of(new Surrogate.ATan(), "alpha", s => s.Alpha, v => new(v), Steepness))
        .Add("sigmoid", Of(new Surrogate.Sigmoid(), "alpha", s => s.Alpha, v => new(v), Steepness))
        .Add("rectangle", Of(new Surrogate.Rectangle(), "width", s => s.Width, v => new(v), "Width of the rectangle.").Formerly("alpha", "the key 'width'"))
        .Add("piecewise-quadratic", Of(new Surrogate.PiecewiseQuadratic(), "alpha", s => s.Alpha, v => new(v), "Height."))
        .Add("piecewise-exponential", Of(new Surrogate.PiecewiseExponential(), "alpha", s => s.Alpha, v => new(v), "Decay."))
        .Add("soft-sign", Of(new Surrogate.SoftSign(), "alpha", s => s.Alpha, v => new(v), Steepness))
        .Add("super-spike", Of(new Surrogate.SuperSpike(), "alpha", s => s.Alpha, v => new(v), "Height."))
        .Add("erf", Of(new Surrogate.Erf(), "alpha", s => s.Alpha, v => new(v), Steepness))
        .Add("piecewise-leaky-relu", new Section<Surrogate.PiecewiseLeakyRelu>(new())
            .Key("width", SingleKind.Positive, s => s.Width, (s, v) => new(v, s.Leak), "Half width of the steep piece.")
            .Key("leak", SingleKind.NotNegative, s => s.Leak, (s, v) => new(s.Width, v), "Slope outside it."))
        .Add("s2nn", new Section<Surrogate.S2nn>(new())
            .Key("alpha", SingleKind.Positive, s => s.Alpha, (s, v) => new(v, s.Beta), "Steepness below the threshold.")
            .Key("beta", SingleKind.Positive, s => s.Beta, (s, v) => new(s.Alpha, v), "Height above the threshold."))
        .Add("leaky-k-relu", new Section<Surrogate.LeakyKRelu>(new())
            .Key("slope", SingleKind.Positive, s => s.Slope, (s, v) => new(v, s.Leak), "Derivative from the threshold on.")
            .Key("leak", SingleKind.NotNegative, s => s.Leak, (s, v) => new(s.Slope, v), "Derivative below it."))
        .Add("q-pseudo-spike", new Section<Surrogate.QPseudoSpike>(new()).Key("alpha", new WholeKind(2, 16), s => s.Alpha, (_, v) => new(v), "Exponent of the tail."))
        .Add("log-tailed-relu", new Section<Surrogate.LogTailedRelu>(new()).Key("alpha", SingleKind.NotNegative, s => s.Alpha, (_, v) => new(v), "Derivative up to the threshold."))
        .Add("dspike", new Section<Dspike>(new())
            .Key("temperature", SingleKind.Positive, s => s.Temperature, (s, v) => new(v, s.Region), "b, how far the derivative is from a rectangle.")
            .Key("region", SingleKind.Positive, s => s.Region, (s, v) => new(s.Temperature, v), "r, half the width in which a gradient passes."))
        .Formerly("piecewise-exp", "'piecewise-exponential'");

    private static Section<T> Of<T>(T defaults, string key, Func<T, float> get, Func<float, T> make, string about)
        where T : Surrogate => new Section<T>(defaults).Key(key, SingleKind.Positive, get, (_, v) => make(v), about);
}
