using System.Numerics;

namespace Saccade.Kernels.Neurons.Reference;

/// <summary>
/// The neurons of <see cref="NeuronKernels"/> as plain loops over equations, in any floating-point type: in float32 the definition that
/// the kernels must meet to the bit in the forward pass, in float64 the ground for finite differences.
/// </summary>
/// <remarks>
/// An immutable value; perturb a scalar with a <c>with</c> expression. All data is [steps, count]; every neuron is independent of the others.
/// </remarks>
/// <typeparam name="T">The type to compute in.</typeparam>
internal sealed record NeuronReference<T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>Takes over the scalars and rules of <paramref name="parameters"/>.</summary>
    /// <param name="parameters">The neurons.</param>
    /// <param name="spike">The spike to use; null for the step function with the surrogate of <paramref name="parameters"/>.</param>
    public NeuronReference(NeuronParameters parameters, ISpikeFunction<T>? spike = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Rules = parameters;
        Spike = spike ?? new HeavisideSpike<T>(parameters.FireRule, parameters.Surrogate);
        Rate = T.CreateChecked(parameters.Charge.Rate);
        Threshold = T.CreateChecked(parameters.Threshold);
        OutputHeight = T.CreateChecked(parameters.OutputHeight);
        StartPotential = T.CreateChecked(parameters.StartPotential);
        ResetPotential = T.CreateChecked(parameters.Reset.Potential);
    }

    /// <summary>The rules; the scalars below override those in it.</summary>
    public NeuronParameters Rules { get; init; }

    /// <summary>The spike and its derivative.</summary>
    public ISpikeFunction<T> Spike { get; init; }

    /// <summary>Leak rate k.</summary>
    public T Rate { get; init; }

    /// <summary>Threshold.</summary>
    public T Threshold { get; init; }

    /// <summary>Height of the output for a spike.</summary>
    public T OutputHeight { get; init; }

    /// <summary>Potential before the first step where none is given.</summary>
    public T StartPotential { get; init; }

    /// <summary>Potential after a hard reset, and the one that a leak decays to.</summary>
    public T ResetPotential { get; init; }

    private T Scale => Rules.SurrogateUnits == SurrogateUnits.Threshold ? T.One / Threshold : T.One;

    private bool IsHard => Rules.Reset.Kind == ResetKind.Hard;

    /// <summary>Charges, fires and resets over all steps.</summary>
    /// <param name="input">x, [steps, count].</param>
    /// <param name="start">V before the first step, [count]; empty for <see cref="StartPotential"/>.</param>
    /// <param name="count">Number of neurons.</param>
    public Trace Forward(ReadOnlySpan<T> input, ReadOnlySpan<T> start, int count)
    {
        int length = input.Length;
        T[] charged = new T[length], spikes = new T[length], output = new T[length];
        var before = new T[length + count]; // V before each step, and after the last
        for (int n = 0; n < count; n++)
            before[n] = start.IsEmpty ? StartPotential : start[n];

        for (int i = 0; i < length; i++)
        {
            var h = Charge(before[i], input[i]);
            var s = Level(h);
            charged[i] = h;
            spikes[i] = s;
            output[i] = OutputHeight * s;
            before[i + count] = ResetFrom(h, s);
        }

        return new Trace(count, before, charged, spikes, output);
    }

    /// <summary>The forward pass and its input, recovered from the charged potentials alone, which is all that training keeps.</summary>
    /// <param name="charged">H of the forward pass, [steps, count].</param>
    /// <param name="start">V before the first step, [count]; empty for <see cref="StartPotential"/>.</param>
    /// <param name="count">Number of neurons.</param>
    public (Trace Trace, T[] Input) Retrace(ReadOnlySpan<T> charged, ReadOnlySpan<T> start, int count)
    {
        int length = charged.Length;
        T[] spikes = new T[length], output = new T[length], input = new T[length], before = new T[length + count];
        if (start.IsEmpty)
            before.AsSpan(0, count).Fill(StartPotential);
        else
            start.CopyTo(before);
        for (int i = 0; i < length; i++)
        {
            T h = charged[i], v = before[i];
            spikes[i] = Level(h);
            output[i] = OutputHeight * spikes[i];
            before[i + count] = ResetFrom(h, spikes[i]);
            input[i] = Rules.Charge.Kind switch
            {
                ChargeKind.Integrate => h - v,
                ChargeKind.LeakWithInput => (h - v) / Rate + (v - ResetPotential),
                _ => h - v + Rate * (v - ResetPotential),
            };
        }

        return (new Trace(count, before, charged.ToArray(), spikes, output), input);
    }

    /// <summary>Back-propagates through time.</summary>
    /// <param name="trace">The forward pass.</param>
    /// <param name="input">x of the forward pass, [steps, count].</param>
    /// <param name="gradOutput">dL/dy, [steps, count].</param>
    /// <param name="gradEnd">dL/dV after the last step, [count]; empty for zeros.</param>
    public Gradients Backward(Trace trace, ReadOnlySpan<T> input, ReadOnlySpan<T> gradOutput, ReadOnlySpan<T> gradEnd)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int count = trace.Count;
        T[] gradInput = new T[input.Length], carry = new T[count];
        gradEnd.CopyTo(carry);
        T gradRate = T.Zero, gradThreshold = T.Zero, gradHeight = T.Zero, gradReset = T.Zero;

        for (int i = input.Length - 1; i >= 0; i--)
        {
            T h = trace.Charged[i], s = trace.Spikes[i], v = trace.Potential[i], dy = gradOutput[i], dv = carry[i % count];
            T direct = OutputHeight * dy, first = Spike.Spike(Over(h, 1));
            var dh = dv * (IsHard ? T.One - first : T.One);               // dL/dH
            gradThreshold += IsHard ? T.Zero : dv * -s;
            for (int m = 1; m <= Rules.Levels; m++)
            {
                // dL/dS of the m-th threshold: a soft reset subtracts every one, a hard reset happens at the first.
                var ds = !IsHard || m == 1 ? direct + dv * ResetBySpike(h) : direct;
                var slope = Spike.Derivative(Over(h, m)) * Scale;         // dS/dH
                dh += ds * slope;
                gradThreshold -= ds * slope * (Rules.SurrogateUnits == SurrogateUnits.Threshold ? h / Threshold : T.CreateChecked(m));
            }

            gradInput[i] = dh * ChargeByInput;
            carry[i % count] = dh * ChargeByPotential;

            gradRate += dh * ChargeByRate(v, input[i]);
            gradHeight += dy * s;
            gradReset += dh * (Rules.Charge.Kind == ChargeKind.Integrate ? T.Zero : Rate) + (IsHard ? dv * first : T.Zero);
        }

        return new Gradients(gradInput, carry, gradRate, gradThreshold, gradHeight, gradReset);
    }

    /// <summary>H. Written as V (1 - k) + ..., with one rounding for each term, the form that the kernels use.</summary>
    private T Charge(T v, T x) => Rules.Charge.Kind switch
    {
        ChargeKind.Integrate => v + x,                                                                             // H = V + x
        ChargeKind.LeakWithInput => Fma(v, T.One - Rate, Fma(x, Rate, Rate * ResetPotential)),                     // H = V + (x - (V - V_reset)) k
        _ => Fma(v, T.One - Rate, x + Rate * ResetPotential),                                                      // H = V - (V - V_reset) k + x
    };

    /// <summary>The potential above the m-th threshold, in the units of the surrogate.</summary>
    private T Over(T h, int m) => (h - T.CreateChecked(m) * Threshold) * Scale;

    /// <summary>S: how many of the thresholds are reached.</summary>
    private T Level(T h)
    {
        var level = T.Zero;
        for (int m = 1; m <= Rules.Levels; m++)
            level += Spike.Spike(Over(h, m));
        return level;
    }

    /// <summary>V = H - threshold S, or V = (1 - F) H + F V_reset, with F whether the first threshold is reached.</summary>
    private T ResetFrom(T h, T s)
    {
        if (!IsHard)
            return Fma(s, -Threshold, h);
        var first = Spike.Spike(Over(h, 1));
        return (T.One - first) * h + first * ResetPotential;
    }

    /// <summary>dV/dS as gradients see it.</summary>
    private T ResetBySpike(T h)
        => Rules.ResetGradient == ResetGradient.Detached ? T.Zero
            : IsHard ? ResetPotential - h
            : -Threshold;

    /// <summary>dH/dx.</summary>
    private T ChargeByInput => Rules.Charge.Kind == ChargeKind.LeakWithInput ? Rate : T.One;

    /// <summary>dH/dV as gradients see it.</summary>
    private T ChargeByPotential
        => Rules.TemporalGradient == TemporalGradient.Detached ? T.Zero
            : Rules.Charge.Kind == ChargeKind.Integrate ? T.One
            : T.One - Rate;

    /// <summary>dH/dk.</summary>
    private T ChargeByRate(T v, T x) => Rules.Charge.Kind switch
    {
        ChargeKind.Integrate => T.Zero,
        ChargeKind.LeakWithInput => x - (v - ResetPotential),
        _ => ResetPotential - v,
    };

    private static T Fma(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);

    /// <summary>All quantities of a forward pass, [steps, count] each.</summary>
    /// <param name="Count">Number of neurons.</param>
    /// <param name="Potential">V before each step, then V after the last: [steps + 1, count].</param>
    /// <param name="Charged">H.</param>
    /// <param name="Spikes">S, whole numbers of levels.</param>
    /// <param name="Output">y.</param>
    public sealed record Trace(int Count, T[] Potential, T[] Charged, T[] Spikes, T[] Output);

    /// <summary>All gradients of a backward pass.</summary>
    /// <param name="Input">dL/dx, [steps, count].</param>
    /// <param name="Start">dL/dV before the first step, [count].</param>
    /// <param name="Rate">dL/dk.</param>
    /// <param name="Threshold">dL/dthreshold, the height and the start held fixed.</param>
    /// <param name="OutputHeight">dL/dheight.</param>
    /// <param name="ResetPotential">dL/dV_reset.</param>
    public sealed record Gradients(T[] Input, T[] Start, T Rate, T Threshold, T OutputHeight, T ResetPotential);
}
