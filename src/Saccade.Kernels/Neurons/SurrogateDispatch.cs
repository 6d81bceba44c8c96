namespace Saccade.Kernels.Neurons;

/// <summary>Work to be compiled for one surrogate.</summary>
internal interface ISurrogateVisitor
{
    /// <summary>Does the work with the derivative given.</summary>
    void Visit<TDerivative>(TDerivative derivative)
        where TDerivative : struct, ISurrogateDerivative;
}

/// <summary>The one place that pairs each <see cref="Surrogate"/> with its derivative.</summary>
internal static class SurrogateDispatch
{
    public static void Apply<TVisitor>(Surrogate surrogate, ref TVisitor visitor)
        where TVisitor : struct, ISurrogateVisitor, allows ref struct
    {
        switch (surrogate)
        {
            case Surrogate.Triangle s: visitor.Visit(new TriangleDerivative(s)); break;
            case Surrogate.ATan s: visitor.Visit(new ATanDerivative(s)); break;
            case Surrogate.Sigmoid s: visitor.Visit(new SigmoidDerivative(s)); break;
            case Surrogate.Rectangle s: visitor.Visit(new RectangleDerivative(s)); break;
            case Surrogate.PiecewiseQuadratic s: visitor.Visit(new PiecewiseQuadraticDerivative(s)); break;
            case Surrogate.PiecewiseExponential s: visitor.Visit(new PiecewiseExponentialDerivative(s)); break;
            case Surrogate.SoftSign s: visitor.Visit(new SoftSignDerivative(s)); break;
            case Surrogate.SuperSpike s: visitor.Visit(new SuperSpikeDerivative(s)); break;
            case Surrogate.Erf s: visitor.Visit(new ErfDerivative(s)); break;
            case Surrogate.PiecewiseLeakyRelu s: visitor.Visit(new PiecewiseLeakyReluDerivative(s)); break;
            case Surrogate.S2nn s: visitor.Visit(new S2nnDerivative(s)); break;
            case Surrogate.LeakyKRelu s: visitor.Visit(new LeakyKReluDerivative(s)); break;
            case Surrogate.QPseudoSpike s: visitor.Visit(new QPseudoSpikeDerivative(s)); break;
            case Surrogate.LogTailedRelu s: visitor.Visit(new LogTailedReluDerivative(s)); break;
            case CustomSurrogate s: visitor.Visit(new CustomDerivative(s)); break;
            default: throw new ArgumentException($"no kernel is paired with the surrogate {surrogate}", nameof(surrogate));
        }
    }
}
