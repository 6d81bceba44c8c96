using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Samples;

/// <summary>A spiking network fed frame by frame: its state is a value that you hold, so there is nothing to forget to reset.</summary>
public sealed class DecisionByDecision
{
    [Fact]
    public void FeedsFramesOneByOne()
    {
        var neuron = new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = ResetKind.Soft };
        var description = new ArchitectureDescription.SmallCnn { Channels = [8, 8] }.Describe(new FrameSize(16, 16), 4, new Spiking(neuron));
        var network = Network.Create(description, seed: 1);
        using var engine = new Engine();

        // All steps at once ...
        float[] frames = [.. Enumerable.Range(0, 5 * 16 * 16 * 2).Select(i => i % 7 == 0 ? 1f : 0f)];
        using var whole = new Tape(engine, recording: false);
        var logits = network.Forward(whole.Constant(new Shape("TNHWC", 5, 1, 16, 16, 2), frames), new ForwardPass(whole));

        // ... and one by one, as a camera would deliver them. The logits are the same to the bit.
        var state = new NetworkState();
        for (int t = 0; t < 5; t++)
        {
            using var tape = new Tape(engine, recording: false);
            var frame = tape.Constant(new Shape("TNHWC", 1, 1, 16, 16, 2), frames.AsSpan(t * 512, 512));
            var step = network.Forward(frame, new ForwardPass(tape) { State = state });

            Assert.True(step.Values.SequenceEqual(logits.Values.Slice(t * 4, 4)));
        }
    }
}
