using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Streaming step by step against the fused run over all steps.</summary>
public sealed class NetworkStateTests : IDisposable
{
    private const int Steps = 7, Samples = 3, Logits = 3;
    private static readonly int StepLength = Samples * Nets.Input.Count;
    private readonly Engine _engine = new(2);

    public static TheoryData<string, NeuronDescription> Neurons => new()
    {
        { "if soft", new NeuronDescription { Kind = NeuronKind.If, Reset = ResetKind.Soft } },
        { "if hard", new NeuronDescription { Kind = NeuronKind.If, ResetPotential = -0.1f, FireRule = FireRule.Above } },
        { "lif", new NeuronDescription { Threshold = 0.5f } },
        { "lif soft, input not decayed", new NeuronDescription { Tau = 3.7, DecayInput = false, Reset = ResetKind.Soft, Start = 0.25f } },
        { "plif", new NeuronDescription { Kind = NeuronKind.Plif, Tau = 2.5, Threshold = 0.25f } },
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

        Assert.Contains("layer 2: the state holds 576 potentials but this call has 384 neurons", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private float[] Step(Network network, NetworkState state, float[] frames, int first, int steps)
    {
        float[] logits = Nets.Run(_engine, network, steps, Samples, frames.AsSpan(first * StepLength, steps * StepLength), pass => pass with { State = state });
        Assert.Equal(steps * Samples * Logits, logits.Length);
        return logits;
    }
}
