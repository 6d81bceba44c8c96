using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>Small recordings in every format that is written, for tests that hold for all of them.</summary>
internal static class FormatCases
{
    public static readonly SensorSize Sensor = new(100, 80);

    public static TheoryData<string> Writable => [.. EventFormats.Default.Writable.Select(f => f.Name)];

    public static byte[] Bytes(string format, EventBuffer events, WriteOptions? options = null) => Written(format, events, options).Bytes;

    public static (byte[] Bytes, WriteReport Report) Written(string format, EventBuffer events, WriteOptions? options = null)
    {
        using MemoryStream stream = new();
        var writer = EventFormats.Default.ByName(format).CreateWriter(stream, options ?? new WriteOptions { Path = "test", Sensor = Sensor });
        int half = events.Count / 2;
        writer.Write(events.Slice(new EventRange(0, half)));
        writer.Write(events.Slice(new EventRange(half, events.Count)));
        var report = writer.Finish();
        return (stream.ToArray(), report);
    }

    /// <summary>The sensor that a reader knows of such a file: the one it names, or that of the camera which AEDAT 2 implies.</summary>
    public static SensorSize? Told(string format) =>
        format == "aedat2" ? new SensorSize(128, 128) : EventFormats.Default.ByName(format).Limits.NamesSensor ? Sensor : null;

    public static EventBuffer Events(int count = 40, ulong seed = 3) => EventData.Random(count, Sensor, seed);
}
