using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks;

public sealed class NetworkTests : IDisposable
{
    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription());
    private readonly Engine _engine = new(2);

    public static TheoryData<LayerDescription[], string> Misfits => new()
    {
        { [], "at least one layer" },
        { [new Convolution(4, Kernel: 9, Padding: 0), new Flatten(), new Linear(2)], "layer 0 (Convolution" },
        { [new Convolution(4, Kernel: 9, Padding: 0), new Flatten(), new Linear(2)], "on input [H 8, W 6, C 2]" },
        { [new Convolution(4, Groups: 3)], "layer 0 (Convolution" },
        { [new Convolution(0)], "layer 0 (Convolution" },
        { [new Linear(2)], "layer 0 (Linear { Outputs = 2, Bias = True }) on input [H 8, W 6, C 2]: needs flat features" },
        { [new Flatten(), new Linear(0)], "layer 1 (Linear { Outputs = 0, Bias = True }) on input [F 96]: needs at least one output, got 0" },
        { [new Flatten(), new Convolution(4)], "layer 1 (Convolution" },
        { [new Flatten(), new Flatten()], "on input [F 96]: needs a map [H, W, C]" },
        { [new AveragePool(9)], "layer 0 (AveragePool" },
        { [new MaxPool(2, Padding: 2)], "layer 0 (MaxPool" },
        { [new Dropout(1)], "layer 0 (Dropout { Probability = 1 }) on input [H 8, W 6, C 2]: the probability must be from 0 to below 1, got 1" },
        { [new Dropout(double.NaN)], "the probability must be" },
        { [new BatchNorm(Epsilon: 0)], "epsilon must be above 0" },
        { [new BatchNorm(Momentum: 1.5)], "momentum from 0 to 1" },
        { [new Quantised(0)], "on input [H 8, W 6, C 2]: levels must be at least 1" },
        { [new Quantised(4, 0)], "threshold above 0" },
        { [new Spiking(new NeuronDescription { Tau = 0.5 })], "on input [H 8, W 6, C 2]: tau must be at least 1, got 0.5" },
        { [new Convolution(3)], "the last layer emits [H 8, W 6, C 3], but logits must be flat" },
        {
            [Branches.Add([new Convolution(4)], [])],
            "layer 0 (Branches"
        },
        {
            [Branches.Add([new Convolution(4)], [])],
            "the paths emit [H 8, W 6, C 4] and [H 8, W 6, C 2], expected equal extents"
        },
        {
            [new Relu(), Branches.Add([new Relu(), new Linear(3)], [])],
            "layer 1.body.1 (Linear { Outputs = 3, Bias = True }) on input [H 8, W 6, C 2]"
        },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Create_LayerThatDoesNotFit_NamesTheLayerAndTheShapes(LayerDescription[] layers, string expected)
        => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => Network.Create(Nets.Of(layers), 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_EmptyFrames_AreRefused()
    {
        var e = Assert.Throws<ArgumentException>(() => Network.Create(new NetworkDescription(new FrameSize(0, 5), [new Flatten(), new Linear(2)]), 1));

        Assert.Contains("at least one row, column and channel, got 0x5x2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_FramesOfOtherExtents_SaysBothShapes()
    {
        var network = Network.Create(Nets.Two(_lif), 1);
        using var tape = new Tape(_engine, recording: false);

        var e = Assert.Throws<ArgumentException>(() => network.Forward(tape.Constant(new Shape("TNHWC", 1, 1, 6, 8, 2), new float[96]), new ForwardPass(tape)));

        Assert.Contains("got frames of shape [T 1, N 1, H 6, W 8, C 2], expected [T any, N any, H 8, W 6, C 2]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_SpikingNetwork_GivesOneLogitVectorPerStep()
    {
        var network = Nets.Trained(Nets.Two(_lif), 1);
        using var tape = new Tape(_engine, recording: false);

        var logits = network.Forward(tape.Constant(Nets.Shape(4, 3), Nets.Frames(4, 3, 2)), new ForwardPass(tape));

        Assert.Equal("[T 4, N 3, K 3]", logits.Shape.ToString().Replace('F', 'K'));
        Assert.True(network.IsSpiking);
        Assert.False(Network.Create(Nets.Two(new Relu()), 1).IsSpiking);
    }

    [Fact]
    public void Forward_QuantisedNetwork_SeesEveryFrameForItself()
    {
        var network = Nets.Trained(Nets.Two(new Quantised(4, 2)), 1);
        float[] frames = Nets.Frames(5, 2, 3);

        float[] together = Nets.Run(_engine, network, 5, 2, frames);

        for (int t = 0; t < 5; t++)
            Close.SameBits(Nets.Run(_engine, network, 1, 2, frames.AsSpan(t * 192, 192)), together.AsSpan(t * 6, 6), $"frame {t}");
    }

    [Fact]
    public void Parameters_AreNamedByPathAndCounted()
    {
        var network = Network.Create(
            Nets.Of(Branches.Add([new Convolution(2, Bias: false), new BatchNorm()], []), new Flatten(), new Linear(3)), 1);

        Assert.Equal(
            ["0.body.0.weight", "0.body.1.weight", "0.body.1.bias", "0.body.1.running_mean", "0.body.1.running_var", "2.weight", "2.bias"],
            network.Parameters.Select(p => p.Name));
        Assert.Equal(36 + 4 + 288 + 3, network.TrainableCount);
        Assert.Equal(["0", "0.body.0", "0.body.1", "1", "2"], network.AllLayers.Select(l => l.Path));
    }

    [Fact]
    public void Clone_HasEqualValuesOfItsOwn()
    {
        var network = Nets.Trained(Nets.Two(_lif), 1);

        var copy = network.Clone();

        Assert.Equal(network.Description, copy.Description);
        foreach (var (a, b) in network.Parameters.Zip(copy.Parameters))
        {
            Assert.Equal((a.Name, a.Kind, a.Shape), (b.Name, b.Kind, b.Shape));
            Close.SameBits(a.Values, b.Values, a.Name);
            b.Values[0]++;
            Assert.NotEqual(a.Values[0], b.Values[0]);
        }
    }

    [Fact]
    public void CopyFrom_OtherParameters_IsRefusedAndChangesNothing()
    {
        var network = Network.Create(Nets.Two(_lif), 1);
        var before = network.Clone();

        foreach (var other in new[]
        {
            Nets.Two(new Quantised()),
            Nets.Of([.. Nets.Two(_lif).Layers.SkipLast(1), new Linear(4)]),
        })
            Assert.StartsWith("got ", Assert.Throws<ArgumentException>(() => network.CopyFrom(Network.Create(other, 2))).Message, StringComparison.Ordinal);

        foreach (var (a, b) in before.Parameters.Zip(network.Parameters))
            Close.SameBits(a.Values, b.Values, a.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Residual_IsTheSumOfItsPaths(bool identity)
    {
        LayerDescription convolution = new Convolution(2), relu = new Relu();
        LayerList shortcut = identity ? [] : [new Convolution(2, Kernel: 1, Padding: 0)];
        var network = Network.Create(Nets.Of(Branches.Add([convolution, relu], shortcut), new Flatten(), new Linear(2)), 4);
        float[] frames = Nets.Frames(2, 2, 5);

        float[] sum = Nets.Output(_engine, network, "0", 2, 2, frames);

        float[] right = frames;
        if (!identity)
        {
            var other = Network.Create(Nets.Of([.. shortcut, new Flatten(), new Linear(2)]), 9);
            network.Parameters[2].Values.CopyTo(other.Parameters[0].Values, 0);
            network.Parameters[3].Values.CopyTo(other.Parameters[1].Values, 0);
            right = Nets.Output(_engine, other, "0", 2, 2, frames);
        }

        var body = Network.Create(Nets.Of(convolution, relu, new Flatten(), new Linear(2)), 9);
        network.Parameters[0].Values.CopyTo(body.Parameters[0].Values, 0);
        network.Parameters[1].Values.CopyTo(body.Parameters[1].Values, 0);
        float[] left = Nets.Output(_engine, body, "1", 2, 2, frames);
        Close.SameBits([.. left.Zip(right, (a, b) => a + b)], sum);
    }

    [Fact]
    public void Residual_BothPathsTrain()
    {
        var network = Network.Create(
            Nets.Of(
                Branches.Add([new Convolution(2), new BatchNorm(), _lif], [new Convolution(2, Kernel: 1, Padding: 0)]),
                Branches.Add([], []), new Flatten(), new Linear(2)), 4);

        using (var tape = new Tape(_engine, recording: true))
        {
            var logits = network.Forward(tape.Constant(Nets.Shape(3, 2), Nets.Frames(3, 2, 5)), new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true });
            using var gradients = tape.Backward(DotOp.Apply(logits, logits));
            Assert.All(network.Parameters.Where(p => p.Kind == ParameterKind.Weight), p => Assert.Contains(gradients.Of(p).ToArray(), g => g != 0));
        }

        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    [Fact]
    public void Tape_Disposed_HasGivenEverythingBack()
    {
        var network = Nets.Trained(Nets.Two(_lif), 1);

        Nets.Run(_engine, network, 4, 3, Nets.Frames(4, 3, 2));
        Nets.Run(_engine, network, 4, 3, Nets.Frames(4, 3, 2), pass => pass with { State = new NetworkState() });

        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    public void Dispose() => _engine.Dispose();
}
