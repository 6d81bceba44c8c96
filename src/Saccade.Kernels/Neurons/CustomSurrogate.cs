using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// A surrogate derivative of another assembly. It must be a pure function of u, equal for equal records: kernels call it for
/// any number of values at a time, on any thread.
/// </summary>
public abstract record CustomSurrogate : Surrogate
{
    /// <summary>g(u).</summary>
    /// <param name="u">Membrane potential minus threshold, in the units of the neuron.</param>
    public abstract double Derivative(double u);

    /// <summary>g of several values. Override it with a faster form that gives the same bits however the values are divided among calls.</summary>
    /// <param name="u">The values.</param>
    /// <param name="derivative">Receives g, as many; may be the same memory.</param>
    public virtual void Derivative(ReadOnlySpan<float> u, Span<float> derivative)
    {
        for (int i = 0; i < u.Length; i++)
            derivative[i] = (float)Derivative((double)u[i]);
    }
}

internal readonly struct CustomDerivative(CustomSurrogate s) : ISurrogateDerivative
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe V At<V>(V u)
        where V : struct, ILanes<V>
    {
        float* lanes = stackalloc float[V.Count];
        V.Store(u, lanes);
        var values = new Span<float>(lanes, V.Count);
        s.Derivative(values, values);
        return V.Load(lanes);
    }
}
