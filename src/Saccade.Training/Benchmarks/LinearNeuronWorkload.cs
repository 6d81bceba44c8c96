using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Benchmarks;

/// <summary>
/// The benchmark of Open Neuromorphic: one linear layer of n inputs and n outputs with bias and LIF neurons (tau 2, hard reset) on normal inputs, 500 steps, 16 samples; the loss is
/// the sum of all spikes, gradients are those of the weights.
/// </summary>
internal sealed class LinearNeuronWorkload : SpikeWorkload
{
    /// <summary>Steps of the published benchmark.</summary>
    public const int PublishedSteps = 500;

    /// <summary>Samples of the published benchmark.</summary>
    public const int PublishedSamples = 16;

    private const int FlopsPerMultiplyAdd = 2;
    private const double Tau = 2;

    private readonly Parameter _input;
    private readonly Network _network;

    /// <summary>Draws inputs and weights.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <param name="backward">Whether a run computes gradients too.</param>
    /// <param name="steps">T.</param>
    /// <param name="samples">N.</param>
    public LinearNeuronWorkload(int size, bool backward, int steps = PublishedSteps, int samples = PublishedSamples)
        : base(steps, samples, backward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _network = Network.Create(
            new NetworkDescription(new FrameSize(1, 1, size), [new Flatten(), new Linear(size), new Spiking(new NeuronDescription { Tau = Tau })]), seed: 1);
        _input = new Parameter("input", ParameterKind.Statistic, new Shape("TNHWC", steps, samples, 1, 1, size));
        var random = new CounterRandom(1, RandomPurpose.Synthesis);
        for (int i = 0; i < _input.Values.Length; i++)
            _input.Values[i] = (float)random.NextGaussian();
    }

    /// <summary>The product, and with gradients that of the weights.</summary>
    public override double DenseFlops => (Backward ? 2 : 1) * (double)FlopsPerMultiplyAdd * _network.AllLayers.Sum(l => l.MultiplyAdds) * Steps * Samples;

    private protected override void Write(Engine engine, ExportFolder folder)
    {
        using var tape = new Tape(engine, Backward);
        var y = Spikes(tape);
        var loss = ReduceOp.Sum(y);
        var expected = new ExpectedResult("linear-neurons", Steps, Samples) { Backward = Backward, Loss = loss.Values[0], Neuron = new NeuronSettings(Tau, 1) };
        folder.Weights(_network, card: null, Steps);
        folder.Array("input", _input.Shape, _input.Values);
        folder.Array("output", y.Shape, y.Values.ToArray());
        if (Backward)
        {
            using var gradients = tape.Backward(loss);
            expected = expected with { GradientNorms = ExportFolder.Norms(_network, gradients) };
        }

        folder.Expected(expected);
    }

    private protected override Tensor Spikes(Tape tape) => _network.Forward(tape.Use(_input, trainable: false), new ForwardPass(tape) { TrainsParameters = Backward });
}
