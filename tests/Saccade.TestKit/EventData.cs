using System.Security.Cryptography;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.TestKit;

/// <summary>Small recordings for tests, and the digest of the golden list.</summary>
public static class EventData
{
    public static EventBuffer Random(int count, SensorSize sensor, ulong seed, int maxGap = 300, bool ordered = true)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 77);
        EventBuffer events = new();
        long time = random.NextInt32(0, 1000);
        for (int i = 0; i < count; i++)
        {
            time += ordered ? random.NextInt32(0, maxGap + 1) : random.NextInt32(-maxGap, maxGap + 1);
            events.Add(time, (ushort)random.NextInt32(0, sensor.Width), (ushort)random.NextInt32(0, sensor.Height), (byte)random.NextInt32(0, 2));
        }

        return events;
    }

    /// <summary>SHA-256 over t as int64, then x and y as uint16, then p as byte, whole columns one after the other.</summary>
    public static string Digest(EventBuffer events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(events.Times));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(events.X));
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(events.Y));
        hash.AppendData(events.Polarities);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static void AssertSame(EventBuffer expected, EventBuffer actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(expected.Times.SequenceEqual(actual.Times), "times differ");
        Assert.True(expected.X.SequenceEqual(actual.X), "x differs");
        Assert.True(expected.Y.SequenceEqual(actual.Y), "y differs");
        Assert.True(expected.Polarities.SequenceEqual(actual.Polarities), "polarities differ");
        Assert.Equal(expected.Disorder, actual.Disorder);
    }

    /// <summary>40-bit records of some events.</summary>
    public static byte[] AtisBytes(EventBuffer events)
    {
        byte[] bytes = new byte[events.Count * 5];
        for (int i = 0; i < events.Count; i++)
        {
            var e = events[i];
            bytes[i * 5] = (byte)e.X;
            bytes[i * 5 + 1] = (byte)e.Y;
            bytes[i * 5 + 2] = (byte)((e.Polarity << 7) | (int)(e.TimeMicros >> 16));
            bytes[i * 5 + 3] = (byte)(e.TimeMicros >> 8);
            bytes[i * 5 + 4] = (byte)e.TimeMicros;
        }

        return bytes;
    }

    /// <summary>Reads bytes in chunks of one size.</summary>
    public static (EventBuffer Events, DecodeReport Report) Decode(EventFormat format, ReadOnlySpan<byte> bytes, int chunk, ReadOptions? options = null)
    {
        var reader = format.CreateReader(options ?? new ReadOptions { Path = "test" });
        EventBuffer events = new();
        for (int at = 0; at < bytes.Length; at += chunk)
            reader.Read(bytes.Slice(at, Math.Min(chunk, bytes.Length - at)), events);
        reader.Finish(events);
        return (events, reader.Report);
    }
}
