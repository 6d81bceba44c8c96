using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Networks.Operations;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>LIAF neurons: values and gradients of their formulas in double.</summary>
public sealed class LiafTests : IDisposable
{
    private const int Steps = 4, Samples = 2, Features = 6;

    private readonly Engine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    /// <summary>Without a gradient through the reset the formula is smooth where no potential is at the threshold, so finite differences of it in double are its gradients.</summary>
    [Theory]
    [InlineData(2, false, LiafOutput.Potential)]
    [InlineData(2, true, LiafOutput.Potential)]
    [InlineData(1.25, false, LiafOutput.AboveThreshold)]
    public void ValuesAndGradients_AreThoseOfTheFormula(double tau, bool decay, LiafOutput output)
    {
        var neuron = new LiafNeuron { Tau = tau, DecayInput = decay, Output = output, Threshold = 0.7f, ResetGradient = ResetGradient.Detached };
        var layer = Layer(neuron);
        var x = Input();
        Tensor Run(Tape tape) => layer.Forward(tape.Use(x, true), new ForwardPass(tape) { TrainsParameters = true });
        using (var tape = new Tape(_engine, recording: false))
            Close.Relative([.. Formula(neuron, Doubles(x)).Select(v => (float)v)], Run(tape).Values, 1e-5, "values");

        var error = new GradientCheck(Run, [x]) { Reference = p => Formula(neuron, p[0]) }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    /// <summary>With a gradient through the reset: dH = dy [H > 0] + dV (1 - S - H g(H - threshold)), dV before it = (1 - 1/tau) dH, back through time, in double.</summary>
    [Fact]
    public void GradientThroughTheReset_IsThatOfTheSurrogate()
    {
        var neuron = new LiafNeuron { Threshold = 0.7f };
        var layer = Layer(neuron);
        var x = Input();
        using var tape = new Tape(_engine, recording: true);
        var y = layer.Forward(tape.Use(x, true), new ForwardPass(tape) { TrainsParameters = true });
        float[] weights = RandomData.Normal(y.Shape.Count, 8);

        using var gradients = tape.Backward(Saccade.Tensors.Ops.DotOp.Apply(y, tape.Constant(y.Shape, weights)));

        double[] charged = Charged(neuron, Doubles(x)), expected = new double[charged.Length];
        for (int i = 0; i < Samples * Features; i++)
        {
            double carry = 0;
            for (int t = Steps - 1; t >= 0; t--)
            {
                int at = t * Samples * Features + i;
                double h = charged[at], spike = h >= neuron.Threshold ? 1 : 0, surrogate = Math.Max(0, 1 - Math.Abs(h - neuron.Threshold));
                expected[at] = weights[at] * (h > 0 ? 1 : 0) + carry * (1 - spike - h * surrogate);
                carry = neuron.Keep * expected[at];
            }
        }

        Close.Relative([.. expected.Select(v => (float)v)], gradients.Of(x), 1e-5, "gradients");
    }

    [Fact]
    public void InPieces_GoesOnFromItsPotential_AndIsReadAgain()
    {
        var description = Nets.Of(new Flatten(), new Linear(Features), new Spiking(new LiafNeuron { Tau = 3, Output = LiafOutput.AboveThreshold, Threshold = 0.3f }), new Linear(2));
        var network = Network.Create(description, 1);
        float[] frames = Nets.Frames(Steps, Samples, 1), whole = Nets.Run(_engine, network, Steps, Samples, frames);
        var state = new NetworkState();

        float[] first = Nets.Run(_engine, network, 1, Samples, frames.AsSpan(0, frames.Length / Steps), pass => pass with { State = state });
        float[] rest = Nets.Run(_engine, network, Steps - 1, Samples, frames.AsSpan(frames.Length / Steps), pass => pass with { State = state });

        Assert.Equal(whole, first.Concat(rest));
        Assert.Equal(description, NetworkDescription.FromJson(description.ToJson()));
        Assert.Contains("tau must be at least 1, got 0.5", Assert.Throws<ArgumentException>(() => Network.Create(Nets.Of(new Flatten(), new Spiking(new LiafNeuron { Tau = 0.5 })), 1)).Message, StringComparison.Ordinal);
    }

    /// <summary>What is emitted are real numbers: the layer after it multiplies all of them.</summary>
    [Fact]
    public void LayerAfterIt_GetsRealNumbers()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(1, 2, 1), [new Flatten(), new Spiking(new LiafNeuron()), new Linear(3)]), 1);
        using var tape = new Tape(_engine, recording: false);
        var counter = new OperationCounter(CountCost.Accumulate);

        network.Forward(tape.Constant(new Shape("TNHWC", 1, 1, 1, 2, 1), new float[] { 2, 0.5f }), counter.Watching(new ForwardPass(tape)));

        var last = counter.Layers[^1];
        Assert.Equal((InputKind.Real, 2 * 3, 0), (last.Input!.Value, last.Count.MultiplyAdds, last.Count.Accumulates));
    }

    private static Layer Layer(LiafNeuron neuron) => Network.Create(Nets.Of(new Flatten(), new Linear(Features), new Spiking(neuron), new Linear(2)), 1).Layers[2];

    private static Parameter Input()
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNF", Steps, Samples, Features));
        RandomData.Normal(x.Values.Length, 9).CopyTo(x.Values, 0);
        return x;
    }

    private static double[] Formula(LiafNeuron neuron, double[] x)
        => [.. Charged(neuron, x).Select(h => Math.Max(0, neuron.Output == LiafOutput.Potential ? h : h - neuron.Threshold))];

    /// <summary>H of every step.</summary>
    private static double[] Charged(LiafNeuron neuron, double[] x)
    {
        double[] charged = new double[x.Length];
        for (int i = 0; i < Samples * Features; i++)
        {
            double potential = 0;
            for (int t = 0; t < Steps; t++)
            {
                int at = t * Samples * Features + i;
                charged[at] = (1 - 1 / neuron.Tau) * potential + x[at] / (neuron.DecayInput ? neuron.Tau : 1);
                potential = charged[at] >= neuron.Threshold ? 0 : charged[at];
            }
        }

        return charged;
    }

    private static double[] Doubles(Parameter parameter) => [.. parameter.Values.Select(v => (double)v)];
}
