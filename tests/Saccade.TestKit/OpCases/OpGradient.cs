namespace Saccade.TestKit.OpCases;

/// <summary>Where the expected gradients of an op come from.</summary>
public abstract record OpGradient
{
    private OpGradient()
    {
    }

    /// <summary>Central differences of the float64 forward pass; for ops that are smooth where the inputs are drawn.</summary>
    /// <param name="Step">Distance from the point on either side.</param>
    public sealed record ByDifferences(double Step = 1e-4) : OpGradient;

    /// <summary>A formula in float64, for ops that jump or whose gradient is a stand-in (spikes, quantisation, ties of a maximum).</summary>
    /// <param name="Of">Gradients of all inputs (null where none is asked for) from the inputs and the output's gradient.</param>
    public sealed record Expected(Func<double[][], double[], double[]?[]> Of) : OpGradient;
}
