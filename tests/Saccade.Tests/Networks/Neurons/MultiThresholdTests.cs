using FsCheck;
using FsCheck.Fluent;
using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Neurons;

/// <summary>Neurons of several thresholds: what they become with one, what they conserve, and the formulas of their neighbours. Their gradients against differences are in <c>NeuronGradientTests</c>.</summary>
public sealed class MultiThresholdTests : IDisposable
{
    private const int Steps = 5, Samples = 2;

    private readonly Engine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void OneLevelWithHardReset_IsPlif()
    {
        var plif = new NeuronDescription { Kind = NeuronKind.Plif, ResetGradient = ResetGradient.Detached, Surrogate = new Surrogate.ATan() };

        Assert.Equal(plif, NeuronDescription.MultiThreshold with { Levels = 1, Reset = ResetKind.Hard });
    }

    /// <summary>Levels and channels have kernels of their own; with one level and equal channels these have the bits of PLIF's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void OneLevelWithHardReset_ByLayerAndByChannel_HasTheBitsOfPlif(int channels)
    {
        var plif = new NeuronParameters { Charge = Charge.LeakWithInput(0.5f), Reset = Reset.Hard(), ResetGradient = ResetGradient.Detached, Surrogate = new Surrogate.ATan() };
        var (one, each) = (Run(plif, 4), Run(NeuronChannels.Of([.. Enumerable.Repeat(plif with { Levels = 1 }, channels)], learnsReset: true), 4));

        Close.SameBits(one.Output, each.Output);
        Close.SameBits(one.Gradient, each.Gradient);
        Assert.Contains(one.Output, y => y == 1);
    }

