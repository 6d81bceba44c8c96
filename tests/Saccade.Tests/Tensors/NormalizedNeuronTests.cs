using Saccade.Kernels.Neurons;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Neurons behind a batch norm are run in one pass with it: what comes out must have the bits of the separate passes.</summary>
public sealed class NormalizedNeuronTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (string neuron in (string[])["IF", "LIF", "PLIF", "learned threshold", "levels", "by channel"])
            {
                foreach (var (channels, side) in ((int, int)[])[(1, 7), (3, 11), (10, 23), (32, 9), (64, 13), (100, 5), (192, 5), (384, 3), (512, 3), (1024, 2), (1500, 2)])
                    cases.Add(neuron, channels, side);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OnePass_HasTheBitsOfSeparatePasses(string neuron, int channels, int side)
    {
        foreach (int threads in (int[])[1, 3])
        {
            using var engine = new Engine(threads);
            foreach (bool carried in (bool[])[false, true])
            {
                var separate = Run(engine, neuron, channels, side, apart: true, carried);
                var fused = Run(engine, neuron, channels, side, apart: false, carried);

                Assert.Equal(carried ? 2 : 0, separate.Keys.Count(k => k is "dstart" or "end"));
                foreach (var (name, expected) in separate)
                    Close.SameBits(expected, fused[name], $"{name}, {threads} threads, carried: {carried}");
                Assert.Equal(0, engine.Pool.LentBytes);
            }
        }
    }

    [Theory]
    [InlineData("LIF", 32, 5)]
    [InlineData("levels", 10, 23)]
    [InlineData("by channel", 10, 23)]
    [InlineData("by channel", 100, 5)]
    public void Spikes_AreThereAgain_AfterTheirMemoryWasReleased(string neuron, int channels, int side)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: true);
        var (y, _) = Spikes(tape, neuron, channels, side, apart: false, carried: false, out _);
        float[] before = y.Values.ToArray();
        long lent = engine.Pool.LentBytes;

        tape.Release(y);
        Assert.Equal(lent - before.Length * sizeof(float), engine.Pool.LentBytes);
        Close.SameBits(before, y.Values, "spikes from their bits");
    }

    private static Dictionary<string, float[]> Run(Engine engine, string neuron, int channels, int side, bool apart, bool carried)
    {
        using var tape = new Tape(engine, recording: true);
        var (y, end) = Spikes(tape, neuron, channels, side, apart, carried, out var variables);
        float[] spikes = y.Values.ToArray();
        tape.Release(y);
        var weights = tape.Constant(y.Shape, RandomData.Normal(y.Shape.Count, 5));
        float[] last = end?.Values.ToArray() ?? [];
        var loss = DotOp.Apply(y, weights);
        if (end is not null)
            loss = BinaryOp.Add(loss, DotOp.Apply(end, tape.Constant(end.Shape, RandomData.Normal(end.Shape.Count, 6))));
        using var gradients = tape.Backward(loss);
        var result = variables.ToDictionary(v => v.Name, v => gradients.Of(v.Tensor).ToArray());
        if (end is not null)
            result["end"] = last;
        result["spikes"] = spikes;
        return result;
    }

    private static (Tensor Spikes, Tensor? End) Spikes(Tape tape, string neuron, int channels, int side, bool apart, bool carried, out List<(string Name, Tensor Tensor)> variables)
    {
        const int steps = 4, samples = 2;
        var shape = new Shape("TNHWC", steps, samples, side, side, channels);
        var x = tape.Variable(shape, RandomData.Normal(shape.Count, 1));
        var scale = tape.Variable(new Shape("C", channels), [.. RandomData.Normal(channels, 2).Select(v => 1 + 0.1f * v)]);
        var shift = tape.Variable(new Shape("C", channels), [.. RandomData.Normal(channels, 3).Select(v => 0.5f * v)]);
        variables = [("dx", x), ("dscale", scale), ("dshift", shift)];
        var normalized = BatchNormOp.Train(x, scale, shift, 1e-5, [], [], 0.1);
        if (apart)
            normalized = ReshapeOp.Apply(normalized, shape); // a copy: neurons no longer see where it came from

        var parameters = new NeuronParameters { Charge = neuron is "IF" ? Charge.Integrate : Charge.LeakWithInput(0.5f), Reset = Reset.Hard() };
        var neurons = neuron switch
        {
            "levels" => parameters with { Levels = 5, Threshold = 0.3f, OutputHeight = 0.3f, Reset = Reset.Soft },
            "by channel" => NeuronChannels.Of([.. Enumerable.Range(0, channels).Select(c => parameters with { Levels = 2, Threshold = 0.5f + c % 7 * 0.1f, OutputHeight = 1 + c % 3 })]),
            _ => parameters,
        };
        var each = new Shape("C", neurons.Count);
        var scalar = neuron switch
        {
            "PLIF" => tape.Variable(each, [0]),
            "learned threshold" or "by channel" or "levels" => tape.Variable(each, [.. Enumerable.Range(0, neurons.Count).Select(c => neurons[c].Threshold)]),
            _ => null,
        };
        if (scalar is not null)
            variables.Add(("dscalar", scalar));
        var constants = new NeuronConstants { Threshold = neuron == "PLIF" ? null : scalar, Membrane = neuron == "PLIF" ? scalar : null };
        if (!carried)
            return (NeuronOp.Apply(neurons, normalized, constants), null);

        var start = tape.Variable(shape.With(0, 1), RandomData.Normal(shape.Count / steps, 4));
        variables.Add(("dstart", start));
        return NeuronOp.ApplyFrom(neurons, normalized, start, constants);
    }
}
