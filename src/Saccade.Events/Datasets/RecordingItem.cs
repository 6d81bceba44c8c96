using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>One labelled recording with its events.</summary>
/// <param name="Id">Stable name inside its data set.</param>
/// <param name="Label">Index of the class.</param>
/// <param name="Events">The events; the caller's own.</param>
/// <param name="Sensor">The sensor, null when neither data set nor file names it.</param>
/// <param name="Report">What the reader met.</param>
public sealed record Recording(string Id, int Label, EventBuffer Events, SensorSize? Sensor, DecodeReport Report);

/// <summary>A recording that has not been read yet: where it belongs, and how to get its events. Immutable, safe for use by several threads.</summary>
public abstract class RecordingItem
{
    /// <summary>A recording of a part.</summary>
    /// <param name="id">Stable name, unique in the data set.</param>
    /// <param name="part">Part of the data set, for example <c>train</c>.</param>
    /// <param name="label">Index of the class.</param>
    protected RecordingItem(string id, string part, int label)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(part);
        Id = id;
        Part = part;
        Label = label;
    }

    /// <summary>Stable name: the path inside the official archive, whether read from it or from a folder.</summary>
    public string Id { get; }

    /// <summary>Part of the data set, for example <c>train</c>.</summary>
    public string Part { get; }

    /// <summary>Index of the class.</summary>
    public int Label { get; }

    /// <summary>Changes when the events do; part of the key of cached frames.</summary>
    public abstract string Identity { get; }

    /// <summary>Length in bytes before decoding; -1 when it is not stored anywhere.</summary>
    public abstract long Length { get; }

    /// <summary>About how many bytes decoding has to go through; 0 when nothing is stored.</summary>
    internal virtual long ExpectedBytes => Math.Max(0, Length);

    /// <summary>What recordings have in common that are best read one after the other; null when they have nothing.</summary>
    internal virtual object? Container => null;

    /// <summary>Gets the events.</summary>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <returns>What was met, and the sensor when it is known.</returns>
    /// <exception cref="EventFormatException">The bytes are not what their format promises.</exception>
    /// <exception cref="Shards.StoreException">The events in a store are not those that were stored.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public abstract (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into);

    /// <summary>The still image that it is in place of a recording; null for a recording.</summary>
    /// <exception cref="EventFormatException">The file is not what its format promises.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal virtual RasterImage? ReadImage() => null;

    /// <summary>Whether it can be read when its data set is closed already, since nothing of it is held open.</summary>
    internal virtual bool StaysReadable => false;

    /// <summary>A hash that equal content has in common and that costs little, to be asked for before <see cref="ContentHash"/>; empty where that costs little itself.</summary>
    internal virtual byte[] QuickHash() => [];

    /// <summary>SHA-256 of the stored bytes, or of the events when nothing is stored.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public virtual byte[] ContentHash()
    {
        EventBuffer events = new();
        Read(events);
        return events.Hash();
    }
}
