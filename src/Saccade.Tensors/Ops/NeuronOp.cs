using Saccade.Kernels.Neurons;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Spiking neurons over all steps at once: forward charges, fires and resets step by step; backward goes through time
/// with the surrogate. What is kept for it is the charged potential alone, or, where a batch norm comes before, not even
/// that: normalising and charging again costs less than the memory. Spikes are kept as bits.
/// </summary>
/// <remarks>The potentials before the first step are a tensor if wanted, and so are those after the last: gradients pass through both.</remarks>
public sealed class NeuronOp : Operation
{
    private readonly NeuronParameters _parameters;
    private readonly Tensor _x;
    private readonly Tensor? _threshold;
    private readonly Tensor? _membrane;
    private readonly Tensor? _start;
    private readonly bool _heightFollowsThreshold;
    private readonly Buffer? _charged;

    private NeuronOp(NeuronParameters parameters, Tensor x, Tensor? threshold, Tensor? membrane, bool heightFollowsThreshold, Tensor? start, bool ends)
        : base(x.Tape.Make(x.Shape, x.RequiresGradient || threshold is { RequiresGradient: true } || membrane is { RequiresGradient: true } || start is { RequiresGradient: true }))
    {
        (_parameters, _x, _threshold, _membrane, _heightFollowsThreshold, _start) = (parameters, x, threshold, membrane, heightFollowsThreshold, start);
        if (ends)
            End = x.Tape.Make(x.Shape.With(0, 1), Output.RequiresGradient);
        _charged = Run();
    }

    private bool LearnsScalars => _threshold is { RequiresGradient: true } || _membrane is { RequiresGradient: true };

    private ReadOnlyStorage Start => _start?.Storage ?? default;

    /// <summary>Runs the neurons from their start potential.</summary>
    /// <param name="parameters">The neurons, with the current values of what is learned.</param>
    /// <param name="x">Input current [T, ...]: the outermost axis is time.</param>
    /// <param name="threshold">The one-element tensor that the threshold was read from, for its gradient; or null. The start potential follows it as the share of it that it is.</param>
    /// <param name="membrane">The one-element tensor w of which the leak rate is sigmoid(w) (PLIF), for its gradient; or null.</param>
    /// <param name="heightFollowsThreshold">Whether the output height is the threshold (converted networks) and not a number of its own; matters to the threshold's gradient only.</param>
    /// <exception cref="ArgumentException">The input has no axis of time, or what is learned has more than one element.</exception>
    /// <returns>Spikes, same shape, of the neuron's output height.</returns>
    public static Tensor Apply(NeuronParameters parameters, Tensor x, Tensor? threshold = null, Tensor? membrane = null, bool heightFollowsThreshold = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Check(x, threshold, membrane, null);
        return x.Tape.Record(new NeuronOp(parameters, x, threshold, membrane, heightFollowsThreshold, start: null, ends: false));
    }

    /// <summary>Runs the neurons from given potentials, and keeps the last: the steps that follow can go on from there.</summary>
    /// <param name="parameters">As for <see cref="Apply"/>.</param>
    /// <param name="x">Input current [T, ...]: the outermost axis is time.</param>
    /// <param name="start">Potentials before the first step, [T 1, ...]; null for the start potential of the parameters.</param>
    /// <param name="threshold">As for <see cref="Apply"/>; potentials that are given do not follow it.</param>
    /// <param name="membrane">As for <see cref="Apply"/>.</param>
    /// <param name="heightFollowsThreshold">As for <see cref="Apply"/>.</param>
    /// <exception cref="ArgumentException">The input has no axis of time, there is not one potential for each neuron, what is learned has more than one element, or the operands are of several tapes.</exception>
    /// <returns>Spikes, same shape, and the potentials after the last step, [T 1, ...].</returns>
    public static (Tensor Spikes, Tensor End) ApplyFrom(
        NeuronParameters parameters, Tensor x, Tensor? start, Tensor? threshold = null, Tensor? membrane = null, bool heightFollowsThreshold = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Check(x, threshold, membrane, start);
        var operation = new NeuronOp(parameters, x, threshold, membrane, heightFollowsThreshold, start, ends: true);
        return (x.Tape.Record(operation), operation.End!);
    }

