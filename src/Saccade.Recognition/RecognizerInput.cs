using Saccade.Events.Images;
using Saccade.Events.Model;

namespace Saccade.Recognition;

/// <summary>
/// What a recognizer can be given: a file, a stream, events, frames or a still image. Paths, streams, events and images convert by themselves:
/// <c>recognizer.Recognize("drive.dat")</c>.
/// </summary>
public abstract class RecognizerInput
{
    private protected RecognizerInput(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>How messages and decisions call it.</summary>
    public string Name { get; }

    /// <summary>A file, as <see cref="FromFile"/>.</summary>
    public static implicit operator RecognizerInput(string path) => FromFile(path);

    /// <summary>A stream, as <see cref="FromStream"/>.</summary>
    public static implicit operator RecognizerInput(Stream stream) => FromStream(stream);

    /// <summary>Events, as <see cref="FromEvents"/>.</summary>
    public static implicit operator RecognizerInput(EventBuffer events) => FromEvents(events);

    /// <summary>An image, as <see cref="FromImage"/>.</summary>
    public static implicit operator RecognizerInput(RasterImage image) => FromImage(image);

    /// <summary>A file: a recording in any known format, or an image (PNG, JPEG, PGM, PPM) where the model is of images.</summary>
    /// <param name="path">The file; its format is recognised by its first bytes, else by its ending.</param>
    public static RecognizerInput FromFile(string path) => new FileInput(path);

    /// <summary>The content of such a file.</summary>
    /// <param name="stream">Read from where it stands to its end, and not closed; need not be able to seek. Of one call only.</param>
    /// <param name="name">Its name in messages; an ending like <c>.bin</c> helps to recognise formats that have no signature.</param>
    public static RecognizerInput FromStream(Stream stream, string name = "stream") => new StreamInput(stream, name);

    /// <summary>Events.</summary>
    /// <param name="events">Left as they are; must not be changed while they are looked at. Where the model's frames are cut by time, events out of order are put in order in a copy.</param>
    /// <param name="name">Their name in messages.</param>
    public static RecognizerInput FromEvents(EventBuffer events, string name = "events") => new EventInput(events, name);

    /// <summary>Frames as the network sees them: nothing is cut, resized or scaled any more.</summary>
    /// <param name="frames">
    /// [T, H, W, C], row-major: time steps in order, then rows, columns and channels of the network's input; C is OFF then ON for event models, and the counts are
    /// scaled as the model's card says. T may be any number of steps from 1; the number that the model was trained for is in its card.
    /// </param>
    /// <param name="name">Their name in messages.</param>
    public static RecognizerInput FromFrames(ReadOnlyMemory<float> frames, string name = "frames") => new FrameInput(frames, name);

    /// <summary>A still image for a model of still images; shown at every step.</summary>
    /// <param name="image">Of any size.</param>
    /// <param name="name">Its name in messages.</param>
    public static RecognizerInput FromImage(RasterImage image, string name = "image") => new ImageInput(image, name);
}

/// <summary>Bytes in a file.</summary>
internal sealed class FileInput(string path) : RecognizerInput(path);

/// <summary>Bytes from a stream.</summary>
internal sealed class StreamInput : RecognizerInput
{
    public StreamInput(Stream stream, string name)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream = stream;
    }

    public Stream Stream { get; }
}

/// <summary>Events in memory.</summary>
internal sealed class EventInput : RecognizerInput
{
    public EventInput(EventBuffer events, string name)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(events);
        Events = events;
    }

    public EventBuffer Events { get; }
}

/// <summary>Frames in memory, [T, H, W, C].</summary>
internal sealed class FrameInput(ReadOnlyMemory<float> frames, string name) : RecognizerInput(name)
{
    public ReadOnlyMemory<float> Frames { get; } = frames;
}

/// <summary>An image in memory.</summary>
internal sealed class ImageInput : RecognizerInput
{
    public ImageInput(RasterImage image, string name)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image = image;
    }

    public RasterImage Image { get; }
}
