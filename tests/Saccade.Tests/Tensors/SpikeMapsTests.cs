using Saccade.Kernels.Convolution;
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

/// <summary>Convolutions, linear layers and average pools behind neurons read spikes as bits, which are then nowhere floats: values and gradients must be those of floats.</summary>
public sealed class SpikeMapsTests
{
    private const int Steps = 3, Samples = 4, Side = 7;

    public static TheoryData<string, int, float, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, float, bool>();
            foreach (string reader in (string[])["3x3", "5x5 by 2", "1x1", "groups", "depthwise", "linear", "halving", "windows"])
            {
                // Thresholds for about 40, 7 and 0 % of spikes; a channel number that is no multiple of 32 has floats.
                foreach (float threshold in (float[])[0.2f, 1.6f, 30])
                {
                    cases.Add(reader, 64, threshold, true);
                    cases.Add(reader, 32, threshold, true);
                }

                cases.Add(reader, 48, 1, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reader_OfBits_HasTheBitsOfTheReaderOfFloats(string reader, int channels, float threshold, bool asBits)
    {
        foreach (int threads in (int[])[1, 3])
        {
            using var engine = new Engine(threads);
            foreach (bool recording in (bool[])[true, false])
            {
                var (values, gradients, areFloats) = Run(engine, reader, channels, threshold, apart: false, recording);
                var (expected, expectedGradients, _) = Run(engine, reader, channels, threshold, apart: true, recording);

                Close.SameBits(expected, values, $"values, {threads} threads");
                foreach (var (name, gradient) in expectedGradients)
                    Close.SameBits(gradient, gradients[name], $"{name}, {threads} threads");
                Assert.Equal(!asBits, areFloats);
                Assert.Equal(threshold < 30, expected.Any(v => v != 0));
                Assert.Equal(0, engine.Pool.LentBytes);
            }
        }
    }

    /// <summary>Normalised neurons and what reads them; apart, that gets floats that are no spikes any more.</summary>
    private static (float[] Values, Dictionary<string, float[]> Gradients, bool AreFloats) Run(Engine engine, string reader, int channels, float threshold, bool apart, bool recording)
    {
        var neuron = new NeuronDescription { Kind = NeuronKind.If, Threshold = threshold, Reset = ResetKind.Soft };
        var network = Network.Create(new NetworkDescription(new FrameSize(Side, Side, channels), [new BatchNorm(), new Spiking(neuron), new Flatten()]), 1);
        using var tape = new Tape(engine, recording);
        var pass = new ForwardPass(tape) { TrainsParameters = recording, BatchNorm = BatchNormUse.Batch };
        var shape = reader == "linear" ? new Shape("TNF", Steps, Samples, channels) : new Shape("TNHWC", Steps, Samples, Side, Side, channels);
        var x = tape.Constant(shape, RandomData.Normal(shape.Count, 7));
        var spikes = network.Layers[1].Forward(network.Layers[0].Forward(x, pass), pass);
        var weight = WeightOf(reader, channels, tape);
        var y = Read(reader, channels, apart ? UnaryOp.Scale(spikes, 1) : spikes, weight);
        bool areFloats = spikes.HasValues;
        float[] values = y.Values.ToArray();
        if (!recording)
            return (values, [], areFloats);
        tape.Release(spikes);
        using var gradients = tape.Backward(ReduceOp.Sum(BinaryOp.Multiply(y, tape.Constant(y.Shape, RandomData.Normal(y.Shape.Count, 9)))));
        var all = network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray());
        if (weight is not null)
            all.Add("weight", gradients.Of(weight).ToArray());
        return (values, all, areFloats);
    }

    private static Tensor Read(string reader, int channels, Tensor spikes, Tensor? weight) => reader switch
    {
        "halving" => PoolOp.Average(PoolGeometry.Square((Side, Side), channels, 2, 2, 0), spikes),
        "windows" => PoolOp.Average(PoolGeometry.Square((Side, Side), channels, 3, 2, 1), spikes),
        "linear" => LinearOp.Apply(spikes, weight!, null),
        _ => ConvolutionOp.Apply(new ConvolutionPlan(ShapeOf(reader, channels)!.Value), spikes, weight!, null),
    };

    private static ConvolutionShape? ShapeOf(string reader, int channels) => reader switch
    {
        "3x3" => new ConvolutionShape(Side, Side, channels, 40, 3, 3, Padding: 1),
        "5x5 by 2" => new ConvolutionShape(Side, Side, channels, 24, 5, 5, Stride: 2, Padding: 2),
        "1x1" => new ConvolutionShape(Side, Side, channels, 24, 1, 1),
        "groups" => new ConvolutionShape(Side, Side, channels, 32, 3, 3, Padding: 1, Groups: 2),
        "depthwise" => new ConvolutionShape(Side, Side, channels, channels, 3, 3, Padding: 1, Groups: channels),
        _ => null,
    };

    private static Tensor? WeightOf(string reader, int channels, Tape tape)
    {
        if (reader == "linear")
            return tape.Variable(new Shape("IO", channels, 40), RandomData.Normal(channels * 40, 5));
        return ShapeOf(reader, channels) is not { } s
            ? null
            : tape.Variable(new Shape("HWIO", s.KernelHeight, s.KernelWidth, s.GroupInputs, s.OutputChannels), RandomData.Normal(s.WeightSize, 5));
    }
}
