using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Networks;
using Saccade.Networks.Operations;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Recognition;

public sealed class EnergyTests : IDisposable
{
    private static readonly PreparedFrames _data = PreparedFrames.Prepare(
        MemoryItem.Set(6), new FramePreparation { Slicing = new Slicing.ByNumber(3) }, new PrepareOptions { Threads = 1 });

    private readonly Engine _engine = new(2);

    [Fact]
    public void Costs_AreTheirParts()
    {
        var count = new OperationCount(MultiplyAdds: 48, Accumulates: 31, SynapticOperations: 56, Spikes: 6, Updates: 96);

        Assert.Equal((48 * 4.6) + (31 * 0.9), EnergyCosts.Of(EnergyPreset.Float32).Of(count), 9);
        Assert.Equal((48 * 0.23) + (31 * 0.03), EnergyCosts.Of(EnergyPreset.Int8).Of(count), 9);
        // A weight of 5 pJ for each operation, and a potential read and written at each update.
        Assert.Equal((48 * 9.6) + (31 * 5.9) + (96 * 10), EnergyCosts.Of(EnergyPreset.Memory).Of(count), 9);
        Assert.Equal((100 * 9.6) + (7 * 5), EnergyCosts.Of(EnergyPreset.Memory).OfDense(100, 7), 9);
    }

    [Fact]
    public void Spread_IsThatOfTheNumbers()
    {
        Assert.Equal(new Spread(3, 2, 1, 5), Spread.Of([1, 3, 5]));
        Assert.Equal(new Spread(4, 0, 4, 4), Spread.Of([4]));
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
    }

    [Fact]
    public void Measure_IsTheMeanOfWhatEachRecordingTakes()
    {
        var network = Network.Create(
            new ArchitectureDescription.SmallCnn { Channels = [3, 4] }.Describe(new FrameSize(_data.Size.Height, _data.Size.Width), 2, new Spiking(new NeuronDescription { Threshold = 0.1f })), 1);
        int[] positions = [0, 2];

        var report = EnergyMeter.Measure(_engine, network, _data, positions);
        var evaluation = Evaluator.Evaluate(_engine, network, _data, positions);

        Assert.Equal((6, 2), (report.Samples, report.Steps));
        Assert.Equal(network.AllLayers.Sum(l => l.MultiplyAdds), report.Total.TwinMultiplyAdds);
        Assert.Equal(evaluation.MeanFiringRate!.Value, report.Total.FiringRate!.Value, 12);
        Assert.Equal(evaluation.FiringRates.Select(r => r.Rate), report.Layers.Where(l => l.Input is null).Select(l => l.FiringRate!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.True(report.Total.Energy.Least < report.Total.Energy.Most);
        Assert.Equal(report.Layers.Sum(l => l.Energy.Mean), report.Total.Energy.Mean, 6);
        Assert.Equal(report.Total.TwinEnergy / report.Total.Energy.Mean * 2, report.GainOverFrames, 9);
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    /// <summary>Every input of a network without spikes is multiplied, at every step.</summary>
    [Fact]
    public void NetworkWithoutSpikes_TakesWhatItsTwinDoes()
    {
        var network = Network.Create(new ArchitectureDescription.SmallCnn { Channels = [3] }.Describe(new FrameSize(_data.Size.Height, _data.Size.Width), 2, new Quantised()), 1);

        var report = EnergyMeter.Measure(_engine, network, _data, [0, 1, 2]);

        Assert.Equal((1, null), (report.GainOverFrames, report.Total.FiringRate));
        Assert.All(report.Layers, l => Assert.Equal((InputKind.Real, 0), (l.Input!.Value, l.Accumulates.Most)));
    }

    public void Dispose() => _engine.Dispose();
}
