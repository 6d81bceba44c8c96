using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Constants of neurons as parameters, for each channel, and spikes of several levels.</summary>
public sealed class SpikingLayerTests : IDisposable
{
    private const int Steps = 4, Samples = 2;

    private static readonly NeuronDescription _byChannel = new()
    {
        Kind = NeuronKind.Plif,
        TrainThreshold = true,
        TrainResetPotential = true,
        PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau, NeuronConstant.ResetPotential],
    };

    private readonly Engine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void ConstantsByChannel_AreParametersWithBounds_ThatAreTrained()
    {
        var network = Network.Create(Nets.Two(new Spiking(_byChannel)), 1);
        var gradients = Gradients(network);

        var constants = network.Layers[2].Parameters;
        Assert.Equal(["2.threshold", "2.membrane", "2.reset_potential"], constants.Select(p => p.Name));
        Assert.All(constants, p => Assert.Equal(new Shape("C", 4), p.Shape));
        Assert.All(constants, p => Assert.Contains(gradients[p.Name], g => g != 0));
        Assert.Equal((SpikingLayer.SmallestThreshold, float.PositiveInfinity), (constants[0].Lowest, constants[0].Highest));
        Assert.Equal((-20f, 20f), (constants[1].Lowest, constants[1].Highest));
    }

    [Fact]
    public void ConstantsByChannel_ThatAreNotTrained_AreParametersWithoutGradient()
    {
        var fixedConstants = new NeuronDescription { PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau, NeuronConstant.ResetPotential] };
        var network = Network.Create(Nets.Two(new Spiking(fixedConstants)), 1);

        Assert.Equal(3, network.Layers[2].Parameters.Count);
        Assert.All(network.Layers[2].Parameters, p => Assert.DoesNotContain(p.Name, Gradients(network).Keys));
    }

    [Fact]
    public void EqualConstantsByChannel_HaveTheBitsOfSingleOnes()
    {
        var single = new NeuronDescription { Kind = NeuronKind.Plif, Tau = 2.5, Threshold = 0.5f, ThresholdIsParameter = true, ResetPotential = -0.1f };
        float[] frames = Nets.Frames(Steps, Samples, 4);

        float[] expected = Nets.Run(_engine, Network.Create(Nets.Two(new Spiking(single)), 1), Steps, Samples, frames);
        // Start values of layers behind are drawn by the place of a parameter, so there must be as many.
        float[] actual = Nets.Run(_engine, Network.Create(Nets.Two(new Spiking(single with { PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau] })), 1), Steps, Samples, frames);

        Close.SameBits(expected, actual);
    }

    [Fact]
    public void Levels_AreCounted()
    {
        var neuron = new NeuronDescription { Kind = NeuronKind.If, Threshold = 0.25f, Levels = 7, Reset = ResetKind.Soft, Height = SpikeHeight.Threshold };
        var network = Nets.Trained(Nets.Two(new Spiking(neuron)), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4);
        long counted = 0;

        float[] output = Nets.Output(_engine, network, "2", Steps, Samples, frames);
        using var tape = new Tape(_engine, recording: false);
        counted = ((NeuronLayer)network.Layers[2]).CountSpikes(tape.Constant(new Shape("F", output.Length), output));

        Assert.Equal((long)output.Sum(v => Math.Round(v / 0.25)), counted);
        Assert.Equal(7 * 0.25f, output.Max());
        Assert.True(output.Where(v => v != 0).Distinct().Count() > 3);
    }

    [Fact]
    public void Levels_TrainThroughBitsAndThroughFloatsAlike()
    {
        var neuron = new NeuronDescription { Threshold = 0.3f, Levels = 5, Reset = ResetKind.Soft };
        var network = Nets.Trained(Nets.Two(new Spiking(neuron)), 3);
        var fused = Gradients(network);
        using var reference = Engine.Reference();
        using var tape = new Tape(reference, recording: true);

        foreach (var (name, gradient) in Gradients(network, tape))
            Close.Relative(gradient, fused[name], 1e-3, name);
    }

    [Theory]
    [InlineData(ResetKind.Soft, NeuronKind.Lif, NeuronConstant.ResetPotential, "only a hard reset")]
    [InlineData(ResetKind.Hard, NeuronKind.If, NeuronConstant.Tau, "a neuron without leak has no time constant")]
    public void ConstantsThatAreNone_AreRefused(ResetKind reset, NeuronKind kind, NeuronConstant constant, string expected)
        => Assert.StartsWith(expected, new NeuronDescription { Kind = kind, Reset = reset, PerChannel = [constant] }.Problem(), StringComparison.Ordinal);

    private Dictionary<string, float[]> Gradients(Network network)
    {
        using var tape = new Tape(_engine, recording: true);
        return Gradients(network, tape);
    }

    private static Dictionary<string, float[]> Gradients(Network network, Tape tape)
    {
        var y = network.Forward(tape.Constant(Nets.Shape(Steps, Samples), Nets.Frames(Steps, Samples, 4)), new ForwardPass(tape) { TrainsParameters = true });
        using var gradients = tape.Backward(DotOp.Apply(y, tape.Constant(y.Shape, RandomData.Normal(y.Shape.Count, 5))));
        return network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray());
    }
}
