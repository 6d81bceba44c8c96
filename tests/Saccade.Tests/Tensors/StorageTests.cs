using Saccade.Kernels.Neurons;
using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.TestKit.OpCases;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Numbers live where the engine says: nobody touches them but its kernels and explicit copies.</summary>
public sealed class StorageTests : IDisposable
{
    private const int Steps = 3, Batch = 4, Classes = 3;

    private readonly Engine _host = new(2);
    private readonly Workers _workers = new(2);
    private readonly Engine _elsewhere;

    public StorageTests() => _elsewhere = new Engine(_workers, new FaultingKernels(new CpuKernels(_workers, ConvolutionCost.Usual)));

    public static TheoryData<string> Cases => [.. OpTable.All.Select(c => c.Name)];

    public void Dispose()
    {
        Assert.Equal((0, 0), (_host.Pool.LentBytes, _elsewhere.Pool.LentBytes));
        _host.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Memory_TouchedOutsideOfKernels_Faults()
    {
        using var tape = new Tape(_elsewhere, recording: false);
        var x = tape.Constant(new Shape("F", 2), [1, 2]);

        Assert.Throws<InvalidOperationException>(() => x.Storage.Span[0]);
        Assert.Equal([1, 2], x.Values);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryOp_OnMemoryElsewhere_GivesTheSameBits(string name)
    {
        var op = OpTable.Named(name);
        var (expected, actual) = (OpRun.Of(op, _host), OpRun.Of(op, _elsewhere));

        Close.SameBits(expected.Output, actual.Output, "output");
        for (int i = 0; i < expected.Gradients.Length; i++)
            Close.SameBits(expected.Gradients[i] ?? [], actual.Gradients[i] ?? [], $"gradient {i}");
        Close.SameBits(OpRun.Forward(op, _host), OpRun.Forward(op, _elsewhere), "output without recording");
    }

    [Fact]
    public void OpOfSomebodyElse_OnMemoryElsewhere_ComputesOnCopies()
    {
        var (expected, actual) = (Cubed(_host), Cubed(_elsewhere));

        Close.SameBits(expected.Output, actual.Output, "output");
        Close.SameBits(expected.Gradient, actual.Gradient, "gradient");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainingSteps_OnMemoryElsewhere_GiveTheSameBits(bool recompute)
    {
        var (expected, actual) = (Trained(_host, recompute), Trained(_elsewhere, recompute));

        foreach (var (one, other) in expected.Parameters.Zip(actual.Parameters))
            Close.SameBits(one.Values, other.Values, one.Name);
    }

    [Fact]
    public void Inference_OnMemoryElsewhere_GivesTheSameBits_FromWeightsThatStayThere()
    {
        var network = Net();
        var weights = new FixedWeights();
        float[] expected = Logits(_host, network, null);

        Close.SameBits(expected, Logits(_elsewhere, network, null), "weights copied in");
        Close.SameBits(expected, Logits(_elsewhere, network, weights), "weights placed");
        Close.SameBits(expected, Logits(_elsewhere, network, weights), "weights placed before");
    }

    [Fact]
    public void Stream_OnMemoryElsewhere_GivesTheSameBits()
    {
        var network = Net();
        var (here, there) = (new NetworkState(), new NetworkState());
        for (ulong step = 0; step < 3; step++)
            Close.SameBits(Logits(_host, network, null, here, step), Logits(_elsewhere, network, null, there, step), $"step {step}");
    }

    /// <summary>Convolutions, batch norm, every kind of learned scalar, pooling, dropout and a product.</summary>
    private static Network Net()
    {
        var lif = new Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = ResetKind.Hard });
        var plif = new Spiking(new NeuronDescription { Kind = NeuronKind.Plif, Tau = 2, ThresholdIsParameter = true, TrainThreshold = true });
        return Network.Create(
            new NetworkDescription(
                new FrameSize(12, 12),
                new LayerList([new Convolution(16), new BatchNorm(), lif, new MaxPool(), new Convolution(12), new BatchNorm(), plif, new AveragePool(), new Flatten(), new Dropout(0.2), new Linear(Classes)])),
            seed: 1);
    }

    private static (float[] Output, float[] Gradient) Cubed(Engine engine)
    {
        using var tape = new Tape(engine, recording: true);
        var x = tape.Variable(new Shape("F", 40), RandomData.Normal(40, 1));
        var y = CubeOp.Apply(x);
        float[] output = y.Values.ToArray();
        using var gradients = tape.Backward(ReduceOp.Sum(BinaryOp.Multiply(y, x)));
        return (output, gradients.Of(x).ToArray());
    }

    private static Network Trained(Engine engine, bool recompute)
    {
        var network = Net();
        var optimizer = new Optimizer(new OptimizerDescription.Adam(), network.Parameters, clip: 1);
        for (int step = 0; step < 2; step++)
        {
            using var tape = new Tape(engine, recording: true) { Recomputes = recompute };
            var pass = new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true, Noise = (1, step) };
            var logits = network.Forward(Frames(tape, Steps, 3), pass);
            var loss = BinaryOp.Add(
                LossTerms.Tet(logits, [0, 1, 2, 0], 0.1, 1), LossTerms.StepDistillation(logits, RandomData.Normal(Batch * Classes, 5), temperature: 2));
            using var gradients = tape.Backward(loss);
            optimizer.Step(gradients, 0.01);
        }

        return network;
    }

    private static float[] Logits(Engine engine, Network network, FixedWeights? weights, NetworkState? state = null, ulong seed = 3)
    {
        using var tape = new Tape(engine, recording: false) { Weights = weights };
        return network.Forward(Frames(tape, state is null ? Steps : 1, seed), new ForwardPass(tape) { State = state }).Values.ToArray();
    }

    private static Tensor Frames(Tape tape, int steps, ulong seed)
    {
        var shape = new Shape("TNHWC", steps, Batch, 12, 12, 2);
        return tape.Constant(shape, RandomData.Spikes(shape.Count, 0.2, seed));
    }

    /// <summary>What anybody can write with the public members alone.</summary>
    private sealed class CubeOp : Operation
    {
        private readonly Tensor _x;

        private CubeOp(Tensor x, Tensor output)
            : base(output) => _x = x;

        public static Tensor Apply(Tensor x) => x.Tape.Record(new CubeOp(x, x.Tape.Result(x.Shape, x.RequiresGradient, values =>
        {
            var from = x.Values;
            for (int i = 0; i < from.Length; i++)
                values.Span[i] = from[i] * from[i] * from[i];
        })));

        protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient) => back.Deliver(_x, dx =>
        {
            ReadOnlySpan<float> x = _x.Values, dy = outputGradient.Values;
            for (int i = 0; i < x.Length; i++)
                dx.Span[i] = 3 * x[i] * x[i] * dy[i];
        });
    }
}
