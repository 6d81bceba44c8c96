using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Images.Gif;
using Saccade.Events.Model;

namespace Saccade.Events.Inspection;

/// <summary>Pictures of recordings: ON red, OFF blue, both grey, on white; the more events, the darker.</summary>
public static class EventPictures
{
    private const int MostPixels = 1 << 26;

    /// <summary>Below this many events each is drawn larger.</summary>
    private const int FewEvents = 50_000;

    /// <summary>Frames side by side, with a white line between them.</summary>
    /// <param name="frames">Counts [T, H, W, C].</param>
    /// <param name="zoom">Pixels of the picture for a pixel of a frame, each way.</param>
    /// <exception cref="ArgumentOutOfRangeException">The zoom is below 1, or the picture would be too large.</exception>
    public static RasterImage Strip(FrameBuffer frames, int zoom = 1)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        (int width, int height) = Checked(frames.Steps * ((long)frames.Width * zoom + 1) - 1, (long)frames.Height * zoom);
        byte[] samples = new byte[3 * width * height];
        samples.AsSpan().Fill(byte.MaxValue);
        byte[] palette = EventPalette.Colors();
        for (int t = 0; t < frames.Steps; t++)
        {
            byte[] shades = EventPalette.Shades(frames.Frame(t), frames.Width, frames.Height, zoom);
            for (int y = 0; y < height; y++)
            {
                var row = samples.AsSpan(3 * (y * width + t * (frames.Width * zoom + 1)));
                for (int x = 0; x < frames.Width * zoom; x++)
                    palette.AsSpan(3 * shades[y * frames.Width * zoom + x], 3).CopyTo(row[(3 * x)..]);
            }
        }

        return new RasterImage(width, height, 3, samples);
    }

    /// <summary>Frames one after the other, as a GIF that repeats.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="frames">Counts [T, H, W, C].</param>
    /// <param name="frameMicros">How long each is shown.</param>
    /// <param name="zoom">Pixels of the picture for a pixel of a frame, each way.</param>
    /// <exception cref="ArgumentOutOfRangeException">The zoom is below 1, or the picture would be too large.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Animate(Stream stream, FrameBuffer frames, long frameMicros, int zoom = 1)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        (int width, int height) = Checked((long)frames.Width * zoom, (long)frames.Height * zoom);
        using GifWriter gif = new(stream, width, height, EventPalette.Colors());
        for (int t = 0; t < frames.Steps; t++)
            gif.Add(EventPalette.Shades(frames.Frame(t), frames.Width, frames.Height, zoom), frameMicros);
    }

    /// <summary>The events as a cloud in x, y and time: time runs to the right, the sensor is seen from its side.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="sensor">Size of the sensor; events outside it are not shown.</param>
    /// <param name="width">Columns of the picture, 64 or more.</param>
    /// <param name="height">Rows of the picture, 64 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The picture is too small or too large.</exception>
    public static RasterImage Cloud(EventBuffer events, SensorSize sensor, int width = 1000, int height = 500)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 64);
        _ = Checked(width, height);
        byte[] samples = new byte[3 * width * height];
        samples.AsSpan().Fill(byte.MaxValue);
        CloudProjection projection = new(sensor, EventSummary.Of(events), width, height);
        projection.DrawBox(samples);
        int dot = events.Count < FewEvents ? 2 : 1;
        for (int i = 0; i < events.Count; i++)
        {
            var e = events[i];
            if (sensor.Contains(e.X, e.Y))
                projection.Draw(samples, e, dot);
        }

        return new RasterImage(width, height, 3, samples);
    }

    private static (int Width, int Height) Checked(long width, long height) => width <= MostPixels / height
        ? ((int)width, (int)height)
        : throw new ArgumentOutOfRangeException(nameof(width), $"a picture of {width}x{height} is too large; use a smaller zoom, fewer frames or a region");
}
