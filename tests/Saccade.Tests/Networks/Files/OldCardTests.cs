using Saccade.Events.Frames;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Networks.Files;

public sealed class OldCardTests
{
    [Fact]
    public void Card_OfTheFirstVersion_HasTheDefaultsOfWhatCameLater()
    {
        var card = CardJson.Read("""{"name":"a","preprocessing":{"frames":4,"cut":"time","positions":[1,3],"sensor-width":34,"sensor-height":30,"scaling":"binned"},"labels":["x","y"]}""");

        var p = card.Preprocessing;
        Assert.Equal((4, FrameSlicing.Time, "1 3", 34, 30, FrameResize.Binned), (p.Frames, p.Cut, string.Join(' ', p.Positions), p.SensorWidth, p.SensorHeight, p.Scaling));
        Assert.Equal((1, FrameFit.Sensor, CountScale.Linear, FrameChannels.OffOnCounts), (p.Window, p.Fit, p.Counts, p.Channels));
        Assert.Empty(card.Metrics);
        Assert.Empty(card.Splits);
        Assert.Null(card.Recipe);
    }
}
