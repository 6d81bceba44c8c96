using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Aedat2;

public sealed class Aedat2ReaderTests
{
    private const string Header = "#!AER-DAT2.0\r\n# anything\r\n";

    [Theory]
    [InlineData(AddressLayout.Dvs128, 30, 100, 1)]
    [InlineData(AddressLayout.Cifar10Dvs, 127 - 100, 127 - 30, 1)]
    public void Read_Dvs128Address_ByLayout(AddressLayout layout, int x, int y, int p)
    {
        byte[] bytes = Bytes(Header, ((100u << 8) | (30u << 1), 1234));

        (var events, _) = EventData.Decode(Aedat2Format.Instance, bytes, 5, new ReadOptions { Addresses = layout });

        Assert.Equal(new Event(1234, (ushort)x, (ushort)y, (byte)p), Assert.Single(Enumerable.Range(0, events.Count).Select(i => events[i])));
    }

    [Fact]
    public void Read_Davis_PassesOverImagesAndSpecials()
    {
        uint at = (100u << 22) | (200u << 12) | (1u << 11);
        byte[] bytes = Bytes(Header + "# AEChip: eu.seebetter.ini.chips.davis.Davis346red\r\n", (at, 5), (at | 0x8000_0000, 6), (at | 0x400, 7), (at | 0x8000_0400, 8));

        (var events, var report) = EventData.Decode(Aedat2Format.Instance, bytes, 5);

        Assert.Equal(new Event(5, 200, 100, 1), Assert.Single(Enumerable.Range(0, events.Count).Select(i => events[i])));
        Assert.Equal((1L, 1L, 1L), (report.Frames, report.Triggers, report.InertialSamples));
    }

    [Fact]
    public void Read_Version1_HasShortAddresses_AndTruncationIsNoticed()
    {
        byte[] bytes = [.. "#!AER-DAT1.0\r\n"u8, 0x03, 0x05, 0, 0, 0, 9, 0x03, 0x04, 0, 0, 0, 10];

        (var events, _) = EventData.Decode(Aedat2Format.Instance, bytes, 1);

        Assert.Equal([new Event(9, 2, 3, 0), new Event(10, 2, 3, 1)], Enumerable.Range(0, events.Count).Select(i => events[i]));
        for (int cut = 1; cut < 6; cut++)
            Assert.Throws<EventFormatException>(() => EventData.Decode(Aedat2Format.Instance, bytes.AsSpan(0, bytes.Length - cut), 4));
    }

    [Theory]
    [InlineData("#End Of ASCII Header\r\n")]
    [InlineData("# End of ASCII Header\r\n")]
    [InlineData("")]
    public void Read_FirstEventThatBeginsLikeAComment_IsAnEvent(string end)
    {
        uint at = (140u << 22) | (5u << 12) | (1u << 11); // 0x23 is '#'
        byte[] bytes = Bytes(Header + "# AEChip: Davis346B\r\n" + end, (at, 10), (at | (6u << 12), 0x0A0A));

        for (int chunk = 1; chunk < 20; chunk++)
        {
            (var events, _) = EventData.Decode(Aedat2Format.Instance, bytes, chunk);
            Assert.Equal([10L, 0x0A0A], Enumerable.Range(0, events.Count).Select(i => events[i].TimeMicros));
        }
    }

    [Fact]
    public void Write_EventsOfEveryRow_AreReadBack()
    {
        var sensor = new SensorSize(346, 260);
        for (ushort y = 0; y < sensor.Height; y++)
        {
            EventBuffer events = new();
            for (ushort x = 0; x < sensor.Width; x += 23)
                events.Add(0x0A0D0A0D + x, x, y, (byte)(x & 1));
            using MemoryStream stream = new();
            var writer = Aedat2Format.Instance.CreateWriter(stream, new WriteOptions { Sensor = sensor });
            writer.Write(events.All);
            writer.Finish();

            (var read, _) = EventData.Decode(Aedat2Format.Instance, stream.ToArray(), 4096);

            Assert.Equal(Enumerable.Range(0, events.Count).Select(i => events[i]), Enumerable.Range(0, read.Count).Select(i => read[i]));
        }
    }

    [Fact]
    public void Read_SharedRecording_MatchesTheGoldenAddresses()
    {
        string path = SharedData.Require("data", "formats", "aedat2", "MovingDarkBox_dvs128.aedat");
        EventBuffer events = new();

        EventFormats.Default.ReadFile(path, events);

        // The golden digest is over raw addresses and times: bit 0 is 0 for ON, then x, then y.
        byte[] raw = new byte[8 * events.Count];
        for (int i = 0; i < events.Count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(raw.AsSpan(8 * i), ((uint)events[i].Y << 8) | ((uint)events[i].X << 1) | (1u - events[i].Polarity));
            BinaryPrimitives.WriteUInt32BigEndian(raw.AsSpan(8 * i + 4), (uint)events[i].TimeMicros);
        }

        Assert.Equal(489_834, events.Count);
        Assert.True(raw.AsSpan().SequenceEqual(File.ReadAllBytes(path).AsSpan(216)));
    }

    private static byte[] Bytes(string header, params (uint Address, uint Time)[] records)
    {
        byte[] bytes = new byte[header.Length + 8 * records.Length];
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 0);
        for (int i = 0; i < records.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(header.Length + 8 * i), records[i].Address);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(header.Length + 8 * i + 4), records[i].Time);
        }

        return bytes;
    }
}
