using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Streaming and training in pieces of time against the fused run over all steps.</summary>
public sealed class NetworkStateTests : IDisposable
{
    private const int Steps = 7, Samples = 3, Logits = 3;
    private static readonly int _stepLength = Samples * Nets.Input.Count;
    private readonly Engine _engine = new(2);

    public static TheoryData<string, NeuronDescription> Neurons => new()
    {
        { "if soft", new NeuronDescription { Kind = NeuronKind.If, Reset = ResetKind.Soft } },
        { "if hard", new NeuronDescription { Kind = NeuronKind.If, ResetPotential = -0.1f, FireRule = FireRule.Above } },
        { "lif", new NeuronDescription { Threshold = 0.5f } },
        { "lif soft, input not decayed", new NeuronDescription { Tau = 3.7, DecayInput = false, Reset = ResetKind.Soft, Start = 0.25f } },
        { "plif", new NeuronDescription { Kind = NeuronKind.Plif, Tau = 2.5, Threshold = 0.25f } },
        { "levels", new NeuronDescription { Threshold = 0.25f, Levels = 5, Reset = ResetKind.Soft } },
        { "by channel", new NeuronDescription { Kind = NeuronKind.Plif, DecayInput = false, Threshold = 0.5f, TrainThreshold = true, TrainResetPotential = true, PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau, NeuronConstant.ResetPotential] } },
        { "reset potential", new NeuronDescription { DecayInput = false, Threshold = 0.5f, TrainResetPotential = true, ResetPotential = -0.2f } },
        { "converted", NeuronDescription.Converted },
        { "converted, unit spikes", NeuronDescription.Converted with { Height = SpikeHeight.Unit } },
    };

    [Theory]
    [MemberData(nameof(Neurons))]
    public void StepByStep_EqualsTheFusedRunToTheBit(string name, NeuronDescription neuron)
    {
        var network = Nets.Trained(Nets.Two(new Spiking(neuron)), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4);

        float[] fused = Nets.Run(_engine, network, Steps, Samples, frames);
        var state = new NetworkState();
        float[] single = [.. Enumerable.Range(0, Steps).SelectMany(t => Step(network, state, frames, t, 1))];
        var other = new NetworkState();
        float[] pieces = [.. Step(network, other, frames, 0, 3), .. Step(network, other, frames, 3, 1), .. Step(network, other, frames, 4, 3)];

        Close.SameBits(fused, single, name);
        Close.SameBits(fused, pieces, name + " in pieces");
        Assert.Contains(Nets.Output(_engine, network, "6", Steps, Samples, frames), v => v != 0); // something spiked
    }

    [Fact]
    public void TwoStreams_DoNotMix()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new NeuronDescription())), 3);
        float[] a = Nets.Frames(Steps, Samples, 4), b = Nets.Frames(Steps, Samples, 5);
        NetworkState first = new(), second = new();
        List<float> left = [], right = [];

        for (int t = 0; t < Steps; t++)
        {
            left.AddRange(Step(network, first, a, t, 1));
            right.AddRange(Step(network, second, b, t, 1));
        }

        Close.SameBits(Nets.Run(_engine, network, Steps, Samples, a), left.ToArray());
        Close.SameBits(Nets.Run(_engine, network, Steps, Samples, b), right.ToArray());
    }

    [Fact]
    public void Reset_StartsAfresh()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(NeuronDescription.Converted)), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4);
        var state = new NetworkState();

        float[] first = Step(network, state, frames, 0, 4);
        float[] carried = Step(network, state, frames, 0, 4);
        state.Reset();

        Close.SameBits(first, Step(network, state, frames, 0, 4));
        Assert.NotEqual(first, carried);
    }

    [Fact]
    public void OtherNumberOfSamples_IsRefusedWithTheLayersName()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new NeuronDescription())), 3);
        var state = new NetworkState();
        Step(network, state, Nets.Frames(1, Samples, 4), 0, 1);

        var e = Assert.Throws<ArgumentException>(() => Nets.Run(_engine, network, 1, 2, Nets.Frames(1, 2, 4), pass => pass with { State = state }));

        Assert.Contains("layer 2: the state holds potential of shape [T 1, N 3, H 8, W 6, C 4] but this call needs [T 1, N 2, H 8, W 6, C 4]", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Neurons))]
    public void PiecesOnOneTape_HaveTheGradientsOfAllStepsAtOnce(string name, NeuronDescription neuron)
    {
        var network = Nets.Trained(Nets.Two(new Spiking(neuron with { TrainThreshold = neuron.TrainThreshold || neuron.ThresholdIsParameter })), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4);

        var whole = Train(network, frames, [Steps], oneTape: true, state: null);
        var pieces = Train(network, frames, [3, 1, 3], oneTape: true, new NetworkState());
        var apart = Train(network, frames, [3, 1, 3], oneTape: false, new NetworkState());

        Close.SameBits(whole.Logits, pieces.Logits, name);
        Close.SameBits(whole.Logits, apart.Logits, name);
        foreach (var (parameter, expected) in whole.Gradients)
        {
            // Sums over steps are sums of sums here: equal but for rounding.
            float scale = expected.Max(Math.Abs);
            Assert.All(expected.Zip(pieces.Gradients[parameter]), g => Assert.Equal(g.First, g.Second, 2e-5f * scale + 1e-7f));
        }

        // Truncated: what a step owes to the piece before is missing.
        Assert.Contains(whole.Gradients, g => g.Value.Zip(apart.Gradients[g.Key]).Any(p => Math.Abs(p.First - p.Second) > 1e-3f * g.Value.Max(Math.Abs)));
    }

    [Fact]
    public void TruncatedTraining_TakesTheMemoryOfAPiece()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new NeuronDescription())), 3);
        long Peak(int pieces)
        {
            _engine.Pool.ResetPeak();
            Train(network, Nets.Frames(2 * pieces, Samples, 4), [.. Enumerable.Repeat(2, pieces)], oneTape: false, new NetworkState());
            Assert.Equal(0, _engine.Pool.LentBytes);
            return _engine.Pool.PeakBytes;
        }

        Assert.Equal(Peak(4), Peak(16));
    }

    [Fact]
    public void LayersOfOnesOwn_CarryWhatTheyName()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new NeuronDescription())), 3);
        var layer = network.Layers[0];
        var shape = new Shape("TNF", 1, 1, 2);
        var state = new NetworkState();
        using (var tape = new Tape(_engine, recording: true))
        {
            Assert.Null(state.Get(layer, "filter", tape, shape));
            var left = tape.Variable(shape, [1, 2]);
            state.Set(layer, "filter", left);

            Assert.Same(left, state.Get(layer, "filter", tape, shape)); // gradients pass
            Assert.Null(state.Get(layer, "other", tape, shape));
            Assert.Null(state.Get(network.Layers[1], "filter", tape, shape));
        }

        using var next = new Tape(_engine, recording: true);
        var copy = state.Get(layer, "filter", next, shape)!;

        Assert.Equal([1f, 2f], copy.Values.ToArray());
        Assert.False(copy.RequiresGradient);
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>Logits and gradients of a loss that looks at every logit, summed over pieces.</summary>
    private (float[] Logits, Dictionary<string, float[]> Gradients) Train(Network network, float[] frames, int[] pieces, bool oneTape, NetworkState? state)
    {
        List<float> logits = [];
        var sums = network.Parameters.ToDictionary(p => p.Name, p => new float[p.Values.Length]);
        var tape = new Tape(_engine, recording: true);
        Tensor? loss = null;
        int first = 0;
        foreach (int steps in pieces)
        {
            var x = tape.Constant(Nets.Shape(steps, Samples), frames.AsSpan(first * _stepLength, steps * _stepLength));
            var y = network.Forward(x, new ForwardPass(tape) { TrainsParameters = true, State = state });
            logits.AddRange(y.Values);
            var weights = tape.Constant(y.Shape, RandomData.Normal(frames.Length / _stepLength * Samples * Logits, 5).AsSpan(first * Samples * Logits, y.Shape.Count));
            var part = DotOp.Apply(y, weights);
            loss = loss is null ? part : BinaryOp.Add(loss, part);
            first += steps;
            if (oneTape && first < frames.Length / _stepLength)
                continue;
            Add(tape, loss, network, sums);
            tape.Dispose();
            (tape, loss) = (new Tape(_engine, recording: true), null);
        }

        tape.Dispose();
        return ([.. logits], sums.Where(s => s.Value.Any(v => v != 0)).ToDictionary());
    }

    private static void Add(Tape tape, Tensor loss, Network network, Dictionary<string, float[]> sums)
    {
        using var gradients = tape.Backward(loss);
        foreach (var parameter in network.Parameters.Where(gradients.Has))
        {
            for (int i = 0; i < parameter.Values.Length; i++)
                sums[parameter.Name][i] += gradients.Of(parameter)[i];
        }
    }

    private float[] Step(Network network, NetworkState state, float[] frames, int first, int steps)
    {
        float[] logits = Nets.Run(_engine, network, steps, Samples, frames.AsSpan(first * _stepLength, steps * _stepLength), pass => pass with { State = state });
        Assert.Equal(steps * Samples * Logits, logits.Length);
        return logits;
    }
}
