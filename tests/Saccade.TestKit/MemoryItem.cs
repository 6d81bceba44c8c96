using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.TestKit;

/// <summary>A recording that is in memory; without events, one that is damaged. Counts how often it is read.</summary>
public sealed class MemoryItem(string id, EventBuffer? events, int label = 0) : RecordingItem(id, "train", label)
{
    /// <summary>The sensor of the sets.</summary>
    public static readonly SensorSize Sensor = new(12, 10);

    private int _reads;

    public EventBuffer Events => events ?? throw new EventFormatException(Id, 0, "events", "none");

    public int Reads => _reads;

    public override string Identity => events is null ? "none" : EventData.Digest(events);

    public override long Length => -1;

    public static RecordingSet Set(int count) =>
        Set([.. Enumerable.Range(0, count).Select(i => EventData.Random(100 + 13 * i, Sensor, (ulong)i))]);

    public static RecordingSet Set(params EventBuffer[] recordings) => new(
        "train", ["even", "odd"], Sensor, recordings.Select((r, i) => new MemoryItem($"r{i:000}", r, i % 2)));

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        Interlocked.Increment(ref _reads);
        into.Add(Events.All);
        return (new DecodeReport { Events = Events.Count, Backwards = Events.Disorder }, null);
    }
}
