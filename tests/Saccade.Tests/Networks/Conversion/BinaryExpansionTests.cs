using Saccade.Networks;
using Saccade.Networks.Operations;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Conversion;

/// <summary>Binary spikes in the place of spikes of several levels.</summary>
public sealed class BinaryExpansionTests : IDisposable
{
    private const int Steps = 4, Samples = 2;

    private readonly Engine _engine = new(2);

    public static TheoryData<string> Neurons => ["multi-threshold", "i-lif", "mlf"];

    public void Dispose() => _engine.Dispose();

    /// <summary>Weights that are multiples of 1/64, of which no sum rounds, as integer weights of hardware are.</summary>
    [Theory]
    [MemberData(nameof(Neurons))]
    public void SumsThatDoNotRound_HaveTheSameBits(string neuron)
    {
        foreach (var pool in (LayerDescription[])[new AveragePool(), new MaxPool()])
        {
            var network = Network(neuron, pool);
            Round(network);

            var expanded = BinaryExpansion.Expand(network);

            float[] frames = Nets.Frames(Steps, Samples, 4);
            Close.SameBits(Nets.Run(_engine, network, Steps, Samples, frames), Nets.Run(_engine, expanded, Steps, Samples, frames));
            Assert.Contains(Nets.Output(_engine, network, "1", Steps, Samples, frames), v => v > 1);
            Assert.All(Nets.Output(_engine, expanded, "2", Steps, Samples, frames), v => Assert.True(v is 0 or 1));
        }
    }

    [Theory]
    [MemberData(nameof(Neurons))]
    public void AnyWeights_AgreeToRounding(string neuron)
    {
        var network = Network(neuron, new AveragePool());
        float[] frames = Nets.Frames(Steps, Samples, 4);

        // One layer of neurons: behind a second, a sum that rounds otherwise may be a spike.
        Close.Relative(Nets.Run(_engine, network, Steps, Samples, frames), Nets.Run(_engine, BinaryExpansion.Expand(network), Steps, Samples, frames), 1e-5);
    }

    /// <summary>A spike of m is m accumulates for each weight it meets, however it is sent, and m spikes.</summary>
    [Theory]
    [MemberData(nameof(Neurons))]
    public void Operations_AreTheSame(string neuron)
    {
        var network = Network(neuron, new AveragePool());

        var graded = Count(network);
        var binary = Count(BinaryExpansion.Expand(network));

        Assert.True(graded.Accumulates > 0);
        Assert.Equal((graded.MultiplyAdds, graded.Accumulates, graded.Spikes), (binary.MultiplyAdds, binary.Accumulates, binary.Spikes));
        Assert.True(graded.SynapticOperations <= binary.SynapticOperations); // a pool hides which of its neurons sent several
    }

    [Fact]
    public void Operations_WithoutAPool_AreTheSame_AsPapersCountToo()
    {
        var network = Nets.Trained(Nets.Of(new Convolution(4), new Spiking(NeuronDescription.MultiThreshold with { Threshold = 0.25f }), new Convolution(3), new Flatten(), new Linear(3)), 5);

        Assert.Equal(Count(network).SynapticOperations, Count(BinaryExpansion.Expand(network)).SynapticOperations, 1e-9);
    }

    [Fact]
    public void WhatCannotBeExpanded_IsRefused()
    {
        var graded = new Spiking(NeuronDescription.MultiThreshold);

        Refused("inside branches", new Convolution(4), Branches.Add([graded], []), new Flatten(), new Linear(3));
        Refused("layer 2 (batch norm) gets spikes of several levels", new Convolution(4), graded, new BatchNorm(), new Flatten(), new Linear(3));
        Refused("layer 2 (convolution) gets spikes of several levels", new Convolution(4), graded, new Convolution(4, Groups: 2), new Flatten(), new Linear(3));
        Refused("the network ends with neurons", new Flatten(), new Linear(3), graded);
        Refused("another height than 1", new Convolution(4), graded with { Neuron = NeuronDescription.MultiThreshold with { Threshold = 0.5f, Height = SpikeHeight.Threshold } }, new Flatten(), new Linear(3));
    }

    private static void Refused(string expected, params LayerDescription[] layers)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(() => BinaryExpansion.Expand(Saccade.Networks.Network.Create(Nets.Of(layers), 1))).Message, StringComparison.Ordinal);

    private static Network Network(string neuron, LayerDescription pool) => Nets.Trained(
        Nets.Of(new Convolution(4), new Spiking(Neuron(neuron)), pool, new Dropout(0.5), new Flatten(), new Linear(3)), 3);

    private static NeuronModel Neuron(string name) => name switch
    {
        "i-lif" => NeuronDescription.Integer,
        "mlf" => new MultiLevelNeuron(),
        _ => NeuronDescription.MultiThreshold with { Threshold = 0.25f },
    };

    private static void Round(Network network)
    {
        foreach (var parameter in network.Parameters.Where(p => p.Kind is ParameterKind.Weight or ParameterKind.Bias))
        {
            foreach (ref float value in parameter.Values.AsSpan())
                value = MathF.Round(value * 64) / 64;
        }
    }

    private OperationCount Count(Network network)
    {
        using var tape = new Tape(_engine, recording: false);
        var counter = new OperationCounter(CountCost.Accumulate);
        network.Forward(tape.Constant(Nets.Shape(Steps, 1), Nets.Frames(Steps, 1, 4)), counter.Watching(new ForwardPass(tape)));
        return counter.Layers.Select(layer => layer.Count).Aggregate((a, b) => a.Plus(b));
    }
}