    /// <summary>Without leak and with a soft reset, what goes in is what comes out and what is left: sum of I = threshold times the sum of o + v_T - v_0, also where o is at its most.</summary>
    [Fact]
    public void SoftReset_KeepsTheCharge_WhateverTheLevels()
        => Prop.ForAll<int[], byte, byte>((eighths, levels, threshold) =>
        {
            float[] x = [.. eighths.Select(e => e % 100 / 8f)]; // sums of eighths are exact
            var neuron = new NeuronParameters { Levels = 1 + levels % 4, Threshold = (1 + threshold % 16) / 8f };
            using var tape = new Tape(_engine, recording: false);
            var shape = new Shape("TNF", Math.Max(1, x.Length), 1, 1);
            var (y, end) = NeuronOp.ApplyFrom(neuron, tape.Constant(shape, x.Length == 0 ? [0f] : x), tape.Constant(shape.With(0, 1), [0.375f]));
            float[] o = y.Values.ToArray();
            return x.Sum() == neuron.Threshold * o.Sum() + end.Values[0] - 0.375f && o.All(v => v == (int)v && v >= 0 && v <= neuron.Levels);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Integer_IsTheRoundedAndClippedPotential()
    {
        var layer = Layer(NeuronDescription.Integer);
        float[] x = [.. RandomData.Normal(Steps * Samples * 3, 1).Select(v => 3 * v + 1)];
        float[] expected = new float[x.Length];
        for (int i = 0; i < 6; i++)
        {
            double u = 0, s = 0;
            for (int t = 0; t < Steps; t++)
            {
                u = 0.25 * (u - s) + x[t * 6 + i];
                expected[t * 6 + i] = (float)(s = Math.Clamp(Math.Floor(u + 0.5), 0, 4));
            }
        }

        Assert.Equal(expected, Forward(layer, x));
        Assert.Equal([0f, 1, 2, 3, 4], expected.Distinct().Order());
    }

    /// <summary>A slope of 1 from 0 to 4, none outside: the gradient of one step is that of the clipped identity.</summary>
    [Theory]
    [InlineData(-0.25f, 0)]
    [InlineData(0.25f, 1)]
    [InlineData(2.5f, 1)]
    [InlineData(3.75f, 1)]
    [InlineData(4.25f, 0)]
    public void Integer_HasTheSlopeOfTheClippedIdentity(float x, float slope)
    {
        using var tape = new Tape(_engine, recording: true);
        var input = new Parameter("x", ParameterKind.Weight, new Shape("TNF", 1, 1, 3));
        input.Values.AsSpan().Fill(x);

        var y = Layer(NeuronDescription.Integer).Forward(tape.Use(input, true), new ForwardPass(tape));
        using var gradients = tape.Backward(DotOp.Apply(y, tape.Constant(y.Shape, [1, 1, 1])));

        Assert.Equal([slope, slope, slope], gradients.Of(input).ToArray());
    }

    [Fact]
    public void Mlf_IsTheSumOfItsMembranes()
    {
        var layer = Layer(new MultiLevelNeuron());
        float[] x = [.. RandomData.Normal(Steps * Samples * 3, 2).Select(v => 2 * v + 1)];
        float[] expected = new float[x.Length];
        for (int i = 0; i < 6; i++)
        {
            double[] u = new double[3], s = new double[3];
            for (int t = 0; t < Steps; t++)
            {
                for (int k = 0; k < 3; k++)
                {
                    u[k] = 0.25 * u[k] * (1 - s[k]) + x[t * 6 + i];
                    s[k] = u[k] > 0.6f + k ? 1 : 0;
                }

                expected[t * 6 + i] = (float)s.Sum();
            }
        }

        Assert.Equal(expected, Forward(layer, x));
        Assert.Equal([0f, 1, 2, 3], expected.Distinct().Order());
        using var tape = new Tape(_engine, recording: false);
        Assert.Equal((3, (long)expected.Sum()), (layer.Levels, layer.CountSpikes(tape.Constant(new Shape("TNF", Steps, Samples, 3), expected))));
    }

    /// <summary>The gradient of each membrane is that of a neuron of its own.</summary>
    [Fact]
    public void Mlf_HasTheGradientsOfItsMembranes()
    {
        float[] x = [.. RandomData.Normal(Steps * Samples * 3, 2).Select(v => v + 1)], weights = RandomData.Normal(x.Length, 3);
        float[] expected = new float[x.Length];
        for (int k = 0; k < 3; k++)
        {
            var single = Layer(new NeuronDescription { Tau = 1 / 0.75, DecayInput = false, Threshold = 0.6f + k, FireRule = FireRule.Above, Surrogate = new Surrogate.Rectangle() });
            expected = [.. expected.Zip(Gradient(single, x, weights), (a, b) => a + b)];
        }

        Close.Relative(expected, Gradient(Layer(new MultiLevelNeuron()), x, weights), 1e-5);
    }

    [Theory]
    [InlineData("i-lif")]
    [InlineData("mlf")]
    [InlineData("multi-threshold")]
    public void StepByStep_EqualsAllStepsAtOnce(string name)
    {
        NeuronModel neuron = name switch { "i-lif" => NeuronDescription.Integer, "mlf" => new MultiLevelNeuron(), _ => NeuronDescription.MultiThreshold with { Threshold = 0.25f } };
        var network = Nets.Trained(Nets.Two(new Spiking(neuron)), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4);
        var state = new NetworkState();
        int step = Samples * Nets.Input.Count;

        float[] single = [.. Enumerable.Range(0, Steps).SelectMany(t => Nets.Run(_engine, network, 1, Samples, frames.AsSpan(t * step, step), pass => pass with { State = state }))];

        Close.SameBits(Nets.Run(_engine, network, Steps, Samples, frames), single);
        Assert.Contains(Nets.Output(_engine, network, "6", Steps, Samples, frames), v => v != 0);
    }

    [Theory]
    [InlineData(0, 0.5f, 1, "1 to 63 membranes, got 0")]
    [InlineData(3, 1, 1, "at least 0 and below 1, got 1")]
    [InlineData(3, 0.5f, -1, "got -1 and 1")]
    public void Mlf_OutOfRange_SaysSo(int membranes, float decay, float threshold, string expected)
        => Assert.Contains(expected, new MultiLevelNeuron { Membranes = membranes, Decay = decay, Threshold = threshold }.Problem()!, StringComparison.Ordinal);

    private static NeuronLayer Layer(NeuronModel neuron)
        => (NeuronLayer)Network.Create(Nets.Of(new Flatten(), new Linear(3), new Spiking(neuron)), 1).Layers[2];

    private float[] Forward(Layer layer, float[] x)
    {
        using var tape = new Tape(_engine, recording: false);
        return layer.Forward(tape.Constant(new Shape("TNF", Steps, Samples, 3), x), new ForwardPass(tape)).Values.ToArray();
    }

    private float[] Gradient(Layer layer, float[] values, float[] weights)
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNF", Steps, Samples, 3));
        values.CopyTo(x.Values, 0);
        using var tape = new Tape(_engine, recording: true);
        var y = layer.Forward(tape.Use(x, true), new ForwardPass(tape));
        using var gradients = tape.Backward(DotOp.Apply(y, tape.Constant(y.Shape, weights)));
        return gradients.Of(x).ToArray();
    }

    private (float[] Output, float[] Gradient) Run(NeuronChannels neurons, int features)
    {
        var shape = new Shape("TNF", Steps, 300, features);
        var x = new Parameter("x", ParameterKind.Weight, shape);
        RandomData.Normal(shape.Count, 1).CopyTo(x.Values, 0);
        using var tape = new Tape(_engine, recording: true);
        var y = NeuronOp.Apply(neurons, tape.Use(x, true));
        float[] output = y.Values.ToArray();
        using var gradients = tape.Backward(DotOp.Apply(y, tape.Constant(shape, RandomData.Normal(shape.Count, 2))));
        return (output, gradients.Of(x).ToArray());
    }
}
