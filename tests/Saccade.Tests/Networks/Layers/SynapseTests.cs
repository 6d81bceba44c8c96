using FsCheck;
using FsCheck.Fluent;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Filters along time against their formulas in double, step by step against all at once, and what they conserve.</summary>
public sealed class SynapseTests : IDisposable
{
    private const int Steps = 6, Samples = 2, Channels = 3;

    private readonly Engine _engine = new(2);

    public static TheoryData<string> Filters => ["convolution", "convolution, sum 1", "first order", "first order, free gain"];

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Filters))]
    public void ValueAndGradient_AreThoseOfTheFormula(string filter)
    {
        var layer = Layer(filter);
        var x = Input(RandomData.Normal(Steps * Samples * Channels, 3));
        double[] parameter = Doubles(layer.Parameters[0].Values);

        Close.Relative([.. Formula(filter, Doubles(x.Values), parameter).Select(v => (float)v)], Run(layer, x.Values), 1e-5);
        var error = new GradientCheck(tape => layer.Forward(tape.Use(x, true), new ForwardPass(tape) { TrainsParameters = true }), [x, .. layer.Parameters])
        {
            Reference = values => Formula(filter, values[0], values[1]),
            Step = 1e-3,
        }.Worst(_engine);
        Assert.True(error.Relative < 1e-5, error.ToString());
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    [Fact]
    public void Convolution_BeginsAsTheIdentity()
    {
        float[] x = RandomData.Normal(Steps * Samples * Channels, 3);

        Close.SameBits(x, Run(Start("convolution"), x));
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void StepByStep_EqualsAllAtOnceToTheBit(string filter)
    {
        var layer = Layer(filter);
        float[] x = RandomData.Normal(Steps * Samples * Channels, 3);
        foreach (int[] pieces in (int[][])[[1, 1, 1, 1, 1, 1], [2, 1, 3], [5, 1]])
        {
            var state = new NetworkState();
            List<float> streamed = [];
            foreach (int steps in pieces)
                streamed.AddRange(Run(layer, x.AsSpan(streamed.Count, steps * Samples * Channels).ToArray(), steps, state));

            Close.SameBits(Run(layer, x), [.. streamed], $"{filter}, {pieces.Length} pieces");
        }
    }

    /// <summary>Gradients through pieces on one tape are those of all steps at once.</summary>
    [Theory]
    [MemberData(nameof(Filters))]
    public void Gradients_PassThroughTheState(string filter)
    {
        var layer = Layer(filter);
        var x = Input(RandomData.Normal(Steps * Samples * Channels, 3));
        Tensor InPieces(Tape tape)
        {
            var pass = new ForwardPass(tape) { TrainsParameters = true, State = new NetworkState() };
            var all = tape.Use(x, true);
            return ConcatenateOp.Apply('T', Array.ConvertAll([(0, 1), (1, 3), (4, 2)], ((int Start, int Count) p) => layer.Forward(SliceOp.Apply(all, 'T', p.Start, p.Count), pass)));
        }

        var error = new GradientCheck(InPieces, [x, .. layer.Parameters]) { Reference = values => Formula(filter, values[0], values[1]), Step = 1e-3 }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void LaterInputs_NeverChangeEarlierOutputs(string filter)
    {
        var layer = Layer(filter);
        float[] x = RandomData.Normal(Steps * Samples * Channels, 3), changed = [.. x];
        const int from = 4 * Samples * Channels;
        changed.AsSpan(from).Fill(9);

        float[] before = Run(layer, x), after = Run(layer, changed);

        Close.SameBits(before.AsSpan(0, from), after.AsSpan(0, from));
        Assert.NotEqual(before[from..], after[from..]);
    }

    /// <summary>With a sum of 1, what went in is what came out and what the filter still holds; a constant input is approached from below and never passed.</summary>
    [Theory]
    [InlineData("convolution, sum 1")]
    [InlineData("first order")]
    public void SumOfOne_KeepsTheCharge_AndApproachesAStepSteadily(string filter)
    {
        var layer = Layer(filter);
        Prop.ForAll<int[]>(counts =>
        {
            float[] x = [.. counts.Take(Steps).SelectMany(c => Enumerable.Repeat((float)Math.Abs(c % 50), Samples * Channels))];
            float[] drained = [.. x, .. new float[60 * Samples * Channels]]; // nothing comes in any more, what is held comes out
            double into = x.Sum(v => (double)v), outOf = Run(layer, drained, drained.Length / (Samples * Channels)).Sum(v => (double)v);
            return Math.Abs(into - outOf) <= 1e-5 * (1 + into);
        }).QuickCheckThrowOnFailure();

        float[] step = [.. Enumerable.Repeat(1f, Steps * Samples * Channels)], y = Run(layer, step);
        for (int i = Samples * Channels; i < y.Length; i++)
            Assert.InRange(y[i], y[i - Samples * Channels] - 1e-6f, 1 + 1e-6f);
    }

    [Theory]
    [InlineData(SynapsePlace.Input, 1)]
    [InlineData(SynapsePlace.Every, 3)]
    public void Presets_HaveThemBeforeTheirActivations(SynapsePlace place, int expected)
    {
        var architecture = new ArchitectureDescription.SmallCnn { Synapses = [new Synapse(new SynapticFilter.FirstOrder())], SynapsesAt = place };
        var layers = architecture.Describe(new FrameSize(34, 34), 10, new Relu()).Layers;

        Assert.Equal(expected, layers.Count(layer => layer is Synapse));
        Assert.IsType<BatchNorm>(layers[1]);
        Assert.IsType<Synapse>(layers[2]);
        Assert.IsType<Relu>(layers[3]);
    }

    [Theory]
    [InlineData(SynapsePlace.Input)]
    [InlineData(SynapsePlace.Every)]
    public void Presets_HaveThemInBranches(SynapsePlace place)
    {
        var architecture = new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small, Synapses = [new Synapse(new SynapticFilter.Convolution())], SynapsesAt = place };
        var network = Network.Blank(architecture.Describe(new FrameSize(16, 16), 10, new Relu()));

        Assert.Equal(place == SynapsePlace.Input ? 1 : network.AllLayers.Count(layer => layer is ReluLayer), network.AllLayers.Count(layer => layer is SynapseLayer));
        Assert.True(network.AllLayers.Count(layer => layer is ReluLayer) > 10);
    }

    [Fact]
    public void OutOfRange_SaysSo()
    {
        Assert.Contains("at least 2 steps, got 1", Assert.Throws<ArgumentException>(() => new Synapse(new SynapticFilter.Convolution(1)).OutputOf(FeatureSize.Flat(2))).Message, StringComparison.Ordinal);
        Assert.Contains("above 0 and below 1, got 0", Assert.Throws<ArgumentException>(() => new Synapse(new SynapticFilter.FirstOrder(0)).OutputOf(FeatureSize.Flat(2))).Message, StringComparison.Ordinal);
    }

    private static double[] Formula(string filter, double[] x, double[] parameter)
    {
        const int row = Samples * Channels;
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % Channels;
            if (filter.StartsWith("first", StringComparison.Ordinal))
            {
                double b = 1 / (1 + Math.Exp(-parameter[c]));
                y[i] = (i < row ? 0 : b * y[i - row]) + (filter == "first order" ? 1 - b : 1) * x[i];
                continue;
            }

            double[] g = [.. Enumerable.Range(0, 3).Select(k => parameter[k * Channels + c])];
            if (filter.EndsWith("sum 1", StringComparison.Ordinal))
                g = [.. g.Select(v => Math.Exp(v) / g.Sum(Math.Exp))];
            for (int k = 0; k < 3 && i - k * row >= 0; k++)
                y[i] += g[k] * x[i - k * row];
        }

        return y;
    }

    private static Layer Start(string filter) => Network.Create(
        Nets.Of(new Flatten(), new Linear(Channels), new Synapse(filter switch
        {
            "convolution" => new SynapticFilter.Convolution(),
            "convolution, sum 1" => new SynapticFilter.Convolution(SumToOne: true),
            "first order" => new SynapticFilter.FirstOrder(),
            _ => new SynapticFilter.FirstOrder(0.4, UnitGain: false),
        })), 1).Layers[2];

    /// <summary>A layer that has learned something.</summary>
    private static Layer Layer(string filter)
    {
        var layer = Start(filter);
        float[] values = layer.Parameters[0].Values, moves = RandomData.Normal(values.Length, 7);
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] / 3 + 0.5f * moves[i];
        return layer;
    }

    private static Parameter Input(float[] values)
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNF", Steps, Samples, Channels));
        values.CopyTo(x.Values, 0);
        return x;
    }

    private static double[] Doubles(float[] values) => [.. values.Select(v => (double)v)];

    private float[] Run(Layer layer, float[] x, int steps = Steps, NetworkState? state = null)
    {
        using var tape = new Tape(_engine, recording: false);
        return layer.Forward(tape.Constant(new Shape("TNF", steps, Samples, Channels), x), new ForwardPass(tape) { State = state }).Values.ToArray();
    }
}
