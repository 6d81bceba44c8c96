using System.Diagnostics;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Inspection;

/// <summary>Contact sheets and films of decisions.</summary>
public sealed class CaptionedPicturesTests
{
    [Fact]
    public void Font_HasEachCharacterOnce_AndItsShape()
    {
        Assert.Equal([0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001], PixelFont.Rows('a').ToArray());
        Assert.Equal([0, 0, 0, 0b11111, 0, 0, 0], PixelFont.Rows('-').ToArray());
        const string All = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-+%/()=_<>?";
        Assert.Equal(All.Length, All.Select(c => Convert.ToHexString(PixelFont.Rows(c))).Distinct().Count());
        Assert.Equal(PixelFont.Rows('?').ToArray(), PixelFont.Rows('\u00E4').ToArray());
        Assert.All(PixelFont.Rows(' ').ToArray(), row => Assert.Equal(0, row));
    }

    [Theory]
    [InlineData(1, 34, 34, 4)]
    [InlineData(8, 34, 34, 4)]
    [InlineData(30, 128, 128, 1)]
    [InlineData(2, 1280, 720, 1)]
    public void Sheet_HasTheSizeThatWasPlanned_AndEachFrame(int number, int width, int height, int zoom)
    {
        SensorSize sensor = new(width, height);
        ContactSheet sheet = new(number, sensor, zoom);
        FrameBuffer frames = new(number, sensor);
        frames.Values.Fill(1);

        var picture = sheet.Draw(frames, [.. Enumerable.Range(0, number).Select(i => ((long, long)?)(i * 1000L, i * 1000L + 999))]);

        Assert.Equal((sheet.Width, sheet.Height), (picture.Width, picture.Height));
        int dark = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (int x = 0; x < picture.Width; x++)
                dark += row[3 * x] < 60 && row[3 * x + 2] < 60 ? 1 : 0;
        }

        Assert.InRange(dark, number * width * zoom * height * zoom, number * width * zoom * height * zoom + picture.Width * 60 * (1 + number)); // frames, and captions
    }

    [Fact]
    public void Sheet_TooLarge_IsSeenWithoutMemory()
    {
        ContactSheet sheet = new(1000, new SensorSize(60_000, 60_000), 64);
        Assert.False(sheet.Fits);
        Assert.True(sheet.Height > 0 && sheet.Width > 0);
        Assert.Throws<ArgumentException>(() => sheet.Draw(new FrameBuffer(1, new SensorSize(2, 2)), []));
    }

    [Theory]
    [InlineData(34, 34)]
    [InlineData(1280, 720)]
    public void Film_IsAnAnimationOfItsFrames(int width, int height)
    {
        byte[] film = Film(new SensorSize(width, height), out int columns, out int rows);

        Assert.True(film.AsSpan().StartsWith("GIF89a"u8));
        Assert.Equal((columns, rows), (film[6] | film[7] << 8, film[8] | film[9] << 8));
        Assert.InRange(columns, 300, 680);
        int controls = 0, shown = 0;
        for (int at = 0; (at = film.AsSpan(at).IndexOf(new byte[] { 0x21, 0xF9, 4, 0 }) is var found and >= 0 ? at + found : -1) >= 0; at += 8)
        {
            if (film[at + 7] != 0 || film[at + 8] != 0x2C)
                continue; // these bytes inside a picture
            controls++;
            shown += film[at + 4] | film[at + 5] << 8;
        }

        Assert.Equal((DecisionFilm.Frames, (DecisionFilm.Frames - 1) * 9 + 200), (controls, shown));
        Assert.Equal(film, Film(new SensorSize(width, height), out _, out _));
    }

    [Fact]
    public void Film_WithoutEventsOrDecisions_AndDisorder()
    {
        using MemoryStream stream = new();
        new DecisionFilm([], new SensorSize(4, 4)).Write(stream, new EventBuffer());
        Assert.True(stream.Length > 100);
        Assert.Throws<ArgumentException>(() => new DecisionFilm([], new SensorSize(4, 4)).Write(stream, EventData.Random(100, new SensorSize(4, 4), 1, ordered: false)));
    }

    [Fact]
    public void Film_ReadByFfprobe_HasItsFramesAndDuration()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffprobe"), "needs ffprobe, which is not on this machine");
        using TemporaryFolder folder = new();
        string path = folder.File("film.gif", Film(new SensorSize(34, 34), out int columns, out int rows));
        var start = new ProcessStartInfo("/usr/bin/ffprobe", ["-v", "error", "-count_frames", "-show_entries", "stream=width,height,nb_read_frames:format=duration", "-of", "csv=p=0", path]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal([$"{columns},{rows},{DecisionFilm.Frames}", "5.150000"], said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static byte[] Film(SensorSize sensor, out int columns, out int rows)
    {
        var events = EventData.Random(3000, sensor, 5);
        long first = events.Times[0], last = events.Times[^1];
        DecisionFilm film = new([new((2 * first + last) / 3, "cat", 0.4), new((first + last) / 2, "a dog with a name of many letters that fills the line", 0.8), new(last, "cat", 1)], sensor);
        using MemoryStream stream = new();
        (columns, rows) = film.Write(stream, events);
        return stream.ToArray();
    }
}
