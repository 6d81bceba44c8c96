using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>
/// Mutations of recordings of every format, with a fixed seed: whatever the bytes, a reader gives events or one
/// <see cref="EventFormatException"/>, and no more memory than the bytes can account for.
/// </summary>
public sealed class FuzzTests
{
    private const int CasesPerSample = 600;
    private const int SampleBytes = 6000;

    /// <summary>Formats that a library outside reads: hostile bytes could end the process, so they are fuzzed elsewhere.</summary>
    private static readonly string[] _native = ["hdf5"];

    public static TheoryData<string> Writable => FormatCases.Writable;

    public static TheoryData<string> Recordings => [.. GoldenTests.Names().Where(n => !n.EndsWith('5'))];

    [Theory]
    [MemberData(nameof(Writable))]
    public void Read_MutatedOwnFile_NeverCrashes(string name)
    {
        Assert.SkipWhen(_native.Contains(name), "read by a native library");
        byte[] sample = FormatCases.Bytes(name, FormatCases.Events(300));
        Fuzz(EventFormats.Default.ByName(name), sample, (ulong)name.Length);
        byte[] packed = FormatCases.Bytes(name, FormatCases.Events(300), new WriteOptions { Sensor = FormatCases.Sensor, Compression = PacketCompression.Lz4 });
        if (!packed.AsSpan().SequenceEqual(sample))
            Fuzz(EventFormats.Default.ByName(name), packed, 7);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Read_MutatedRecording_NeverCrashes(string name)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require(["data", "formats", .. name.Split('/')]));
        var format = EventFormats.Default.Detect(name, bytes.AsSpan(0, Math.Min(bytes.Length, EventFormats.Default.SignatureLength)));
        Fuzz(format, bytes.AsSpan(0, Math.Min(bytes.Length, SampleBytes)).ToArray(), 99);
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Read_RandomBytesBehindTheHeader_NeverCrashes(string name)
    {
        Assert.SkipWhen(_native.Contains(name), "read by a native library");
        byte[] header = FormatCases.Bytes(name, new EventBuffer());
        var random = new CounterRandom(5, RandomPurpose.Test, 1, (uint)name.Length);
        EventBuffer events = new();
        for (int i = 0; i < CasesPerSample; i++)
        {
            byte[] bytes = new byte[header.Length + random.NextInt32(0, 400)];
            header.CopyTo(bytes, 0);
            for (int at = header.Length; at < bytes.Length; at++)
                bytes[at] = (byte)random.NextInt32(0, 256);
            Try(EventFormats.Default.ByName(name), bytes, 1 + random.NextInt32(0, 500), i % 2 == 0 ? DamagePolicy.Fail : DamagePolicy.Salvage, events);
        }
    }

    private static void Fuzz(EventFormat format, byte[] sample, ulong seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 2, (uint)sample.Length);
        EventBuffer events = new();
        for (int i = 0; i < CasesPerSample; i++)
        {
            byte[] mutated = Mutate(sample, ref random);
            Try(format, mutated, 1 + random.NextInt32(0, mutated.Length + 1), i % 2 == 0 ? DamagePolicy.Fail : DamagePolicy.Salvage, events);
        }
    }

    /// <summary>Changes some bytes, and now and then cuts, repeats, removes or inserts a piece.</summary>
    private static byte[] Mutate(byte[] sample, ref CounterRandom random)
    {
        byte[] bytes = [.. sample];
        for (int n = random.NextInt32(1, 9); n > 0; n--)
        {
            // The beginning is where the headers are.
            int at = random.NextInt32(0, random.NextInt32(0, 2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length);
            bytes[at] = random.NextInt32(0, 3) switch { 0 => 0xff, 1 => (byte)(bytes[at] ^ (1 << random.NextInt32(0, 8))), _ => (byte)random.NextInt32(0, 256) };
        }

        int from = random.NextInt32(0, bytes.Length), to = random.NextInt32(from, Math.Min(bytes.Length, from + 200));
        return random.NextInt32(0, 6) switch
        {
            0 => bytes[..from],
            1 => [.. bytes[..from], .. bytes[to..]],
            2 => [.. bytes[..to], .. bytes[from..]],
            _ => bytes,
        };
    }

    private static void Try(EventFormat format, byte[] bytes, int chunk, DamagePolicy damage, EventBuffer events)
    {
        const long MemoryFloor = 4 << 20;
        events.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var reader = format.CreateReader(new ReadOptions { Path = "fuzz", Damage = damage });
            for (int at = 0; at < bytes.Length; at += chunk)
                reader.Read(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)), events);
            reader.Finish(events);
            Assert.Equal(events.Count, reader.Report.Events);
        }
        catch (EventFormatException)
        {
            // What the format does not promise is refused: that is right.
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MemoryFloor + 4096L * bytes.Length, $"{allocated} bytes allocated for a file of {bytes.Length}");
    }
}
