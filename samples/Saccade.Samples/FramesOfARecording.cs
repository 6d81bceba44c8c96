using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Xunit;

namespace Saccade.Samples;

/// <summary>Events in, frames out. Recordings of a camera come from <c>EventFormats.Default.ReadFile(path, ...)</c> instead.</summary>
public sealed class FramesOfARecording
{
    [Fact]
    public void CutsARecordingIntoTenFrames()
    {
        // A generated recording of class 0, number 7: the same events on every machine.
        var options = new SyntheticOptions { Seed = 1, Sensor = new SensorSize(34, 34) };
        var events = new EventBuffer();
        new SyntheticGenerator(options).Generate(label: 0, index: 7, events);

        // Ten frames of equal numbers of events: [T, H, W, C], channel 0 counts OFF events, channel 1 ON events.
        var (frames, count) = new FrameIntegrator(options.Sensor).Integrate(events, new Slicing.ByNumber(10));

        Assert.Equal(10, frames.Steps);
        Assert.Equal(events.Count, count.Counted);
        Assert.Equal(events.Count, (int)frames.Values.ToArray().Sum());
    }
}
