using System.Buffers.Binary;
using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Evt;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Evt;

/// <summary>EVT 2.0 and 3.0 word by word, and the header that all encodings share.</summary>
public sealed class EvtReaderTests
{
    [Fact]
    public void Read_Evt2Words_AreAsTheTableSays()
    {
        byte[] bytes = [.. "% evt 2.0\n"u8, .. Words32(0x8000_0002, (1u << 28) | (5u << 22) | (639u << 11) | 479, 3u << 22, 0xA000_0000, 0xE000_0001)];

        (var events, var report) = EventData.Decode(EvtFormat.Evt2, bytes, 1);

        Assert.Equal([new Event(133, 639, 479, 1), new Event(131, 0, 0, 0)], Enumerable.Range(0, events.Count).Select(i => events[i]));
        Assert.Equal((1L, 1L, 1L), (report.Triggers, report.Others, report.Backwards));
    }

    [Fact]
    public void Read_Evt3Words_AreAsTheTableSays()
    {
        byte[] bytes = [.. "% evt 3.0\n% geometry 1280x720\n% end\n"u8, .. Words16(
            0x8001, 0x6002, 0x0003, 0x2804, // time 4098, row 3, ON at column 4
            0x3064, 0x4801, 0x5081, // OFF from column 100: 100 and 111, then 8 more from 112: 112 and 119
            0xA000, 0x7000)];

        (var events, var report) = EventData.Decode(EvtFormat.Evt3, bytes, 1);

        Assert.Equal(
            [new Event(4098, 4, 3, 1), new Event(4098, 100, 3, 0), new Event(4098, 111, 3, 0), new Event(4098, 112, 3, 0), new Event(4098, 119, 3, 0)],
            Enumerable.Range(0, events.Count).Select(i => events[i]));
        Assert.Equal((1L, 1L), (report.Triggers, report.Others));
    }

    [Fact]
    public void Read_Evt3VectorOverTheEdge_KeepsWhatIsOnTheSensor()
    {
        byte[] bytes = [.. "% evt 3.0\n% geometry 640x480\n"u8, .. Words16(0x8000, 0x6000, 0x0000, 0x3000 | 634, 0x4fff)];

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(EvtFormat.Evt3, bytes, 64));
        (var events, var report) = EventData.Decode(EvtFormat.Evt3, bytes, 64, new ReadOptions { OutsideSensor = OutsideSensor.Drop });

