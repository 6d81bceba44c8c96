using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>A maximum pool behind neurons works on their bits: values and gradients must be those of the pool of floats.</summary>
public sealed class PooledSpikesTests
{
    private const int Steps = 2, Samples = 3, Side = 5;

    [Theory]
    [InlineData(32, 1, true)]
    [InlineData(192, 1, true)]
    [InlineData(384, 1, true)]
    [InlineData(33, 1, false)]
    [InlineData(64, 3, false)]
    public void Pool_HasTheBitsOfThePoolOfFloats(int channels, int levels, bool asBits)
    {
        foreach (int threads in (int[])[1, 3])
        {
            using var engine = new Engine(threads);
            var (values, gradients, kept) = Run(engine, channels, levels, apart: false);
            var (expected, expectedGradients, keptApart) = Run(engine, channels, levels, apart: true);

            Close.SameBits(expected, values, $"values, {threads} threads");
            foreach (var (name, gradient) in expectedGradients)
                Close.SameBits(gradient, gradients[name], $"{name}, {threads} threads");
            Assert.Contains(values, v => v != 0);
            Assert.Contains(expectedGradients.Values, g => g.Any(v => v != 0));
            Assert.Equal((asBits, false), (kept, keptApart));
            Assert.Equal(0, engine.Pool.LentBytes);
        }
    }

    /// <summary>Normalised neurons, a pool, and the sum of squares; apart, the pool gets floats that are no spikes any more.</summary>
    private static (float[] Values, Dictionary<string, float[]> Gradients, bool KeepsBits) Run(Engine engine, int channels, int levels, bool apart)
    {
        var network = Network.Create(
            new NetworkDescription(new FrameSize(Side, Side, channels), [new BatchNorm(), new Spiking(new NeuronDescription { Kind = NeuronKind.If, Threshold = 0.5f, Levels = levels, Reset = ResetKind.Soft }), new Flatten()]), 1);
        using var tape = new Tape(engine, recording: true);
        var pass = new ForwardPass(tape) { TrainsParameters = true, BatchNorm = BatchNormUse.Batch };
        var x = tape.Constant(new Shape("TNHWC", Steps, Samples, Side, Side, channels), RandomData.Normal(Steps * Samples * Side * Side * channels, 7));
        var spikes = network.Layers[1].Forward(network.Layers[0].Forward(x, pass), pass);
        var y = PoolOp.Max(PoolGeometry.Square((Side, Side), channels, 3, 2, 1), apart ? UnaryOp.Scale(spikes, 1) : spikes);
        bool keepsBits = y.Source is SpikeBits;
        float[] values = y.Values.ToArray();
        tape.Release(y);
        using var gradients = tape.Backward(ReduceOp.Sum(BinaryOp.Multiply(y, tape.Constant(y.Shape, RandomData.Normal(y.Shape.Count, 9)))));
        return (values, network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray()), keepsBits);
    }
}
