using Saccade.Kernels.Neurons;

namespace Saccade.Kernels.Tests.Neurons;

/// <summary>Every combination of the rules of a neuron, with scalars that are nobody's default.</summary>
internal static class NeuronCases
{
    private static readonly Charge[] _charges = [Charge.Integrate, Charge.LeakWithInput(0.4f), Charge.Leak(0.3f), Charge.Leak(1f)];

    public static IEnumerable<NeuronParameters> Forward()
        => from charge in _charges
           from fireRule in Enum.GetValues<FireRule>()
           from reset in new[] { Reset.Soft, Reset.SoftTowards(0.3f), Reset.Hard(), Reset.Hard(-0.2f) }
           from height in new[] { 1f, 0.7f }
           select new NeuronParameters
           {
               Charge = charge,
               FireRule = fireRule,
               Reset = reset,
               OutputHeight = height,
               Threshold = 0.7f,
               StartPotential = 0.35f,
           };

    public static IEnumerable<NeuronParameters> Backward()
        => from p in Forward()
           where p.OutputHeight != 1
           from units in Enum.GetValues<SurrogateUnits>()
           from reset in Enum.GetValues<ResetGradient>()
           from temporal in Enum.GetValues<TemporalGradient>()
           select p with { SurrogateUnits = units, ResetGradient = reset, TemporalGradient = temporal, Surrogate = new Surrogate.ATan() };

    public static IEnumerable<Surrogate> Surrogates() =>
    [
        new Surrogate.Triangle(), new Surrogate.Triangle(0.4f), new Surrogate.ATan(), new Surrogate.ATan(0.7f), new Surrogate.Sigmoid(),
        new Surrogate.Sigmoid(1.3f), new Surrogate.Rectangle(), new Surrogate.Rectangle(0.6f), new Surrogate.PiecewiseQuadratic(),
        new Surrogate.PiecewiseQuadratic(2.5f), new Surrogate.PiecewiseExponential(), new Surrogate.PiecewiseExponential(3), new Surrogate.SoftSign(),
        new Surrogate.SuperSpike(), new Surrogate.SuperSpike(2), new Surrogate.Erf(), new Surrogate.Erf(0.5f), new Surrogate.PiecewiseLeakyRelu(),
        new Surrogate.S2nn(), new Surrogate.S2nn(2, 0.5f), new Surrogate.LeakyKRelu(), new Surrogate.LeakyKRelu(0.5f, 0.1f),
        new Surrogate.QPseudoSpike(), new Surrogate.QPseudoSpike(5), new Surrogate.LogTailedRelu(), new Surrogate.LogTailedRelu(0.2f),
    ];
}
