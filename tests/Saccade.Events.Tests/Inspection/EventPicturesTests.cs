using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Xunit;

namespace Saccade.Events.Tests.Inspection;

public sealed class EventPicturesTests
{
    private static readonly SensorSize _sensor = new(4, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Strip_OfTwoFrames_ShowsOnRedOffBlueNothingWhite(int zoom)
    {
        FrameBuffer frames = new(2, _sensor);
        Put(frames, 0, 1, 2, 1, 3); // ON
        Put(frames, 1, 2, 0, 0, 3); // OFF
        Put(frames, 1, 0, 3, 0, 3);
        Put(frames, 1, 0, 3, 1, 3);

        var picture = EventPictures.Strip(frames, zoom);

        Assert.Equal((2 * (4 * zoom + 1) - 1, 3 * zoom, 3), (picture.Width, picture.Height, picture.Channels));
        int second = 4 * zoom + 1;
        for (int i = 0; i < zoom * zoom; i++)
        {
            int dx = i % zoom, dy = i / zoom;
            Assert.True(At(picture, 2 * zoom + dx, zoom + dy) is { R: > 180, G: < 80, B: < 80 }, "ON is red");
            Assert.True(At(picture, second + dx, 2 * zoom + dy) is { R: < 80, G: < 100, B: > 180 }, "OFF is blue");
            Assert.True(At(picture, second + 3 * zoom + dx, dy) is { R: < 80, G: < 80, B: < 80 }, "both are dark");
            Assert.Equal((255, 255, 255), At(picture, dx, dy));
        }

        Assert.Equal((255, 255, 255), At(picture, 4 * zoom, 1)); // the line between them
        Assert.Equal(zoom * zoom * 3, Enumerable.Range(0, picture.Width * picture.Height).Count(i => At(picture, i % picture.Width, i / picture.Width) != (255, 255, 255)));
    }

    [Fact]
    public void Strip_MoreEvents_AreDarker()
    {
        FrameBuffer frames = new(1, new SensorSize(6, 1));
        for (int x = 1; x < 6; x++)
            Put(frames, 0, 0, x, 1, x * x * x);

        var picture = EventPictures.Strip(frames);

        int[] green = [.. Enumerable.Range(0, 6).Select(x => At(picture, x, 0).G)];
        Assert.Equal(green.OrderDescending(), green);
        Assert.True(green[0] == 255 && green[1] < 200 && green[5] < green[1] - 40, string.Join(' ', green));
    }

    [Fact]
    public void Strip_OneBusyPixel_DoesNotHideTheOthers()
    {
        FrameBuffer frames = new(1, new SensorSize(20, 20));
        frames.Values.Fill(2);
        Put(frames, 0, 0, 0, 1, 1_000_000);

        var picture = EventPictures.Strip(frames);

        Assert.Equal(At(picture, 0, 0), At(picture, 5, 5));
    }

    [Fact]
    public void Strip_TooLarge_IsRefusedBeforeItIsMade()
    {
        FrameBuffer frames = new(40, new SensorSize(1000, 2));

        Assert.Contains("too large", Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Strip(frames, 1000)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Strip(frames, 60_000)); // a width beyond 32 bits
        Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Animate(Stream.Null, frames, 1000, 3_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Strip(frames, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Cloud(new EventBuffer(), _sensor, 63, 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventPictures.Cloud(new EventBuffer(), _sensor, 100_000, 100_000));
    }

    [Fact]
    public void Animate_Frames_IsAGifOfTheirNumberAndTime()
    {
        FrameBuffer frames = new(3, _sensor);
        Put(frames, 1, 1, 1, 1, 1);
        using MemoryStream stream = new();

        EventPictures.Animate(stream, frames, 120_000, 2);

        byte[] gif = stream.ToArray();
        Assert.True(gif.AsSpan().StartsWith("GIF89a"u8));
        Assert.Equal((8, 6), (BitConverter.ToUInt16(gif, 6), BitConverter.ToUInt16(gif, 8)));
        int[] controls = [.. Enumerable.Range(0, gif.Length - 3).Where(i => gif[i] == 0x21 && gif[i + 1] == 0xF9 && gif[i + 2] == 4)];
        Assert.Equal(3, controls.Length);
        Assert.All(controls, at => Assert.Equal(12, BitConverter.ToUInt16(gif, at + 4)));
        Assert.Equal(0x3B, gif[^1]);
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void Cloud_OfNothing_IsTheBox()
    {
        var picture = EventPictures.Cloud(new EventBuffer(), _sensor, 200, 100);

        Assert.Equal((200, 100), (picture.Width, picture.Height));
        var colors = Enumerable.Range(0, 200 * 100).Select(i => At(picture, i % 200, i / 200)).Distinct().ToList();
        Assert.Equal([(255, 255, 255), (190, 190, 190)], colors);
    }

    [Fact]
    public void Cloud_TimeRunsToTheRight_RowsDown_ColumnsIntoTheDepth()
    {
        (double X, double Y) first = Centre(new Event(0, 0, 0, 1)), last = Centre(new Event(1000, 0, 0, 1));
        (double X, double Y) below = Centre(new Event(0, 0, 2, 1)), behind = Centre(new Event(0, 3, 0, 1));

        Assert.True(last.X > first.X + 100 && Math.Abs(last.Y - first.Y) < 1);
        Assert.True(below.Y > first.Y + 40 && Math.Abs(below.X - first.X) < 1);
        Assert.True(behind.X > first.X && behind.Y < first.Y);

        static (double X, double Y) Centre(Event e)
        {
            EventBuffer events = new();
            events.Add(e); // the ON event among OFF ones that say how long the recording is
            events.Add(0, 1, 1, 0);
            events.Add(1000, 1, 1, 0);
            var picture = EventPictures.Cloud(events, _sensor, 300, 150);
            int[] red = [.. Enumerable.Range(0, 300 * 150).Where(i => At(picture, i % 300, i / 300) == (200, 40, 30))];
            Assert.Equal(4, red.Length);
            return (red.Average(i => i % 300), red.Average(i => i / 300));
        }
    }

    [Fact]
    public void Cloud_EventsOffTheSensorOrAtOneTime_AreDrawnOrLeftOut()
    {
        EventBuffer events = new();
        events.Add(5, 4, 0, 1); // off the sensor
        events.Add(5, 3, 2, 0);

        var picture = EventPictures.Cloud(events, _sensor, 100, 100);

        Assert.Equal((0, 4), (Count(picture, (200, 40, 30)), Count(picture, (40, 60, 190))));
    }

    [Fact]
    public void Cloud_TimesAtBothEndsOf64Bits_StaysInThePicture()
    {
        EventBuffer events = new();
        events.Add(long.MinValue, 0, 0, 1);
        events.Add(long.MaxValue, 3, 2, 1);

        Assert.Equal(8, Count(EventPictures.Cloud(events, _sensor, 100, 100), (200, 40, 30)));
    }

    private static void Put(FrameBuffer frames, int step, int row, int column, int channel, float count) =>
        frames.Frame(step)[(row * frames.Width + column) * FrameBuffer.Channels + channel] = count;

    private static int Count(RasterImage picture, (int, int, int) color) =>
        Enumerable.Range(0, picture.Width * picture.Height).Count(i => At(picture, i % picture.Width, i / picture.Width) == color);

    private static (int R, int G, int B) At(RasterImage picture, int x, int y)
    {
        var samples = picture.Samples[(3 * (y * picture.Width + x))..];
        return (samples[0], samples[1], samples[2]);
    }
}
