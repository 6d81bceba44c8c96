using Saccade.Events.Formats.Hdf5;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Hdf5;

public sealed class SpikeTrainsTests
{
    [Fact]
    public void Read_EachRecording_GivesItsSpikes()
    {
        using MemoryStream stream = new(Hdf5Files.Unpacked(Hdf5Files.Digits));
        var trains = SpikeTrains.Open(stream, "shd.h5");
        EventBuffer events = new();

        Assert.Equal(3, trains.Count);
        Assert.Equal([3, 0, 19], trains.Labels);
        Assert.Equal([3, 0, 1], new[] { trains.Read(0, events), trains.Read(1, events), trains.Read(2, events) });
        Assert.Equal([0, 250_000, 500_000, 1_500_000], events.Times.ToArray());
        Assert.Equal([7, 699, 0, 13], events.X.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => trains.Read(3, events));
    }

    [Fact]
    public void Open_FileOfEvents_SaysWhatIsMissing()
    {
        using MemoryStream stream = new(Hdf5Files.Unpacked(Hdf5Files.Two));

        var error = Assert.Throws<EventFormatException>(() => SpikeTrains.Open(stream, "two.h5"));

        Assert.Contains("'/spikes/times'", error.Message, StringComparison.Ordinal);
        Assert.Contains("/left/t", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoHdf5_IsANamedError()
    {
        using MemoryStream stream = new([1, 2, 3]);

        Assert.Throws<EventFormatException>(() => SpikeTrains.Open(stream, "x.h5"));
    }
}
