using System.Globalization;
using Saccade.Events.Datasets;
using Saccade.Events.Images;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Simulation;

/// <summary>Holds simulated N-MNIST recordings against real ones of the same images. Recording n shows training image n - 1 of MNIST.</summary>
public sealed class NMnistCalibrationTests(ITestOutputHelper output)
{
    private static readonly SensorSize _sensor = new(34, 34);

    [Fact]
    public void NMnist_SomeTrainingRecordings_AreLikeTheRealOnes()
    {
        var comparison = Compare("train", 25);

        AssertAlike(comparison);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void NMnist_AllTrainingRecordings_AreLikeTheRealOnes() => PrintAndAssert("train");

    /// <summary>Recordings that the calibration has not seen.</summary>
    [Fact]
    [Trait("Speed", "slow")]
    public void NMnist_AllTestRecordings_AreLikeTheRealOnes() => PrintAndAssert("test");

    /// <summary>Prints a table of docs/results.md.</summary>
    private void PrintAndAssert(string part)
    {
        var comparison = Compare(part, 1);
        output.WriteLine(comparison.ToMarkdown($"real, {part}", "simulated"));
        AssertAlike(comparison);
    }

    private static void AssertAlike(RecordingComparison comparison)
    {
        (var real, var simulated) = (comparison.Reference, comparison.Other);
        Assert.InRange(simulated.MeanEvents / real.MeanEvents, 0.92, 1.08);
        Assert.InRange(simulated.DeviationOfEvents / real.DeviationOfEvents, 0.88, 1.12);
        Assert.InRange(simulated.OnShare - real.OnShare, -0.02, 0.02);
        for (int saccade = 0; saccade < 3; saccade++)
            Assert.InRange(simulated.EventsByPeriod[saccade] / real.EventsByPeriod[saccade], 0.88, 1.12);
        Assert.InRange(simulated.ActivePixels / real.ActivePixels, 0.9, 1.1);
        Assert.InRange(simulated.SamePolarityShare - real.SamePolarityShare, -0.05, 0.05);
        for (int i = 0; i < real.PixelIntervals.Count; i++)
            Assert.InRange(simulated.PixelIntervals[i] / real.PixelIntervals[i], 0.75, 1.25);
        // Two simulations of the same image with different noise reach 0.98 and 0.97.
        Assert.InRange(comparison.MapCorrelation!.Value, 0.955, 1);
        Assert.InRange(comparison.DetailCorrelation!.Value, 0.92, 1);
        Assert.InRange(comparison.CountCorrelation!.Value, 0.985, 1);
    }

    private static RecordingComparison Compare(string part, int every)
    {
        string archive = SharedData.Require("data", "nmnist", "nmnist-small.zip"), mnist = SharedData.Require("data", "mnist");
        using var catalog = RecordingCatalog.Open(archive);
        var all = catalog.Part(part);
        var real = all.Select("real", Enumerable.Range(0, all.Count).Where(i => i % every == 0));
        var images = real.Items.Select(i => int.Parse(Path.GetFileNameWithoutExtension(i.Id), CultureInfo.InvariantCulture) - 1);
        using var imageSet = ImageSet.OpenMnist(mnist);
        using var simulated = RecordingCatalog.Simulated(imageSet, SimulationPresets.NMnist, images);
        return RecordingComparison.OfPairs(real, simulated.Part("train"), _sensor, [105_000, 210_000]);
    }
}
