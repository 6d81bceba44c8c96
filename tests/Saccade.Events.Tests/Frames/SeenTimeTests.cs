using System.Globalization;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

/// <summary>
/// The row "events seen" of docs/results.md: the time from the first to the last event in the first T frames of the spiking network, mean over
/// the test recordings. Frames of equal numbers of events have no fixed length, so it is measured.
/// </summary>
public sealed class SeenTimeTests(ITestOutputHelper output)
{
    private const int Slices = 10;

    [Theory]
    [InlineData("leading", 5, 1)]
    [InlineData("interleaved", 1, 2)]
    public void NMnist_FramesOfTheSpikingNetwork_SpanTheTimesOfTheResults(string partition, int first, int stride)
        => Check($"N-MNIST, {partition} frames", ["data", "nmnist", "nmnist-small.zip"], new Slicing.ByNumber(Slices), first, stride);

    [Theory]
    [InlineData("overlapping", 5)]
    [InlineData("disjoint", 1)]
    [Trait("Speed", "slow")]
    public void NCars_FramesOfTheSpikingNetwork_SpanTheTimesOfTheResults(string frames, int window)
        => Check($"N-CARS, {frames} frames", ["data", "ncars", "test.zip"], new Slicing.Trailing(new Slicing.ByNumber(Slices), window), 5, 1);

    private void Check(string name, string[] data, Slicing slicing, int first, int stride)
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require(data));
        var set = catalog.Part("test");
        double[] seen = new double[5];
        for (int i = 0; i < set.Count; i++)
        {
            var events = set.Get(i).Events;
            var ranges = slicing.Ranges(events);
            for (int step = 0; step < seen.Length; step++)
                seen[step] += (events.Times[ranges[first + step * stride].End - 1] - events.Times[ranges[first].Start]) / 1e3 / set.Count;
        }

        string row = $"| {name} | {string.Join(" | ", seen.Select(ms => ms.ToString("0", CultureInfo.InvariantCulture)))} |";
        output.WriteLine(row);
        Assert.Contains(row, File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "docs", "results.md")), StringComparison.Ordinal);
    }
}