        Assert.Contains("640x480", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes.Length - 2, error.ByteOffset);
        Assert.Equal((6, 6L), (events.Count, report.OutsideSensor));
    }

    [Theory]
    [InlineData("% evt 4.0\n", "EVT 2.0, 2.1 or 3.0")]
    [InlineData("% format EVT3;height=many;width=3\n", "width and height")]
    [InlineData("% geometry 640\n", "width and height")]
    [InlineData("% format EVT2;endianness=big\n", "words in the order 'little' or 'legacy'")]
    [InlineData("% endianness middle\n", "words in the order")]
    [InlineData("% format HISTO3D;height=720;width=1280\n", "EVT 2.0, 2.1 or 3.0")]
    [InlineData("% format EVT4;height=720;width=1280\n", "EVT 2.0, 2.1 or 3.0")]
    public void Read_BadHeader_SaysWhatWasExpected(string header, string expected)
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(EvtFormat.Evt2, Encoding.ASCII.GetBytes(header), 7));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("% evt 2.0\n", "evt2")]
    [InlineData("% Date 2020\n% format EVT21;height=720;width=1280\n", "evt21")]
    [InlineData("% evt 3.0\n", "evt3")]
    [InlineData("% Date 2020\n% system_ID 48\n", "evt3")]
    [InlineData("% system_ID 30\n", "evt3")]
    [InlineData("% system_ID 28\n", "evt2")]
    [InlineData("% system_ID 48\n% evt 2.0\n", "evt2")]
    public void Detect_Raw_GoesByTheHeader(string header, string name) =>
        Assert.Equal(name, EventFormats.Default.Detect("x.raw", Encoding.ASCII.GetBytes(header)).Name);

    [Theory]
    [InlineData("% Date 2020\n")]
    [InlineData("% system_ID 99\n")]
    [InlineData("% system_ID many\n% geometry 640x480\n")]
    [InlineData("")]
    public void Detect_RawWithoutEncoding_Asks(string header)
    {
        var error = Assert.Throws<EventFormatException>(() => EventFormats.Default.Detect("x.raw", [.. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0x80]));

        Assert.Contains("say which it is: --format evt2, evt21 or evt3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_RawOfAnUnknownEncoding_IsAnError()
    {
        byte[] bytes = [.. "% format HISTO3D;height=720;width=1280\n% end\n"u8, 1, 2, 3, 4];

        Assert.Throws<EventFormatException>(() => EventFormats.Default.ReadStream(new MemoryStream(bytes), new EventBuffer(), new ReadOptions { Path = "x.raw" }));
    }

    [Theory]
    [InlineData("% evt 4.0\n", "'evt 4.0'")]
    [InlineData("% Date 2020\n% format DIFF3D;height=320;width=320\n", "'format DIFF3D")]
    [InlineData("% evt 2.0\n% format EVT3;height=720;width=1280\n", "Evt2, as a line above says")]
    [InlineData("% format EVT21\n% evt 3.0\n", "Evt21, as a line above says")]
    public void Detect_RawWithABadName_SaysWhichLine(string header, string expected)
    {
        var error = Assert.Throws<EventFormatException>(() => EventFormats.Default.Detect("x.raw", [.. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0x80]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EncodingTheUserNames_GoesBeforeThatOfTheBoard()
    {
        byte[] bytes = [.. "% system_ID 48\n% end\n"u8, .. Words32(0x8000_0001, (1u << 28) | (5u << 11) | 37)];

        (var events, _) = EventData.Decode(EvtFormat.Evt2, bytes, 64);

        Assert.Equal([new Event(64, 5, 37, 1)], Enumerable.Range(0, events.Count).Select(i => events[i]));
    }

    [Theory]
    [InlineData("% owner \u00c9cole \u2013 \u00c9tage\n")]
    [InlineData("% \u00e0 \u20ac\u20ac\u20ac\n")]
    public void Read_HeaderBeyondAsciiCutAnywhere_GoesOn(string line)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(line), .. "% evt 2.0\n% end\n"u8, .. Words32(0x8000_0001, (1u << 28) | (5u << 11) | 37)];

        for (int chunk = 1; chunk < bytes.Length; chunk++)
        {
            (var events, _) = EventData.Decode(EvtFormat.Evt2, bytes, chunk);
            Assert.Equal([new Event(64, 5, 37, 1)], Enumerable.Range(0, events.Count).Select(i => events[i]));
        }
    }

    [Fact]
    public void Read_WordsWithoutMeaning_AreCountedAndNoDamage()
    {
        byte[] bytes = [.. "% evt 3.0\n"u8, .. Words16(0x8000, 0x6000, 0x0000, 0x2000, 0x9999, 0xB000, 0x1234, 0xC000, 0xD00D, 0x2001)];

        (var events, var report) = EventData.Decode(EvtFormat.Evt3, bytes, 64);

        Assert.Equal((2, 5L, 0L), (events.Count, report.Others, report.Damages));
    }

    [Theory]
    [InlineData("% evt 2.0\n")]
    [InlineData("% Date 2018-01-01\n% evt 2.0\n% geometry 640x480\n")]
    public void Read_FirstWordThatBeginsLikeAHeaderLine_IsData(string header)
    {
        // 0x25 is '%', 0x0A a line feed, 0x20 a space; without an end mark only the space and what follows tell a line from words.
        foreach (uint low in new uint[] { 0x25, 0x0A25, 0x2025, 0x012025, 0x25252525 & 0x0FFF_FFFF })
        {
            byte[] bytes = [.. Encoding.ASCII.GetBytes(header), .. Words32(0x8000_0000 | low, (1u << 28) | (5u << 11) | 37, 0x8000_0000 | (low + 1), (5u << 11) | 10)];
            for (int chunk = 1; chunk < 20; chunk++)
            {
                (var events, _) = EventData.Decode(EvtFormat.Evt2, bytes, chunk);
                Assert.Equal([new Event((long)low << 6, 5, 37, 1), new Event((low + 1L) << 6, 5, 10, 0)], Enumerable.Range(0, events.Count).Select(i => events[i]));
            }
        }
    }

    [Theory]
    [InlineData("% evt 2.1\n% format EVT21;height=720;width=1280;endianness=legacy\n% end\n", true)]
    [InlineData("% evt 2.1\n% endianness legacy\n% geometry 1280x720\n% end\n", true)]
    [InlineData("% camera_integrator_name Prophesee\n% evt 2.1\n% system_ID 39\n% end\n", true)]
    [InlineData("% integrator_name Prophesee\n% evt 2.1\n% system_ID 54\n% end\n", true)]
    [InlineData("% integrator_name Prophesee\n% evt 2.1\n% system_ID 55\n% end\n", false)]
    [InlineData("% integrator_name Other\n% evt 2.1\n% system_ID 39\n% end\n", false)]
    [InlineData("% integrator_name Prophesee\n% evt 2.1\n% endianness little\n% system_ID 39\n% end\n", false)]
    [InlineData("% evt 2.1\n% end\n", false)]
    public void Read_Evt21_OrderOfHalvesIsThatOfTheHeader(string header, bool legacy)
    {
        ulong[] words = [(8ul << 60) | (10ul << 32), (1ul << 60) | (1ul << 54) | (32ul << 43) | (5ul << 32) | 0b101];
        byte[] bytes = [.. Encoding.ASCII.GetBytes(header), .. words.SelectMany(w => BitConverter.GetBytes(legacy ? (w << 32) | (w >> 32) : w))];

        (var events, _) = EventData.Decode(EvtFormat.Evt21, bytes, 11);

        Assert.Equal([new Event(641, 32, 5, 1), new Event(641, 34, 5, 1)], Enumerable.Range(0, events.Count).Select(i => events[i]));
    }

    [Fact]
    public void Read_Evt2WordsOfOtherKinds_AreCounted()
    {
        byte[] bytes = [.. "% evt 2.0\n"u8, .. Words32(0x8000_0000, 1u << 28, 0x3000_0000, 0xB000_0000, 0xD000_0000, 1u << 28)];

        (var events, var report) = EventData.Decode(EvtFormat.Evt2, bytes, 64);

        Assert.Equal((2, 3L), (events.Count, report.Others));
    }

    private static byte[] Words32(params uint[] words)
    {
        byte[] bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    private static byte[] Words16(params int[] words)
    {
        byte[] bytes = new byte[2 * words.Length];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)words[i]);
        return bytes;
    }
}
