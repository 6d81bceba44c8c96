using Saccade.Events.Simulation;
using Xunit;

namespace Saccade.Events.Tests.Simulation;

public sealed class SimulationOptionsTests
{
    [Fact]
    public void Validate_Presets_AreSound()
    {
        Assert.Empty(SimulationPresets.NMnist.Validate());
        Assert.Empty(SimulationPresets.Cifar10Dvs.Validate());
        Assert.Empty(new SimulationOptions().Validate());
    }

    [Fact]
    public void Validate_ManyProblems_ListsAll()
    {
        SimulationOptions bad = new()
        {
            Display = new DisplayOptions { ContrastRatio = 1, Blur = double.NaN },
            Camera = new CameraOptions { OnThreshold = 0, StepMicros = 1, Sensor = new(0, 5) },
            Motion = new MotionPath.Free([]),
            PlaceJitter = -1,
        };

        var problems = bad.Validate();

        foreach (string word in new[] { "contrast", "blur", "ON threshold", "step", "sensor", "way points", "place jitter" })
            Assert.Contains(problems, p => p.Contains(word, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new EventSimulator(bad));
    }

    [Fact]
    public void Key_EachOption_ChangesIt()
    {
        var o = SimulationPresets.NMnist;
        SimulationOptions[] others =
        [
            o with { Seed = 9 }, o with { PlaceJitter = 0.3 }, o with { SizeJitter = 0.1 }, o with { TurnJitter = 0.1 }, o with { TimeJitter = 1 }, o with { ThresholdJitter = 0.1 },
            o with { Motion = MotionPaths.PublishedSaccades() },
            .. new[]
            {
                o.Display with { PixelSize = 2 }, o.Display with { Blur = 2 }, o.Display with { ContrastRatio = 2 }, o.Display with { Gamma = 1 }, o.Display with { Inverted = false },
                o.Display with { Background = 0.5 },
            }.Select(d => o with { Display = d }),
            .. new[]
            {
                o.Camera with { Sensor = new(35, 34) }, o.Camera with { OnThreshold = 1 }, o.Camera with { OffThreshold = 1 }, o.Camera with { ThresholdMismatch = 0 },
                o.Camera with { ThresholdNoise = 0 }, o.Camera with { RefractoryMicros = 1 }, o.Camera with { RefractoryNoise = 0 }, o.Camera with { LowPassMicros = 1 },
                o.Camera with { NoiseHertz = 0 }, o.Camera with { LeakHertz = 1 }, o.Camera with { HotPixelShare = 0.1 }, o.Camera with { HotPixelHertz = 1 },
                o.Camera with { SameCamera = true }, o.Camera with { StepMicros = 500 },
            }.Select(c => o with { Camera = c }),
        ];

        Assert.Equal(others.Length + 1, others.Append(o).Select(x => x.Key).Distinct().Count());
        Assert.Equal(o.Key, (SimulationPresets.NMnist with { Seed = 1 }).Key);
        // As many as there are properties, so that a new one is not forgotten here and in the key.
        int properties = new[] { typeof(SimulationOptions), typeof(DisplayOptions), typeof(CameraOptions) }.Sum(t => t.GetProperties().Count(p => p.SetMethod is not null));
        Assert.Equal(properties - 2, others.Length);
    }
}
