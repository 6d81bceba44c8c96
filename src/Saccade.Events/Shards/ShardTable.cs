using System.Security.Cryptography;
using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Shards;

/// <summary>The table at the end of a shard as bytes; see this folder's README.</summary>
internal static class ShardTable
{
    public static byte[] Write(IReadOnlyList<StoredRecording> recordings)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(recordings.Count);
        foreach (var r in recordings)
        {
            writer.Write(r.Id);
            writer.Write(r.Part);
            writer.Write7BitEncodedInt(r.Label);
            writer.Write7BitEncodedInt(r.Sensor?.Width ?? 0);
            writer.Write7BitEncodedInt(r.Sensor?.Height ?? 0);
            writer.Write7BitEncodedInt64(r.Offset);
            writer.Write7BitEncodedInt(r.Block.Count);
            writer.Write(r.Block.BaseTime);
            writer.Write(r.Block.IsWide);
            writer.Write(r.Hash);
            if (r.Checksum is { } checksum)
                writer.Write(checksum);
            Write(writer, r.Report);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no table.</exception>
    public static StoredRecording[] Read(byte[] bytes, int version)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            int count = reader.Read7BitEncodedInt();
            if ((uint)count > (uint)bytes.Length)
                throw new InvalidDataException($"{count} recordings in {bytes.Length} bytes");
            var recordings = new StoredRecording[count];
            for (int i = 0; i < count; i++)
                recordings[i] = ReadOne(reader, version);
            return recordings;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            // The bytes are in memory, so an IOException too speaks of them: their end, or a text of negative length.
            throw new InvalidDataException(e.Message, e);
        }
    }

    public static byte[] Hash(ReadOnlySpan<byte> table) => SHA256.HashData(table);

    private static StoredRecording ReadOne(BinaryReader reader, int version)
    {
        string id = reader.ReadString(), part = reader.ReadString();
        int label = reader.Read7BitEncodedInt();
        SensorSize sensor = new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        long offset = reader.Read7BitEncodedInt64();
        EventBlock block = new(reader.Read7BitEncodedInt(), reader.ReadInt64(), reader.ReadBoolean());
        byte[] hash = reader.ReadBytes(StoredRecording.HashBytes);
        ulong? checksum = version == 1 ? null : reader.ReadUInt64();
        return new StoredRecording
        {
            Id = id,
            Part = part,
            Label = label,
            Sensor = sensor.IsValid ? sensor : null,
            Offset = offset,
            Block = block,
            Hash = hash,
            Checksum = checksum,
            Report = ReadReport(reader, block.Count),
        };
    }

    private static void Write(BinaryWriter writer, DecodeReport report)
    {
        foreach (long count in (ReadOnlySpan<long>)[
            report.Bytes, report.TimerOverflows, report.OutsideSensor, report.Backwards, report.Invalid, report.Frames,
            report.InertialSamples, report.Triggers, report.Others, report.Damages, report.LostBytes])
        {
            writer.Write7BitEncodedInt64(count);
        }

        writer.Write(report.FirstDamage ?? "");
    }

    private static DecodeReport ReadReport(BinaryReader reader, int events)
    {
        var report = new DecodeReport
        {
            Events = events,
            Bytes = reader.Read7BitEncodedInt64(),
            TimerOverflows = reader.Read7BitEncodedInt64(),
            OutsideSensor = reader.Read7BitEncodedInt64(),
            Backwards = reader.Read7BitEncodedInt64(),
            Invalid = reader.Read7BitEncodedInt64(),
            Frames = reader.Read7BitEncodedInt64(),
            InertialSamples = reader.Read7BitEncodedInt64(),
            Triggers = reader.Read7BitEncodedInt64(),
            Others = reader.Read7BitEncodedInt64(),
            Damages = reader.Read7BitEncodedInt64(),
            LostBytes = reader.Read7BitEncodedInt64(),
        };
        return reader.ReadString() is { Length: > 0 } damage ? report with { FirstDamage = damage } : report;
    }
}
