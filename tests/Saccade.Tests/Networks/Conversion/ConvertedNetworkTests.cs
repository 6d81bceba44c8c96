using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Conversion;

/// <summary>What the theory of conversion promises (Bu et al. 2022, arXiv 2303.04347, theorems 1 and 2), and its options.</summary>
public sealed class ConvertedNetworkTests : IDisposable
{
    private const int Samples = 4;
    private static readonly float[] _image = Nets.Frames(1, Samples, 3);
    private readonly Engine _engine = new(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void OneLayer_ConstantInputAndAsManyStepsAsLevels_EqualsTheQuantisedNetwork(int levels)
    {
        var ann = Nets.Trained(OneLayer(levels), 6);
        var snn = SpikingConversion.Convert(ann);
        float threshold = ann.Layers.OfType<QuantisedLayer>().Single().Threshold.Values[0];

        float[] activation = Nets.Output(_engine, ann, "2", 1, Samples, _image);
        float[] average = Average(Nets.Output(_engine, snn, "2", levels, Samples, Constant(levels)), levels);
        float[] logits = Average(Nets.Run(_engine, snn, levels, Samples, Constant(levels)), levels);

        // A few roundings of potentials up to `levels` thresholds; one spike more or less would be threshold / levels.
        Close.Relative(activation, average, 1e-6, "activation", absolute: 1e-5 * threshold);
        Close.Relative(Nets.Run(_engine, ann, 1, Samples, _image), logits, 1e-5, "logits");
        Assert.True(activation.Distinct().Count() > Math.Min(levels, 3));
    }

    /// <summary>A neuron of as many levels as the activation says in one step what it says.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void OneLayer_OneStepOfAsManyLevels_EqualsTheQuantisedNetwork(int levels)
    {
        var ann = Nets.Trained(OneLayer(levels), 6);
        var snn = SpikingConversion.Convert(ann, NeuronDescription.Converted with { Levels = levels });
        float threshold = ann.Layers.OfType<QuantisedLayer>().Single().Threshold.Values[0];

        float[] activation = Nets.Output(_engine, ann, "2", 1, Samples, _image), spikes = Nets.Output(_engine, snn, "2", 1, Samples, _image);

        Close.Relative(activation, spikes, 1e-6, "activation", absolute: 1e-5 * threshold);
        Assert.True(activation.Distinct().Count() > Math.Min(levels, 3));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(50)]
    public void OneLayer_AnyNumberOfSteps_HasNoErrorInTheMean(int steps)
    {
        // Inputs uniform in [0, threshold]: the average output is theirs, because neurons start at half the threshold.
        var ann = Network.Create(new NetworkDescription(new FrameSize(100, 100), [new Quantised(8, 2), new Flatten(), new Linear(2)]), 1);
        var snn = SpikingConversion.Convert(ann);
        float[] x = [.. Enumerable.Range(0, 20_000).Select(i => 2 * (i + 0.5f) / 20_000)];
        using var tape = new Tape(_engine, recording: false);
        double mean = 0;

        snn.Forward(
            tape.Constant(new Shape("TNHWC", steps, 1, 100, 100, 2), [.. Enumerable.Repeat(x, steps).SelectMany(v => v)]),
            new ForwardPass(tape) { Watch = (layer, y) => mean = layer.Path == "0" ? y.Values.ToArray().Average() : mean });

        Assert.Equal(1, mean, 1e-3);
    }

    [Fact]
    public void Deep_ManySteps_ApproachTheQuantisedNetwork()
    {
        var ann = Nets.Trained(Nets.Two(new Quantised(32)), 6);
        var snn = SpikingConversion.Convert(ann);
        float[] expected = Nets.Run(_engine, ann, 1, Samples, _image);

        double Error(int steps) => Average(Nets.Run(_engine, snn, steps, Samples, Constant(steps)), steps).Zip(expected, (a, b) => Math.Abs(a - b)).Average();

        double few = Error(4), many = Error(256);
        Assert.True(many < few / 4 && many < 0.05 * expected.Max(Math.Abs), $"mean error {few} after 4 steps, {many} after 256");
    }

    [Fact]
    public void Spikes_HaveTheHeightOfTheThresholdOrOne()
    {
        var ann = Nets.Trained(Nets.Two(new Quantised(4)), 6);
        var snn = SpikingConversion.Convert(ann);
        var unit = SpikingConversion.Convert(ann, NeuronDescription.Converted with { Height = SpikeHeight.Unit });
        var layer = (SpikingLayer)snn.Layers[2];
        float threshold = ((QuantisedLayer)ann.Layers[2]).Threshold.Values[0];

        Assert.Equal([0, threshold], Nets.Output(_engine, snn, "2", 5, Samples, Constant(5)).Distinct().Order());
        Assert.Equal([0, 1f], Nets.Output(_engine, unit, "2", 5, Samples, Constant(5)).Distinct().Order());
        Assert.Equal((threshold, 1), (layer.SpikeHeight, ((SpikingLayer)unit.Layers[2]).SpikeHeight));

        // The first layer fires alike; only what a spike carries differs.
        Assert.Equal(
            Nets.Output(_engine, snn, "2", 5, Samples, Constant(5)).Select(v => v > 0), Nets.Output(_engine, unit, "2", 5, Samples, Constant(5)).Select(v => v > 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threshold_HasAGradientOnlyIfItIsTrained(bool trained)
    {
        var snn = SpikingConversion.Convert(Nets.Trained(Nets.Two(new Quantised(4)), 6), NeuronDescription.Converted with { TrainThreshold = trained });
        using var tape = new Tape(_engine, recording: true);
        var logits = snn.Forward(tape.Constant(Nets.Shape(4, Samples), Constant(4)), new ForwardPass(tape) { TrainsParameters = true });
        using var gradients = tape.Backward(DotOp.Apply(logits, logits));

        foreach (var layer in snn.AllLayers.OfType<SpikingLayer>())
        {
            Assert.Equal(trained, gradients.Has(layer.Threshold!));
            if (trained)
                Assert.NotEqual(0, gradients.Of(layer.Threshold!)[0]);
        }
    }

    [Fact]
    public void MaxPool_OfSpikes_IsTheHeightOrNothing()
    {
        var ann = Nets.Trained(Nets.Two(new Quantised(4), new MaxPool()), 6);
        var snn = SpikingConversion.Convert(ann);
        float threshold = ((SpikingLayer)snn.Layers[2]).SpikeHeight;

        float[] pooled = Nets.Output(_engine, snn, "3", 5, Samples, Constant(5));

        Assert.Equal([0, threshold], pooled.Distinct().Order());
        Assert.All(Nets.Run(_engine, snn, 5, Samples, Constant(5)), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void StrictFiring_DiffersOnTheBoundaryOnly()
    {
        // IF with threshold 1 and start 1/2; at 1/4 input the potential meets the threshold exactly.
        static NetworkDescription Direct() => new(new FrameSize(1, 1, 3), [new Quantised(4, 1), new Flatten(), new Linear(1)]);
        float[] Spikes(FireRule rule)
        {
            var snn = SpikingConversion.Convert(Network.Create(Direct(), 1), NeuronDescription.Converted with { FireRule = rule });
            using var tape = new Tape(_engine, recording: false);
            float[] y = [];
            snn.Forward(
                tape.Constant(new Shape("TNHWC", 4, 1, 1, 1, 3), [.. Enumerable.Repeat<float[]>([.5f, .25f, .3f], 4).SelectMany(v => v)]),
                new ForwardPass(tape) { Watch = (layer, output) => y = layer.Path == "0" ? output.Values.ToArray() : y });
            return y;
        }

        Assert.Equal([1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0], Spikes(FireRule.AtOrAbove));
        Assert.Equal([0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0], Spikes(FireRule.Above));
    }

    [Fact]
    public void Convert_InsideResidualBlocks_AndKeepsStatisticsAndNames()
    {
        LayerDescription q = new Quantised(4);
        var ann = Nets.Trained(
            Nets.Of(Branches.Add([new Convolution(2), new BatchNorm(), q], [q]), q, new Flatten(), new Linear(2)), 6);

        var snn = SpikingConversion.Convert(ann);

        Assert.Equal(["0.body.2", "0.shortcut.0", "1"], snn.AllLayers.OfType<SpikingLayer>().Select(l => l.Path));
        Assert.DoesNotContain(snn.AllLayers, l => l is QuantisedLayer);
        foreach (var (a, b) in ann.Parameters.Zip(snn.Parameters))
        {
            Assert.Equal((a.Name, a.Kind), (b.Name, b.Kind));
            Close.SameBits(a.Values, b.Values, a.Name);
        }
    }

    [Fact]
    public void Convert_ThresholdThatTrainingMadeUseless_IsRaisedToTheSmallest()
    {
        var ann = Nets.Trained(OneLayer(4), 6);
        var threshold = ann.Layers.OfType<QuantisedLayer>().Single().Threshold;
        threshold.Values[0] = -3;

        var snn = SpikingConversion.Convert(ann);

        Assert.Equal(SpikingLayer.SmallestThreshold, snn.Layers.OfType<SpikingLayer>().Single().Threshold!.Values[0]);
        Assert.Equal(-3, threshold.Values[0]);
    }

    [Fact]
    public void Convert_WhatCannotBe_SaysWhy()
    {
        var ann = Network.Create(OneLayer(4), 1);
        var mixed = Network.Create(Nets.Of(new Quantised(), new Relu(), new Flatten(), new Linear(2)), 1);

        Assert.Contains("threshold as a parameter", Assert.Throws<ArgumentException>(() => SpikingConversion.Convert(ann, new NeuronDescription())).Message, StringComparison.Ordinal);
        Assert.Contains("layer 1 is a ReLU", Assert.Throws<ArgumentException>(() => SpikingConversion.Convert(mixed)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private static NetworkDescription OneLayer(int levels) => Nets.Of(
        new Convolution(6), new BatchNorm(), new Quantised(levels), new AveragePool(),
        new Flatten(), new Linear(3));

    private static float[] Constant(int steps) => [.. Enumerable.Repeat(_image, steps).SelectMany(v => v)];

    private static float[] Average(float[] values, int steps)
    {
        int step = values.Length / steps;
        return [.. Enumerable.Range(0, step).Select(i => (float)Enumerable.Range(0, steps).Average(t => (double)values[t * step + i]))];
    }
}
