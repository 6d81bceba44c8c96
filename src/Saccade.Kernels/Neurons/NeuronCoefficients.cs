using System.Runtime.InteropServices;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// The numbers that a neuron comes down to. Between spikes every rule of charging and resetting is affine, so one kernel body
/// serves all of them, and the choice of a rule costs nothing in the loop.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct NeuronCoefficients
{
    // Charge: H = Keep V + (Gain x + Bias).
    public readonly float Keep;
    public readonly float Gain;
    public readonly float Bias;

    // Fire: S = 1 where H >= FireAt, and y = Height S. H > threshold is H >= the next float above it.
    public readonly float FireAt;
    public readonly float Height;

    // Reset where S = 1: V = SpikedKeep H + SpikedBias.
    public readonly float SpikedKeep;
    public readonly float SpikedBias;

    // Surrogate: u = (H - Threshold) Scale, dS/dH = Scale g(u).
    public readonly float Threshold;
    public readonly float Scale;

    // dV/dS as gradients see it: PullKeep H + PullBias.
    public readonly float PullKeep;
    public readonly float PullBias;

    // dL/dV(t-1) = Carry dL/dH(t).
    public readonly float Carry;

    // dH/dk = RateOfChange (H - V) + RateOfRest (V_reset - V).
    public readonly float RateOfChange;
    public readonly float RateOfRest;
    public readonly float ResetPotential;

    // dS/dthreshold = -dS/dH (RatioKeep H + RatioBias), and dV/dthreshold at fixed S = SpikedPush S.
    public readonly float RatioKeep;
    public readonly float RatioBias;
    public readonly float SpikedPush;

    public NeuronCoefficients(NeuronParameters p)
    {
        float k = p.Charge.Rate;
        bool leakWithInput = p.Charge.Kind == ChargeKind.LeakWithInput;
        bool hard = p.Reset.Kind == ResetKind.Hard;
        bool inThresholds = p.SurrogateUnits == SurrogateUnits.Threshold;

        ResetPotential = p.Reset.Potential;
        Keep = 1 - k;
        Gain = leakWithInput ? k : 1;
        Bias = k * ResetPotential;
        FireAt = p.FireRule == FireRule.Above ? MathF.BitIncrement(p.Threshold) : p.Threshold;
        Height = p.OutputHeight;
        SpikedKeep = hard ? 0 : 1;
        SpikedBias = hard ? ResetPotential : -p.Threshold;
        Threshold = p.Threshold;
        Scale = inThresholds ? 1 / p.Threshold : 1;
        bool detached = p.ResetGradient == ResetGradient.Detached;
        PullKeep = hard && !detached ? -1 : 0;
        PullBias = detached ? 0 : SpikedBias;
        Carry = p.TemporalGradient == TemporalGradient.Detached ? 0 : Keep;
        RateOfChange = leakWithInput ? 1 / k : 0;
        RateOfRest = p.Charge.Kind == ChargeKind.Leak ? 1 : 0;
        RatioKeep = inThresholds ? Scale : 0;
        RatioBias = inThresholds ? 0 : 1;
        SpikedPush = hard ? 0 : -1;
    }
}
