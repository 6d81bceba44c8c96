using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>Layout of a cache file; see the byte table in this folder's README. All numbers are little-endian.</summary>
internal static class FrameCacheFile
{
    public const int FormatVersion = 2;
    private const int HeaderBytes = 8 + 4 + 4 + 4 + 4 + CacheKey.Length;
    private const byte ByteCounts = 0;
    private const byte FloatCounts = 1;

    private static ReadOnlySpan<byte> _magic => "SACCFRM\n"u8;

    public static void Write(Stream stream, CacheKey key, CachedShape shape, CachedContent content)
    {
        using ContentHash hash = new();
        byte[] report = JsonSerializer.SerializeToUtf8Bytes(content.Report, ReportJson.Default.PreparationReport);
        byte[] header = new byte[HeaderBytes];
        _magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), shape.Samples);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), shape.SampleLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), report.Length);
        key.Bytes.CopyTo(header.AsSpan(24));
        Put(header);
        Put(report);
        foreach (var sample in content.Samples)
        {
            Put([sample.Bytes is null ? FloatCounts : ByteCounts]);
            Put(sample.Bytes is null ? FloatBytes(sample.Floats!) : sample.Bytes);
        }

        stream.Write(hash.Finish());

        void Put(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.Add(bytes);
        }
    }

    /// <summary>Reads a file; null when it is damaged or not the wanted one.</summary>
    public static CachedContent? Read(Stream stream, CacheKey key, CachedShape shape, CancellationToken cancellation)
    {
        using ContentHash hash = new();
        try
        {
            byte[] header = Take(HeaderBytes);
            int reportLength = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(20));
            if (!IsWanted(header, key, shape) || reportLength < 0 || reportLength > stream.Length)
                return null;
            byte[] report = Take(reportLength);
            var samples = new SampleFrames[shape.Samples];
            for (int i = 0; i < samples.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (TakeSample() is not { } sample)
                    return null;
                samples[i] = sample;
            }

            byte[] expected = hash.Finish();
            if (!Take(expected.Length).AsSpan().SequenceEqual(expected) || stream.ReadByte() >= 0)
                return null;
            return JsonSerializer.Deserialize(report, ReportJson.Default.PreparationReport) is { Decoded: not null } read ? new CachedContent(samples, read) : null;
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException)
        {
            return null;
        }

        byte[] Take(int length)
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>(length);
            stream.ReadExactly(bytes);
            hash.Add(bytes);
            return bytes;
        }

        SampleFrames? TakeSample()
        {
            byte kind = Take(1)[0];
            if (kind == ByteCounts)
                return SampleFrames.FromBytes(Take(shape.SampleLength));
            return kind == FloatCounts ? SampleFrames.FromFloats(Floats(Take(checked(shape.SampleLength * sizeof(float))))) : null;
        }
    }

    private static bool IsWanted(ReadOnlySpan<byte> header, CacheKey key, CachedShape shape) =>
        header.StartsWith(_magic)
        && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == FormatVersion
        && BinaryPrimitives.ReadInt32LittleEndian(header[12..]) == shape.Samples
        && BinaryPrimitives.ReadInt32LittleEndian(header[16..]) == shape.SampleLength
        && header[24..].SequenceEqual(key.Bytes);

    private static byte[] FloatBytes(float[] values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static float[] Floats(byte[] bytes)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return values;
    }
}

/// <summary>What a cache file holds.</summary>
internal sealed record CachedContent(SampleFrames[] Samples, PreparationReport Report);

/// <summary>What a cache file must hold: so many samples of so many values.</summary>
internal readonly record struct CachedShape(int Samples, int SampleLength);

/// <summary>How a report is written in JSON, without reflection, so that it can be trimmed and compiled ahead of time.</summary>
[JsonSerializable(typeof(PreparationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>Content when it was found, and what was met in looking.</summary>
internal readonly record struct CacheLookup(CachedContent? Content, CacheReport Report);
