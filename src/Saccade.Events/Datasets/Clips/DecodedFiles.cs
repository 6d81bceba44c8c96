using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets.Clips;

/// <summary>
/// The recordings whose clips are being read, decoded: each is decoded once as long as its clips are read one after the
/// other, and given up when the last of them was read or others need the room.
/// </summary>
/// <param name="capacity">Number of recordings that are kept.</param>
internal sealed class DecodedFiles(int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private int _decodings;

    /// <summary>How many times a recording was decoded so far.</summary>
    public int Decodings => Volatile.Read(ref _decodings);

    /// <summary>The decoded recording; it must not be changed.</summary>
    public Decoded Get(ClippedFile file)
    {
        var entry = Take(file);
        lock (entry)
        {
            // Other threads wait here rather than decode the same recording.
            return entry.Content ??= Decode(file);
        }
    }

    /// <summary>Says that a clip of the recording was read.</summary>
    public void Served(ClippedFile file)
    {
        lock (_lock)
        {
            int at = _entries.FindIndex(e => e.File == file);
            if (at >= 0 && --_entries[at].ClipsLeft == 0)
                _entries.RemoveAt(at);
        }
    }

    private Entry Take(ClippedFile file)
    {
        lock (_lock)
        {
            int at = _entries.FindIndex(e => e.File == file);
            var entry = at >= 0 ? _entries[at] : new Entry(file);
            if (at >= 0)
                _entries.RemoveAt(at);
            else if (_entries.Count == capacity)
                _entries.RemoveAt(0);
            _entries.Add(entry);
            return entry;
        }
    }

    private Decoded Decode(ClippedFile file)
    {
        Interlocked.Increment(ref _decodings);
        EventBuffer events = new((int)Math.Min(file.File.Length / 8, 1 << 28));
        (var report, var sensor) = file.File.Read(events);
        return new Decoded(events, report, sensor);
    }

    /// <summary>A decoded recording.</summary>
    public sealed record Decoded(EventBuffer Events, DecodeReport Report, SensorSize? Sensor);

    private sealed class Entry(ClippedFile file)
    {
        public ClippedFile File => file;

        public int ClipsLeft { get; set; } = file.Clips;

        public Decoded? Content { get; set; }
    }
}
