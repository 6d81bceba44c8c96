using System.Buffers;
using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>From one format to another, in memory that does not grow with the recording where that can be.</summary>
public static class RecordingConverter
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Converts a recording.</summary>
    /// <param name="input">Positioned at the first byte of the recording; read to its end.</param>
    /// <param name="reader">Its reader, not fed yet; <see cref="EventFormats.OpenReader"/> makes one.</param>
    /// <param name="createWriter">Makes the writer for a sensor, which is null when neither options nor header name it and <paramref name="measure"/> is false.</param>
    /// <param name="sort">Whether events are put in order of time first; the recording is then held in memory.</param>
    /// <param name="measure">
    /// Whether an unknown sensor is taken to be as large as the events need; the recording is then held in memory.
    /// </param>
    /// <param name="cancellation">Stops it between two chunks.</param>
    /// <exception cref="EventFormatException">The input is damaged.</exception>
    /// <exception cref="EventWriteException">The target format cannot hold the events.</exception>
    /// <exception cref="IOException">A stream fails.</exception>
    public static ConversionReport Convert(
        Stream input, EventReader reader, Func<SensorSize?, EventWriter> createWriter, bool sort = false, bool measure = true, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(createWriter);
        EventBuffer events = new();
        EventWriter? writer = null;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int got;
            while ((got = input.Read(chunk, 0, chunk.Length)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                reader.Read(chunk.AsSpan(0, got), events);
                if (sort || !reader.IsHeaderComplete || (reader.Sensor is null && measure))
                    continue;
                writer ??= createWriter(reader.Sensor);
                writer.Write(events.All);
                events.Clear();
            }

            reader.Finish(events);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        if (sort)
            events.SortByTime();
        var measured = reader.Sensor is null && measure ? SmallestSensor(events) : null;
        writer ??= createWriter(reader.Sensor ?? measured);
        writer.Write(events.All);
        return new ConversionReport(reader.Report, writer.Finish(), reader.Sensor ?? measured, measured is not null);
    }

    private static SensorSize? SmallestSensor(EventBuffer events)
    {
        int right = 0, bottom = 0;
        foreach (ushort x in events.X)
            right = Math.Max(right, x);
        foreach (ushort y in events.Y)
            bottom = Math.Max(bottom, y);
        return events.Count == 0 ? null : new SensorSize(right + 1, bottom + 1);
    }
}

/// <summary>What a conversion did.</summary>
/// <param name="Read">What the reader met: what it left out is counted there.</param>
/// <param name="Written">What the writer wrote, and what it could not hold.</param>
/// <param name="Sensor">The sensor; null when it is not known.</param>
/// <param name="SensorMeasured">Whether the sensor is only what the events need, since the input does not name it.</param>
public sealed record ConversionReport(DecodeReport Read, WriteReport Written, SensorSize? Sensor, bool SensorMeasured);
