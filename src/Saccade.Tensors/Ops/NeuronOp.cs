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
public sealed class NeuronOp : Operation
{
    private readonly NeuronParameters _parameters;
    private readonly Tensor _x;
    private readonly Tensor? _threshold;
    private readonly Tensor? _membrane;
    private readonly bool _heightFollowsThreshold;
    private readonly Buffer? _charged;

    private NeuronOp(NeuronParameters parameters, Tensor x, Tensor? threshold, Tensor? membrane, bool heightFollowsThreshold, Buffer? charged, Tensor output)
        : base(output) => (_parameters, _x, _threshold, _membrane, _heightFollowsThreshold, _charged) = (parameters, x, threshold, membrane, heightFollowsThreshold, charged);

    private bool LearnsScalars => _threshold is { RequiresGradient: true } || _membrane is { RequiresGradient: true };

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
        Check(x, threshold, membrane);
        var tape = x.Tape;
        var y = tape.Make(x.Shape, x.RequiresGradient || threshold is { RequiresGradient: true } || membrane is { RequiresGradient: true });
        if (Normalized(x) is { } norm)
        {
            var bits = y.RequiresGradient ? new SpikeBits(tape, x.Shape, parameters.OutputHeight) : null;
            tape.Kernels.NormalizedNeurons(parameters, norm.Input.Storage, norm.Normalization, y.Storage, bits?.Storage ?? default, x.Shape[0]);
            y.Source = bits;
            return tape.Record(new NeuronOp(parameters, x, threshold, membrane, heightFollowsThreshold, charged: null, y));
        }

        var charged = y.RequiresGradient ? tape.Rent(x.Shape.Count) : null;
        tape.Kernels.Neurons(parameters, x.Storage, default, charged?.Storage ?? default, y.Storage, x.Shape[0]);
        return tape.Record(new NeuronOp(parameters, x, threshold, membrane, heightFollowsThreshold, charged, y));
    }

    /// <summary>The batch norm whose output x is, if normalisation can be done on the way; its output need not exist then.</summary>
    private static BatchNormOp? Normalized(Tensor x)
        => x.Source is BatchNormOp norm && x.Shape[0] > 0 && x.Tape.Kernels.FusesNormalization(x.Shape[^1]) ? norm : null;

    /// <summary>Runs the neurons from given potentials, which are updated; for streaming, without gradients.</summary>
    /// <param name="parameters">The neurons.</param>
    /// <param name="x">Input current [T, ...].</param>
    /// <param name="potential">Membrane potential of every neuron, before the first step in and after the last step out.</param>
    /// <exception cref="ArgumentException">There is not one potential per neuron.</exception>
    public static Tensor Continue(NeuronParameters parameters, Tensor x, Span<float> potential)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Check(x, null, null);
        if (potential.Length != x.Shape.CountPerStep)
            throw new ArgumentException($"neurons: state of {potential.Length} potentials for input {x.Shape} of {x.Shape.CountPerStep} neurons");
        var y = x.Tape.Make(x.Shape, requiresGradient: false);
        var state = x.Tape.Rent(potential.Length);
        state.Storage.Write(potential);
        x.Tape.Kernels.Neurons(parameters, x.Storage, state.Storage, default, y.Storage, x.Shape[0]);
        state.Storage.Values.CopyTo(potential);
        x.Tape.Return(state);
        return y;
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.TakeOutputGradient();
        int steps = _x.Shape[0];
        if (_charged is null)
        {
            var norm = (BatchNormOp)_x.Source!;
            DeliverScalars(back, back.Kernels.NormalizedNeuronsGradient(_parameters, norm.Input.Storage, norm.Normalization, dx.Storage, steps, LearnsScalars));
        }
        else if (LearnsScalars)
        {
            DeliverScalars(back, back.Kernels.NeuronsGradientWithParameters(_parameters, _charged.Storage, outputGradient, dx.Storage, steps));
        }
        else
        {
            back.Kernels.NeuronsGradient(_parameters, _charged.Storage, outputGradient, dx.Storage, steps);
        }

        back.Deliver(_x, dx);
    }

    /// <inheritdoc/>
    protected internal override void Release(Tape tape)
    {
        if (_charged is { IsLent: true })
            tape.Return(_charged);
    }

    private void DeliverScalars(BackwardPass back, in NeuronGradients scalars)
    {
        if (_threshold is { RequiresGradient: true })
        {
            // The start potential is a fixed share of the threshold. An equal height need not follow it: unit spikes at threshold 1.
            double height = _heightFollowsThreshold ? scalars.OutputHeight : 0;
            double start = scalars.StartPotential * _parameters.StartPotential / _parameters.Threshold;
            Scalar(back, _threshold, scalars.Threshold + height + start);
        }

        if (_membrane is { RequiresGradient: true })
        {
            double rate = _parameters.Charge.Rate;
            Scalar(back, _membrane, scalars.Rate * rate * (1 - rate)); // sigmoid'(w)
        }
    }

    private static void Check(Tensor x, Tensor? threshold, Tensor? membrane)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireTime(x.Shape, "neurons");
        if (threshold is not null)
            ShapeErrors.RequireCount(threshold.Shape, 1, "one element", "neurons", "threshold");
        if (membrane is not null)
            ShapeErrors.RequireCount(membrane.Shape, 1, "one element", "neurons", "membrane");
        ShapeErrors.RequireOneTape("neurons", x, threshold, membrane);
    }

    private static void Scalar(BackwardPass back, Tensor tensor, double gradient)
    {
        var d = back.Fresh(tensor);
        d.Storage.Write((float)gradient);
        back.Deliver(tensor, d);
    }
}
