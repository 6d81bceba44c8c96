using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Hdf5;
using Saccade.Events.Model;
using Saccade.TestKit;
using ZstdSharp;

namespace Saccade.Mutation.Kinds;

/// <summary>Recordings of every event camera format, read as one whole, and with damage passed over.</summary>
internal static class CameraKinds
{
    private static readonly SensorSize _sensor = new(100, 80);
    private static readonly string[] _elsewhere = ["hdf5", "text"];

    public static IEnumerable<MutationKind> All =>
    [
        .. EventFormats.Default.Writable.Where(f => !_elsewhere.Contains(f.Name)).Select(f => Of(f.Name, Written(f.Name))),
        Of("evt21", [Evt21()]),
        Of("aedat4", [Zstd(EventData.Random(150, _sensor, 5)), Zstd(EventData.Random(2, _sensor, 6))]) with { Name = "aedat4-zstd" },
        Of("hdf5", [.. new[] { Hdf5Files.Table, Hdf5Files.Sensor }.Select(Hdf5Files.Unpacked)]),
        new("hdf5-spike-trains", [Hdf5Files.Unpacked(Hdf5Files.Digits)], ReadSpikeTrains, [typeof(EventFormatException)]),
        Of("text", Texts()) with { IsText = true },
    ];

    private static MutationKind Of(string name, IReadOnlyList<byte[]> seeds)
    {
        var format = EventFormats.Default.ByName(name);
        return new MutationKind(name, seeds, (bytes, _) => Read(format, bytes), [typeof(EventFormatException)]);
    }

    /// <summary>Half of the inputs, those of odd length, are read with damage passed over.</summary>
    private static void Read(EventFormat format, byte[] bytes)
    {
        var options = new ReadOptions { Path = "mutated", Damage = bytes.Length % 2 == 0 ? DamagePolicy.Fail : DamagePolicy.Salvage };
        using var identified = new MemoryStream(bytes, writable: false);
        EventFormats.Default.Identify(identified, options, format);
        using var stream = new MemoryStream(bytes, writable: false);
        EventFormats.Default.ReadStream(stream, new EventBuffer(), options, format);
    }

    private static void ReadSpikeTrains(byte[] bytes, string folder)
    {
        var trains = SpikeTrains.Open(new MemoryStream(bytes, writable: false), "mutated");
        for (int i = 0; i < Math.Min(trains.Count, 20); i++)
            trains.Read(i, new EventBuffer());
    }

    /// <summary>A short recording, an empty one and, where the format compresses, one of each compression.</summary>
    private static byte[][] Written(string format) =>
    [
        .. Enum.GetValues<PacketCompression>().Select(c => Bytes(format, EventData.Random(150, _sensor, 5), c)).DistinctBy(Convert.ToHexString),
        Bytes(format, new EventBuffer(), PacketCompression.None),
        Bytes(format, EventData.Random(2, _sensor, 6), PacketCompression.None),
    ];

    private static byte[] Bytes(string format, EventBuffer events, PacketCompression compression)
    {
        using MemoryStream stream = new();
        var writer = EventFormats.Default.ByName(format).CreateWriter(stream, new WriteOptions { Path = "seed", Sensor = _sensor, Compression = compression });
        writer.Write(events.All);
        writer.Finish();
        return stream.ToArray();
    }

    /// <summary>EVT 2.1 is read only: a header, then words of the upper time and of up to 32 events of a row.</summary>
    private static byte[] Evt21()
    {
        List<byte> bytes = [.. "% evt 2.1\n% format EVT21;height=480;width=640\n% end\n"u8];
        byte[] word = new byte[8];
        for (int i = 0; i < 100; i++)
        {
            ulong value = i % 8 == 0
                ? (8UL << 60) | ((ulong)(i / 8) << 32)
                : ((ulong)(i % 2) << 60) | ((ulong)(i % 64) << 54) | ((ulong)(i * 32 % 640) << 43) | ((ulong)i << 32) | (0x8000_0001u >> (i % 5));
            BinaryPrimitives.WriteUInt64LittleEndian(word, value);
            bytes.AddRange(word);
        }

        return [.. bytes];
    }

    /// <summary>Zstd is read only: the packets of a plain AEDAT 4 file are compressed, and its header says so and names no table.</summary>
    private static byte[] Zstd(EventBuffer events)
    {
        const int Header = 18; // behind the version line and the length
        byte[] plain = Bytes("aedat4", events, PacketCompression.None);
        int root = Header + BitConverter.ToInt32(plain, Header), fields = root - BitConverter.ToInt32(plain, root) + 4;
        int compression = root + BitConverter.ToUInt16(plain, fields), table = root + BitConverter.ToUInt16(plain, fields + 2);
        int end = (int)BitConverter.ToInt64(plain, table);
        BitConverter.TryWriteBytes(plain.AsSpan(compression), 3);
        BitConverter.TryWriteBytes(plain.AsSpan(table), -1L);
        int at = Header + BitConverter.ToInt32(plain, Header - 4);
        List<byte> bytes = [.. plain[..at]];
        using var compressor = new Compressor();
        while (at < end)
        {
            int length = BitConverter.ToInt32(plain, at + 4);
            byte[] packed = compressor.Wrap(plain.AsSpan(at + 8, length)).ToArray();
            bytes.AddRange([.. plain[at..(at + 4)], .. BitConverter.GetBytes(packed.Length), .. packed]);
            at += 8 + length;
        }

        return [.. bytes];
    }

    private static byte[][] Texts()
    {
        StringBuilder plain = new(), table = new("timestamp,x,y,polarity\n"), seconds = new("# t x y p\n");
        var events = EventData.Random(40, _sensor, 7);
        for (int i = 0; i < events.Count; i++)
        {
            var e = events[i];
            plain.Append(CultureInfo.InvariantCulture, $"{e.TimeMicros} {e.X} {e.Y} {e.Polarity}\n");
            table.Append(CultureInfo.InvariantCulture, $"{e.TimeMicros},{e.X},{e.Y},{(e.Polarity == 1 ? "true" : "false")}\n");
            seconds.Append(CultureInfo.InvariantCulture, $"{(e.TimeMicros + 1) * 1e-6:0.000000} {e.X} {e.Y} {e.Polarity}\n");
        }

        return [Bytes("text", events, PacketCompression.None), .. new[] { plain, table, seconds }.Select(text => Encoding.UTF8.GetBytes(text.ToString()))];
    }
}
