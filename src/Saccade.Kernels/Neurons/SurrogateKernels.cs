using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Neurons;

/// <summary>Surrogate derivatives of whole spans, for plots and for checks; the neuron kernels fuse them instead.</summary>
/// <seealso cref="Reference.SurrogateReference"/>
internal static class SurrogateKernels
{
    /// <summary><c>derivative[i] = g(u[i])</c>.</summary>
    /// <param name="surrogate">The function g.</param>
    /// <param name="u">Membrane potential minus threshold.</param>
    /// <param name="derivative">Receives g; as long as <paramref name="u"/>, and may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Derivative(Surrogate surrogate, ReadOnlySpan<float> u, Span<float> derivative)
        => Derivative(surrogate, u, derivative, HardwareWidths.Widest);

    internal static unsafe void Derivative(Surrogate surrogate, ReadOnlySpan<float> u, Span<float> derivative, int widest)
    {
        ArgumentNullException.ThrowIfNull(surrogate);
        SpanChecks.Length(derivative.Length, u.Length, "derivative", "as many as u");
        SpanChecks.NoPartialOverlap(u, derivative, "u", "derivative");

        fixed (float* source = u, target = derivative)
        {
            var visitor = new Visitor(source, target, u.Length, widest);
            SurrogateDispatch.Apply(surrogate, ref visitor);
        }
    }

    private readonly unsafe struct Visitor(float* u, float* derivative, int count, int widest) : ISurrogateVisitor
    {
        public void Visit<TDerivative>(TDerivative g)
            where TDerivative : struct, ISurrogateDerivative
        {
            int i = 0;
            if (widest >= 16)
                i = Run<Lanes16, TDerivative>(g, u, derivative, i, count);
            if (widest >= 8)
                i = Run<Lanes8, TDerivative>(g, u, derivative, i, count);
            if (widest >= 4)
                i = Run<Lanes4, TDerivative>(g, u, derivative, i, count);
            Run<Lanes1, TDerivative>(g, u, derivative, i, count);
        }
    }

    private static unsafe int Run<V, TDerivative>(TDerivative g, float* u, float* derivative, int i, int count)
        where V : struct, ILanes<V>
        where TDerivative : struct, ISurrogateDerivative
    {
        for (; i <= count - V.Count; i += V.Count)
            V.Store(g.At(V.Load(u + i)), derivative + i);
        return i;
    }
}
