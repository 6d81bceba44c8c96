using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Extensions.Samples;

/// <summary>The gradients of this project against central differences of the definitions in float64.</summary>
public sealed class GradientTests : IDisposable
{
    private const double Rounding = 1e-4; // float32 sums of some dozen numbers

    private readonly Engine _engine = new(1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Operation()
    {
        var x = Variable("NF", [2, 4], -30, -2, -0.4f, -0.1f, 0.1f, 0.3f, 2, 20);
        var check = new GradientCheck(tape => SoftLogOp.Apply(tape.Use(x)), x) { Reference = points => [.. points[0].Select(SoftLogOp.Formula)] };

        Assert.True(check.Worst(_engine).Relative < Rounding, check.Worst(_engine).ToString());
    }

    [Fact]
    public void Layer_WithItsParameter()
    {
        var layer = Build(new SoftLog { Gain = 2 }, 3);
        var x = Variable("TNF", [1, 2, 3], -3, -1, 0.5f, 1, 2, 4);
        var check = new GradientCheck(tape => layer.Forward(tape.Use(x), Training(tape)), [x, .. layer.Parameters])
        {
            Reference = points => [.. points[0].Select((value, i) => SoftLogOp.Formula(value * points[1][i % 3]))],
        };

        Assert.True(check.Worst(_engine).Relative < Rounding, check.Worst(_engine).ToString());
    }

    [Fact]
    public void Neuron_OverTwoSteps_WithItsSurrogate()
    {
        // A spike jumps, so its stand-in is compared: the soft step whose derivative the surrogate is. The first step stays far below the threshold, where both are 0.
        var surrogate = new RaisedCosine(0.5f);
        var neuron = new TiringNeuron { Decay = 0.5f, Surrogate = surrogate };
        var layer = Build(new Spiking(neuron), 3);
        var x = Variable("TNF", [2, 1, 3], -0.2f, 0.1f, 0.3f, 0.8f, 0.9f, 1.1f);
        var check = new GradientCheck(tape => layer.Forward(tape.Use(x), Training(tape)), x)
        {
            Reference = points => [0, 0, 0, .. Enumerable.Range(0, 3).Select(i => surrogate.Integral(neuron.Decay * points[0][i] + points[0][3 + i] - 1))],
        };

        Assert.True(check.Worst(_engine).Relative < Rounding, check.Worst(_engine).ToString());
    }

    [Fact]
    public void Loss()
    {
        var loss = new FiringRate { Target = 0.25f };
        var x = Variable("TNF", [2, 2, 2], 0, 1, 1, 0, 0, 0, 1, 1);
        var check = new GradientCheck(tape => loss.Of(tape.Use(x)), x)
        {
            Reference = points => [Enumerable.Range(0, 2).Average(channel => Math.Pow(Enumerable.Range(0, 4).Average(row => points[0][2 * row + channel]) - loss.Target, 2))],
        };

        Assert.True(check.Worst(_engine).Relative < Rounding, check.Worst(_engine).ToString());
    }

    private static ForwardPass Training(Tape tape) => new(tape) { TrainsParameters = true };

    private static Parameter Variable(string axes, int[] extents, params float[] values)
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape(axes, extents));
        values.CopyTo(x.Values, 0);
        return x;
    }

    /// <summary>The first layer of a network of frames of one pixel.</summary>
    private static Layer Build(LayerDescription description, int features)
        => Network.Create(new NetworkDescription(new FrameSize(1, 1, features), [new Flatten(), description, new Linear(2)]), seed: 1).Layers[1];
}
