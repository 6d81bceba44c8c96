using Saccade.Kernels.Neurons;
using Saccade.Kernels.Reduce;
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
    private readonly NeuronChannels _neurons;
    private readonly NeuronConstants _constants;
    private readonly Tensor _x;
    private readonly Tensor? _start;
    private readonly Buffer? _charged;

    private NeuronOp(NeuronChannels neurons, Tensor x, NeuronConstants constants, Tensor? start, bool ends)
        : base(Made(neurons, x, x.RequiresGradient || constants.IsLearned || start is { RequiresGradient: true }))
    {
        (_neurons, _x, _constants, _start) = (neurons, x, constants, start);
        Output.IsFired = true;
        if (ends)
            End = x.Tape.Make(x.Shape.With(0, 1), Output.RequiresGradient);
        _charged = Run();
    }

    private ReadOnlyStorage Start => _start?.Storage ?? default;

    /// <summary>Runs the neurons from their start potential.</summary>
    /// <param name="neurons">The neurons, with the current values of what is learned.</param>
    /// <param name="x">Input current [T, ...]: the outermost axis is time, the innermost channels.</param>
    /// <param name="constants">Where constants were read from, if they are learned; or null.</param>
    /// <exception cref="ArgumentException">The input has no axis of time, its channels are not those of the neurons, what is learned has the wrong number of elements, or the operands are of several tapes.</exception>
    /// <returns>Spikes, same shape, of the neuron's output height.</returns>
    public static Tensor Apply(NeuronChannels neurons, Tensor x, NeuronConstants? constants = null)
    {
        constants ??= new NeuronConstants();
        Check(neurons, x, constants, null);
        return x.Tape.Record(new NeuronOp(neurons, x, constants, start: null, ends: false));
    }

    /// <summary>Runs the neurons from given potentials, and keeps the last: the steps that follow can go on from there.</summary>
    /// <param name="neurons">As for <see cref="Apply"/>.</param>
    /// <param name="x">Input current [T, ...]: the outermost axis is time, the innermost channels.</param>
    /// <param name="start">Potentials before the first step, [T 1, ...]; null for the start potential of the neurons.</param>
    /// <param name="constants">As for <see cref="Apply"/>; potentials that are given do not follow the threshold.</param>
    /// <exception cref="ArgumentException">As for <see cref="Apply"/>, or there is not one potential for each neuron.</exception>
    /// <returns>Spikes, same shape, and the potentials after the last step, [T 1, ...].</returns>
    public static (Tensor Spikes, Tensor End) ApplyFrom(NeuronChannels neurons, Tensor x, Tensor? start, NeuronConstants? constants = null)
    {
        constants ??= new NeuronConstants();
        Check(neurons, x, constants, start);
        var operation = new NeuronOp(neurons, x, constants, start, ends: true);
        return (x.Tape.Record(operation), operation.End!);
    }

    /// <summary>The batch norm whose output x is, if normalisation can be done on the way; its output need not exist then.</summary>
    private static BatchNormOp? Normalized(Tensor x)
        => x.Source is BatchNormOp norm && x.Shape.Count > 0 && x.Tape.Kernels.FusesNormalization ? norm : null;

    /// <summary>The output: nowhere floats, until somebody asks, where spikes can be read as bits.</summary>
    private static Tensor Made(NeuronChannels neurons, Tensor x, bool requiresGradient)
        => Normalized(x) is not null && x.Tape.Kernels.ReadsSpikes && SpikeBits.AreMaps(x.Shape, neurons) ? x.Tape.MakeLater(x.Shape, requiresGradient) : x.Tape.Make(x.Shape, requiresGradient);

    /// <summary>Computes spikes and end; returns the charged potentials if the backward pass will need them.</summary>
    private Buffer? Run()
    {
        var (tape, y, end) = (_x.Tape, Output, End?.Storage ?? default);
        if (Normalized(_x) is { } norm)
        {
            var bits = y.RequiresGradient || !y.HasValues ? new SpikeBits(tape, y.Shape, _neurons) : null;
            tape.Kernels.NormalizedNeurons(_neurons, norm.Input.Storage, norm.Normalization, Start, end, y.HasValues ? y.Storage : default, bits?.Storage ?? default, y.Shape[0]);
            y.Source = bits;
            return null;
        }

        var charged = y.RequiresGradient ? tape.Rent(y.Shape.Count) : null;
        tape.Kernels.Neurons(_neurons, _x.Storage, Start, end, charged?.Storage ?? default, y.Storage, y.Shape[0]);
        return charged;
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.TakeOutputGradient();
        var carry = Carry(back);
        var potentials = carry?.Storage ?? default;
        int steps = _x.Shape[0];
        Shards? constants = _constants.IsLearned ? _x.ShardsOf(1..) : null;
        if (_charged is null)
        {
            var norm = (BatchNormOp)_x.Source!;
            DeliverConstants(back, back.Kernels.NormalizedNeuronsGradient(_neurons, norm.Input.Storage, norm.Normalization, Start, dx.Storage, potentials, steps, constants));
        }
        else
        {
            DeliverConstants(back, back.Kernels.NeuronsGradient(_neurons, Start, _charged.Storage, outputGradient, dx.Storage, potentials, steps, constants));
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

    private void DeliverConstants(BackwardPass back, NeuronGradients[] gradients)
    {
        Deliver(back, _constants.Threshold, gradients, (g, p) =>
        {
            // The start potential is a fixed share of the threshold. An equal height need not follow it: unit spikes at threshold 1.
            double height = _constants.HeightFollowsThreshold ? g.OutputHeight : 0;
            double start = _start is null ? g.StartPotential * p.StartPotential / p.Threshold : 0;
            return g.Threshold + height + start;
        });
        Deliver(back, _constants.Membrane, gradients, (g, p) =>
        {
            double rate = p.Charge.Rate;
            return g.Rate * rate * (1 - rate); // sigmoid'(w)
        });
        Deliver(back, _constants.ResetPotential, gradients, (g, _) => g.ResetPotential);
    }

    /// <summary>A gradient for each channel, or their sum where one number is that of all channels.</summary>
    private void Deliver(BackwardPass back, Tensor? constant, NeuronGradients[] gradients, Func<NeuronGradients, NeuronParameters, double> of)
    {
        if (constant is not { RequiresGradient: true })
            return;
        double[] sums = new double[constant.Shape.Count];
        for (int c = 0; c < gradients.Length; c++)
            sums[c % sums.Length] += of(gradients[c], _neurons[c]);
        var d = back.Fresh(constant);
        d.Storage.Write([.. sums.Select(sum => (float)sum)]);
        back.Deliver(constant, d);
    }

    private static void Check(NeuronChannels neurons, Tensor x, NeuronConstants constants, Tensor? start)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireTime(x.Shape, "neurons");
        int channels = neurons.Count;
        if (channels > 1 && channels != x.Shape[^1])
            throw new ArgumentException($"neurons: input has shape {x.Shape}, expected {channels} channels innermost, which the neurons have");
        foreach (var (constant, name) in new[] { (constants.Threshold, "threshold"), (constants.Membrane, "membrane"), (constants.ResetPotential, "reset potential") })
        {
            if (constant is not null && constant.Shape.Count != 1 && constant.Shape.Count != channels)
                throw new ArgumentException($"neurons: {name} has shape {constant.Shape}, expected one element{(channels > 1 ? $" or {channels}" : "")}");
        }

        if (start is not null && !start.Shape.Equals(x.Shape.With(0, 1)))
            throw new ArgumentException($"neurons: start has shape {start.Shape}, expected {x.Shape.With(0, 1)}");
        ShapeErrors.RequireOneTape("neurons", x, constants.Threshold, constants.Membrane, constants.ResetPotential, start);
    }
}
