using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks;

/// <summary>An image that is shown at every step: the first convolutions run once, and everything is as if it had been given step by step.</summary>
public sealed class SharedImageTests : IDisposable
{
    private const int Steps = 3, Samples = 2, Side = 6;

    private readonly Engine _engine = new(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public void Repeated_LogitsAreTheSameBits_AndGradientsThoseOfEveryStep(int convolutions)
    {
        LayerDescription[] first = [.. Enumerable.Repeat(new Convolution(4, Bias: true), convolutions)];
        var network = Network.Create(new NetworkDescription(new FrameSize(Side, Side, 3), [.. first, new BatchNorm(), new Spiking(new NeuronDescription { Threshold = 0.5f }), new Convolution(4), new Spiking(new NeuronDescription()), new Flatten(), new Linear(3)]), 3);
        float[] image = RandomData.Normal(Samples * Side * Side * 3, 5);
        float[] all = [.. Enumerable.Repeat(image, Steps).SelectMany(v => v)];

        var (logits, gradients) = Run(network, Steps, 1, all);
        var (shared, sharedGradients) = Run(network, 1, Steps, image);

        Assert.Equal(logits, shared);
        Assert.Contains(logits, v => v != 0);
        foreach (var (name, values) in gradients)
            Close.Relative(values, sharedGradients[name], 1e-5, name);
        Assert.Equal(gradients.Count, sharedGradients.Count);
        Assert.All(gradients.Values, values => Assert.Contains(values, v => v != 0));
    }

    [Fact]
    public void Repeated_TheFirstConvolutionSeesOneFrame()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(Side, Side, 3), [new Convolution(4), new BatchNorm(), new Spiking(new NeuronDescription()), new Flatten(), new Linear(3)]), 3);
        var steps = new List<int>();
        using var tape = new Tape(_engine, recording: false);

        network.Forward(tape.Constant(new Shape("TNHWC", 1, Samples, Side, Side, 3), RandomData.Normal(Samples * Side * Side * 3, 5)), new ForwardPass(tape) { Repeats = Steps, Watch = (_, y) => steps.Add(y.Shape[0]) });

        Assert.Equal([1, Steps, Steps, Steps, Steps], steps);
    }

    [Fact]
    public void SeveralFrames_CannotBeRepeated()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(2, 2), [new Flatten(), new Linear(3)]), 3);
        using var tape = new Tape(_engine, recording: false);

        Assert.Contains("got 2 frames of each sample to be repeated 2 times", Assert.Throws<ArgumentException>(() => network.Forward(tape.Constant(new Shape("TNHWC", 2, 1, 2, 2, 2), new float[16]), new ForwardPass(tape) { Repeats = 2 })).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private (float[] Logits, Dictionary<string, float[]> Gradients) Run(Network network, int frames, int repeats, float[] values)
    {
        using var tape = new Tape(_engine, recording: true);
        var logits = network.Forward(tape.Constant(new Shape("TNHWC", frames, Samples, Side, Side, 3), values), new ForwardPass(tape) { TrainsParameters = true, BatchNorm = BatchNormUse.Frozen, Repeats = repeats });
        float[] result = logits.Values.ToArray();
        using var gradients = tape.Backward(ReduceOp.Sum(BinaryOp.Multiply(logits, logits)));
        return (result, network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray()));
    }
}
