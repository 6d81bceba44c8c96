using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Training.Loops;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;
using Xunit;

namespace Saccade.Tests.Training.Loops;

public sealed class LayerComparisonTests
{
    private const int Steps = 4;

    private static readonly Network _network = Network.Create(
        new NetworkDescription(new FrameSize(1, 4, 1), [new Flatten(), new Spiking(NeuronDescription.Converted with { Threshold = 2 }), new Linear(2)]), seed: 1);

    /// <summary>
    /// By hand, in thresholds, with T = 4 and a start at 1/2. Neuron 0 gets 1.5 and fires 4 times: 0.5 is clipped. Neuron 1 gets 0.3, for which theorem 1 of QCFS gives floor(1.2 + 0.5) = 1
    /// spike, but fires 2: 0.05 is quantisation, 0.25 unevenness, and it ends at 0.5 + 1.2 - 2 = -0.3. Neuron 2 gets -0.5 and rests. Neuron 3 gets 0.5, which is 2 spikes, but fires
    /// once: 0.25 is unevenness, and it ends at 0.5 + 2 - 1 = 1.5.
    /// </summary>
    [Fact]
    public void Errors_AreThoseCountedByHand()
    {
        var layer = _network.AllLayers.OfType<SpikingLayer>().Single();

        var result = LayerComparison.Of(layer, [2, 0.5f, 0, 1], Record([1.5f, 0.3f, -0.5f, 0.5f], [4, 2, 0, 1]));

        Assert.Equal((0.125, 0.0125, 0.125), (Round(result.Errors!.Clipping), Round(result.Errors.Quantisation), Round(result.Errors.Unevenness)));
        Assert.Equal((0.5, 0.25, 1.5), (result.Errors.Residual, result.Errors.Silent, Round(result.Errors.Reach)));
        Assert.Equal((0.125, 0.25, 7.0 / 16), (Round(result.MeanError), Round(result.MaxError), result.FiringRate)); // against 1, 0.25, 0 and 0.5
        Assert.Equal([ConversionWarning.ThresholdBelow, ConversionWarning.ResidualPotential], result.Warnings());
    }

    [Theory]
    [InlineData(0.1f, 0, ConversionWarning.DeadLayer, "is dead")]
    [InlineData(0.3f, 1, ConversionWarning.ThresholdFarAbove, "far above the activations")]
    public void Warnings_NameTheCause(float current, int spikes, ConversionWarning expected, string words)
    {
        var layer = _network.AllLayers.OfType<SpikingLayer>().Single();

        var result = LayerComparison.Of(layer, [0, 0, 0, 0], Record([current, current, current, current], [spikes, spikes, spikes, spikes]));

        Assert.Equal(expected, Assert.Single(result.Warnings()));
        Assert.Contains(words, result.Explain(expected, "3"), StringComparison.Ordinal);
    }

    [Fact]
    public void WellConvertedLayer_HasNoWarning_NorHasOneOfAnOldLog()
    {
        var layer = _network.AllLayers.OfType<SpikingLayer>().Single();

        Assert.Empty(LayerComparison.Of(layer, [2, 1.5f, 1, 0], Record([1, 0.75f, 0.5f, 0], [4, 3, 2, 0])).Warnings());
        Assert.Empty(new LayerConversion("1", 2, 0.1, 0.2, 0).Warnings());
    }

    [Fact]
    public void Metrics_OfACard_GiveTheLayersBack()
    {
        var layer = new LayerConversion("1", 2, 0.1, 0.2, 0.3) { Errors = new ConversionErrors(0.4, 0.5, 0.6) { Residual = 0.7, Silent = 0.8, Reach = 0.9 } };
        var card = new ModelCard
        {
            Name = "x",
            Labels = [],
            Preprocessing = new Preprocessing { Frames = 1, Cut = FrameSlicing.Number, Positions = [0], SensorWidth = 4, SensorHeight = 1, Scaling = FrameResize.None },
            Metrics = new Dictionary<string, IReadOnlyList<double>>(ConversionMetrics.Of(new ConversionDone("p", [layer]))),
        };

        Assert.Equal(layer, Assert.Single(ConversionMetrics.Read(card, _network)));
        Assert.Empty(ConversionMetrics.Read(card with { Metrics = new Dictionary<string, IReadOnlyList<double>>() }, _network));
        Assert.All(card.Metrics.Keys, name => Assert.True(ConversionMetrics.IsOne(name)));
    }

    private static double Round(double value) => Math.Round(value, 5);

    /// <summary>Constant currents and numbers of spikes, in thresholds of 2; which steps have the spikes does not matter.</summary>
    private static LayerRecord Record(float[] currents, int[] spikes)
        => new(Steps, [.. Enumerable.Range(0, Steps).SelectMany(_ => currents.Select(c => 2 * c))], [.. Enumerable.Range(0, Steps).SelectMany(t => spikes.Select(n => t < n ? 2f : 0f))]);
}
