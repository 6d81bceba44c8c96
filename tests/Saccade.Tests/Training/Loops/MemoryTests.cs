using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Loops;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>What a training step keeps, what it computes again instead, and what was planned.</summary>
public sealed class MemoryTests
{
    private const int Steps = 4, Batch = 3, Classes = 3;

    private static readonly LayerDescription _lif = new Spiking(new NeuronDescription { Kind = NeuronKind.Lif, Tau = 2, Reset = Saccade.Kernels.Neurons.ResetKind.Hard });

    [Fact]
    public void Recomputing_ChangesNoBit_AndTakesLessMemory()
    {
        using var engine = new Engine(2);
        var (kept, keptBytes) = Gradients(engine, recompute: false);
        var (again, againBytes) = Gradients(engine, recompute: true);

        foreach (var (name, values) in kept)
            Close.SameBits(values, again[name], name);
        Assert.True(againBytes < keptBytes, $"{againBytes} bytes with recomputation, {keptBytes} without");
        Assert.Equal(0, engine.Pool.LentBytes);
    }

    [Fact]
    public void FixedWeights_ChangeNoBit()
    {
        using var engine = new Engine(2);
        var network = Net();
        var weights = new FixedWeights();
        float[] expected = Logits(engine, network, null);

        Close.SameBits(expected, Logits(engine, network, weights), "packed now");
        Close.SameBits(expected, Logits(engine, network, weights), "packed before");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_IsNearTheMeasuredPeak(bool recompute)
    {
        using var engine = new Engine(1);
        var (_, measured) = Gradients(engine, recompute);
        var network = Net();

        // Parameters and moments are not in the pool.
        long planned = MemoryPlan.TrainingStep(engine, network, Steps, Batch, new OptimizerDescription.Sgd { Momentum = 0 }, recompute) - sizeof(float) * network.TrainableCount;
        Assert.InRange((double)planned / measured, 0.8, 1.6);
    }

    /// <summary>A restoration is trained beside the network: twice its parameters, and what it keeps of each sample.</summary>
    [Fact]
    public void Plan_CountsTheHelpersOfLosses()
    {
        using var engine = new Engine(1);
        var network = Net();
        var term = new BlurredDistillation { Tap = network.AllLayers.OfType<PoolLayer>().Single().Path };
        var loss = term.Build(new LossScope(network, new Dictionary<string, Network> { ["t"] = network }, null, LayerScope.Apart("objective.0", 1, 1)));
        long Plan(params Loss[] losses) => MemoryPlan.TrainingStep(engine, network, Steps, Batch, new OptimizerDescription.Sgd { Momentum = 0 }, recompute: false, losses);

        // Two 3x3 convolutions of 16 channels with bias on a map of 17x17: mean, blurred map, three maps of the restoration, two of the distance.
        const int Parameters = 2 * ((9 * 16 * 16) + 16), Kept = Batch * 7 * 17 * 17 * 16;
        Assert.Equal(sizeof(float) * ((2L * Parameters) + Kept), Plan(loss) - Plan());
    }

    /// <summary>Layers of equal size, so that what is kept outweighs what one layer needs at once.</summary>
    private static Network Net()
    {
        var layers = Enumerable.Repeat<LayerDescription[]>([new Convolution(16), new BatchNorm(), _lif], 5).SelectMany(l => l);
        return Network.Create(
            new NetworkDescription(new FrameSize(34, 34), new LayerList([.. layers, new AveragePool(), new Flatten(), new Linear(Classes)])), seed: 1);
    }

    private static (Dictionary<string, float[]> Gradients, long Peak) Gradients(Engine engine, bool recompute)
    {
        var network = Net();
        engine.Pool.ResetPeak();
        using var tape = new Tape(engine, recording: true) { Recomputes = recompute };
        var logits = network.Forward(Frames(tape), new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true });
        using var gradients = tape.Backward(LossTerms.CrossEntropyOfMean(logits, [0, 1, 2]));
        return (network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray()), engine.Pool.PeakBytes);
    }

    private static float[] Logits(Engine engine, Network network, FixedWeights? weights)
    {
        using var tape = new Tape(engine, recording: false) { Weights = weights };
        return network.Forward(Frames(tape), new ForwardPass(tape)).Values.ToArray();
    }

    private static Tensor Frames(Tape tape)
    {
        var shape = new Shape("TNHWC", Steps, Batch, 34, 34, 2);
        return tape.Constant(shape, RandomData.Spikes(shape.Count, 0.2, 3));
    }
}
