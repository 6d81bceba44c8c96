namespace Saccade.Training.Recipes;

/// <summary>Stand-ins for the derivative of a spike with respect to u = potential - threshold, in units of the threshold (facts 9.3).</summary>
public enum SurrogateKind
{
    /// <summary>max(0, a - |u|) / a^2 (TET, HSD).</summary>
    Triangle,

    /// <summary>1/a for |u| &lt; a/2.</summary>
    Rectangle,

    /// <summary>a s(a u) (1 - s(a u)).</summary>
    Sigmoid,

    /// <summary>(a/2) / (1 + (pi a u / 2)^2) (PLIF).</summary>
    Atan,

    /// <summary>a / (2 (1 + |a u|)^2).</summary>
    SoftSign,

    /// <summary>(a/2) exp(-a |u|).</summary>
    PiecewiseExp,

    /// <summary>a / sqrt(pi) exp(-(a u)^2).</summary>
    Erf,

    /// <summary>max(0, a - a^2 |u|) (SpikingJelly; SLTT's triangle).</summary>
    PiecewiseQuadratic,

    /// <summary>a / (1 + |u|)^2.</summary>
    SuperSpike,
}
