using Saccade.Kernels.Neurons;
using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Benchmarks;

/// <summary>
/// LIF neurons alone over T steps: tau 2, threshold 1, hard reset, triangle surrogate; the loss of the backward pass is the sum of all spikes. All neurons together count as
/// one sample.
/// </summary>
internal sealed class NeuronWorkload : SpikeWorkload
{
    // Forward reads x and writes y; with gradients it also writes H, and backward reads H and dy and writes dx. The loss itself does not count.
    private const int ForwardFloats = 2, BackwardFloats = 6;
    private const double InputDeviation = 1.5, Tau = 2;

    private static readonly NeuronParameters _neurons = new() { Charge = Charge.LeakWithInput((float)(1 / Tau)), Reset = Reset.Hard() };

    private readonly Parameter _input;

    /// <summary>Draws normal input currents.</summary>
    /// <param name="steps">T.</param>
    /// <param name="neurons">Number of neurons, at least 1.</param>
    /// <param name="backward">Whether a run computes the gradient of the input too.</param>
    public NeuronWorkload(int steps, int neurons, bool backward)
        : base(steps, samples: 1, backward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neurons, 1);
        _input = new Parameter("input", ParameterKind.Weight, new Shape("TF", steps, neurons)); // a parameter is shown to a tape without being copied
        var random = new CounterRandom(1, RandomPurpose.Synthesis);
        for (int i = 0; i < _input.Values.Length; i++)
            _input.Values[i] = (float)(InputDeviation * random.NextGaussian());
    }

    /// <summary>Input currents [T, neurons].</summary>
    public ReadOnlyMemory<float> Input => _input.Values;

    /// <summary>The neurons.</summary>
    public static NeuronParameters Neurons => _neurons;

    /// <inheritdoc/>
    public override double Bytes => (double)sizeof(float) * (Backward ? BackwardFloats : ForwardFloats) * _input.Values.Length;

    private protected override void Write(Engine engine, ExportFolder folder)
    {
        using var tape = new Tape(engine, Backward);
        var y = Spikes(tape);
        folder.Array("input", _input.Shape, _input.Values);
        folder.Array("output", y.Shape, y.Values.ToArray());
        if (Backward)
        {
            using var gradients = tape.Backward(ReduceOp.Sum(y));
            folder.Array("gradient", _input.Shape, gradients.Of(_input).ToArray());
        }

        folder.Expected(new ExpectedResult("neurons", Steps, Samples) { Backward = Backward, Neuron = new NeuronSettings(Tau, _neurons.Threshold) });
    }

    private protected override Tensor Spikes(Tape tape) => NeuronOp.Apply(_neurons, tape.Use(_input));
}