    /// <summary>The batch norm whose output x is, if normalisation can be done on the way; its output need not exist then.</summary>
    private static BatchNormOp? Normalized(Tensor x)
        => x.Source is BatchNormOp norm && x.Shape.Count > 0 && x.Tape.Kernels.FusesNormalization ? norm : null;

    /// <summary>Computes spikes and end; returns the charged potentials if the backward pass will need them.</summary>
    private Buffer? Run()
    {
        var (tape, y, end) = (_x.Tape, Output, End?.Storage ?? default);
        if (Normalized(_x) is { } norm)
        {
            var bits = y.RequiresGradient ? new SpikeBits(tape, y.Shape, _parameters.OutputHeight) : null;
            tape.Kernels.NormalizedNeurons(_parameters, norm.Input.Storage, norm.Normalization, Start, end, y.Storage, bits?.Storage ?? default, y.Shape[0]);
            y.Source = bits;
            return null;
        }

        var charged = y.RequiresGradient ? tape.Rent(y.Shape.Count) : null;
        tape.Kernels.Neurons(_parameters, _x.Storage, Start, end, charged?.Storage ?? default, y.Storage, y.Shape[0]);
        return charged;
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.TakeOutputGradient();
        var carry = Carry(back);
        var potentials = carry?.Storage ?? default;
        int steps = _x.Shape[0];
        if (_charged is null)
        {
            var norm = (BatchNormOp)_x.Source!;
            DeliverScalars(back, back.Kernels.NormalizedNeuronsGradient(_parameters, norm.Input.Storage, norm.Normalization, Start, dx.Storage, potentials, steps, LearnsScalars));
        }
        else
        {
            DeliverScalars(back, back.Kernels.NeuronsGradient(_parameters, Start, _charged.Storage, outputGradient, dx.Storage, potentials, steps, LearnsScalars));
        }

        back.Deliver(_x, dx);
        if (carry is not null && _start is not null)
            back.Deliver(_start, carry);
        else if (carry is not null)
            back.Return(carry);
    }

    /// <inheritdoc/>
    protected internal override void Release(Tape tape)
    {
        if (_charged is { IsLent: true })
            tape.Return(_charged);
    }

    /// <summary>The gradient of the last potentials, which becomes that of the first; null if neither is anybody's.</summary>
    private Buffer? Carry(BackwardPass back)
    {
        if (End is not null && back.Take(End) is { } gradient)
            return gradient;
        return _start is { RequiresGradient: true } ? back.Zeros(_start) : null;
    }

    private void DeliverScalars(BackwardPass back, in NeuronGradients scalars)
    {
        if (_threshold is { RequiresGradient: true })
        {
            // The start potential is a fixed share of the threshold. An equal height need not follow it: unit spikes at threshold 1.
            double height = _heightFollowsThreshold ? scalars.OutputHeight : 0;
            double start = _start is null ? scalars.StartPotential * _parameters.StartPotential / _parameters.Threshold : 0;
            Scalar(back, _threshold, scalars.Threshold + height + start);
        }

        if (_membrane is { RequiresGradient: true })
        {
            double rate = _parameters.Charge.Rate;
            Scalar(back, _membrane, scalars.Rate * rate * (1 - rate)); // sigmoid'(w)
        }
    }

    private static void Check(Tensor x, Tensor? threshold, Tensor? membrane, Tensor? start)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireTime(x.Shape, "neurons");
        if (threshold is not null)
            ShapeErrors.RequireCount(threshold.Shape, 1, "one element", "neurons", "threshold");
        if (membrane is not null)
            ShapeErrors.RequireCount(membrane.Shape, 1, "one element", "neurons", "membrane");
        if (start is not null && !start.Shape.Equals(x.Shape.With(0, 1)))
            throw new ArgumentException($"neurons: start has shape {start.Shape}, expected {x.Shape.With(0, 1)}");
        ShapeErrors.RequireOneTape("neurons", x, threshold, membrane, start);
    }

    private static void Scalar(BackwardPass back, Tensor tensor, double gradient)
    {
        var d = back.Fresh(tensor);
        d.Storage.Write((float)gradient);
        back.Deliver(tensor, d);
    }
}
