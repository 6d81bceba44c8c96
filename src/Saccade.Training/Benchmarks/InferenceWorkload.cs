using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Benchmarks;

/// <summary>A forward pass of a batch with the running statistics, from frames to logits.</summary>
/// <param name="network">The network.</param>
/// <param name="input">The batch.</param>
/// <param name="card">The card of the model file that the network is from, or null.</param>
internal sealed class InferenceWorkload(Network network, NetworkInput input, ModelCard? card = null) : NetworkWorkload(network, input, card)
{
    private readonly FixedWeights _weights = new();

    /// <inheritdoc/>
    public override double DenseFlops => ForwardFlops;

    private protected override BatchNormUse Use => BatchNormUse.Running;

    /// <inheritdoc/>
    public override void Run(Engine engine)
    {
        using var tape = new Tape(engine, recording: false) { Weights = _weights };
        Network.Forward(Input.On(tape), new ForwardPass(tape));
    }

    private protected override void Write(Engine engine, ExportFolder folder)
    {
        using var tape = new Tape(engine, recording: false);
        var logits = Network.Forward(Input.On(tape), new ForwardPass(tape) { Watch = folder.Spikes });
        folder.Weights(Network, Card, Steps);
        folder.Onnx(Network, Steps);
        folder.Array("frames", Input.Shape, Input.Values);
        folder.Array("logits", logits.Shape, logits.Values.ToArray());
        folder.Expected(new ExpectedResult("inference", Steps, Samples));
    }
}
