using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;

namespace Saccade.Training.Benchmarks;

/// <summary>
/// A training step of a batch: forward with the batch's statistics and dropout, cross-entropy of the mean logits, backward, Adam at a rate so small that the firing rates stay.
/// </summary>
internal sealed class TrainingWorkload : NetworkWorkload
{
    private const double Rate = 1e-9;

    private readonly Optimizer _optimizer;
    private readonly int[] _labels;

    /// <summary>Prepares a step.</summary>
    /// <param name="network">The network, which is trained.</param>
    /// <param name="input">The batch.</param>
    /// <param name="card">The card of the model file that the network is from, or null.</param>
    public TrainingWorkload(Network network, NetworkInput input, ModelCard? card = null)
        : base(network, input, card)
    {
        _optimizer = new Optimizer(new OptimizerDescription.Adam { Rate = Rate }, network.Parameters);
        _labels = [.. input.Labels];
    }

    /// <summary>Whether outputs of convolutions are computed again in the backward pass instead of kept.</summary>
    public bool Recomputes { get; init; }

    /// <summary>Forward, gradients of weights, and gradients of inputs for all layers but the first.</summary>
    public override double DenseFlops
    {
        get
        {
            double first = Network.AllLayers.FirstOrDefault(l => l.MultiplyAdds > 0)?.MultiplyAdds ?? 0;
            return 3 * ForwardFlops - FlopsPerMultiplyAdd * first * Steps * Samples;
        }
    }

    private protected override BatchNormUse Use => BatchNormUse.Batch;

    /// <inheritdoc/>
    public override void Run(Engine engine)
    {
        using var tape = new Tape(engine, recording: true) { Recomputes = Recomputes };
        using var gradients = tape.Backward(Loss(tape, (1, _optimizer.Steps), tap: null));
        _optimizer.Step(gradients, Rate);
    }

    private protected override void Write(Engine engine, ExportFolder folder)
    {
        folder.Weights(Network, Card, Steps); // before the running statistics move
        folder.Array("frames", Input.Shape, Input.Values);
        using var tape = new Tape(engine, recording: true);
        var loss = Loss(tape, noise: null, folder.Spikes);
        double value = loss.Values[0];
        using var gradients = tape.Backward(loss);
        folder.Expected(new ExpectedResult("training", Steps, Samples) { Backward = true, Labels = _labels, Loss = value, GradientNorms = ExportFolder.Norms(Network, gradients) });
    }

    private Tensor Loss(Tape tape, (ulong Seed, long Step)? noise, Action<Layer, Tensor>? tap)
    {
        var logits = Network.Forward(Input.On(tape), new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true, Noise = noise, Watch = tap });
        return LossTerms.CrossEntropyOfMean(logits, _labels);
    }
}
