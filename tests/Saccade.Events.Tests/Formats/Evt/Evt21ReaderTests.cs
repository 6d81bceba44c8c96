using System.Buffers.Binary;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Evt;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Evt;

public sealed class Evt21ReaderTests
{
    private static readonly byte[] _header = [.. "% evt 2.1\n% format EVT21;height=480;width=640\n% end\n"u8];

    [Fact]
    public void Read_Word_GivesAnEventForEachSetBit()
    {
        byte[] bytes = Bytes(TimeHigh(3), Row(1, 5, 64, 7, 0x8000_0005), Row(0, 6, 0, 479, 1));

        (var events, var report) = EventData.Decode(EvtFormat.Evt21, bytes, 3);

        Assert.Equal([new Event(197, 64, 7, 1), new Event(197, 66, 7, 1), new Event(197, 95, 7, 1), new Event(198, 0, 479, 0)], Enumerable.Range(0, events.Count).Select(i => events[i]));
        Assert.Equal(4, report.Events);
    }

    [Fact]
    public void Read_OtherWords_AreCounted()
    {
        byte[] bytes = Bytes(Row(1, 0, 0, 0, 7), TimeHigh(0), 0xA000_0000_0000_0000, 0xE000_0000_0000_0000, 0xF000_0000_0000_0000);

        (var events, var report) = EventData.Decode(EvtFormat.Evt21, bytes, bytes.Length);

        Assert.Equal(0, events.Count);
        Assert.Equal((1L, 2L, 3L), (report.Triggers, report.Others, report.Invalid)); // three events before the first time
    }

    [Fact]
    public void Read_BeyondTheHeadersSensor_IsKeptAndCounted_UnlessASensorIsDeclared()
    {
        byte[] bytes = Bytes(TimeHigh(0), Row(1, 0, 639, 0, 3));

        (var events, var report) = EventData.Decode(EvtFormat.Evt21, bytes, 8);
        (var declared, var dropped) = EventData.Decode(
            EvtFormat.Evt21, bytes, 8, new ReadOptions { Sensor = new SensorSize(640, 480), OutsideSensor = OutsideSensor.Drop });

        Assert.Equal((2, 1L), (events.Count, report.BeyondHeader));
        Assert.Equal((1, 1L), (declared.Count, dropped.OutsideSensor));
    }

    [Fact]
    public void Read_UpperTimeWraps_GoesOn()
    {
        byte[] bytes = Bytes(TimeHigh((1 << 28) - 1), Row(1, 63, 0, 0, 1), TimeHigh(0), Row(1, 0, 0, 0, 1));

        (var events, var report) = EventData.Decode(EvtFormat.Evt21, bytes, 8);

        Assert.Equal(events[0].TimeMicros + 1, events[1].TimeMicros);
        Assert.Equal(1, report.TimerOverflows);
    }

    [Fact]
    public void Read_TruncatedAtAnyByte_GivesWhatCameBefore()
    {
        byte[] bytes = Bytes(TimeHigh(0), Row(1, 1, 2, 3, 1), Row(0, 2, 3, 4, 1), Row(1, 3, 4, 5, 1));
        for (int length = 0; length < bytes.Length; length++)
        {
            EventBuffer events = new();
            var reader = EvtFormat.Evt21.CreateReader(new ReadOptions());
            int whole = Math.Max(0, (length - _header.Length) / 8 - 1);
            reader.Read(bytes.AsSpan(0, length), events);
            bool atBorder = length >= _header.Length ? (length - _header.Length) % 8 == 0 : length == 0 || bytes[length - 1] == '\n';
            if (atBorder)
                reader.Finish(events);
            else
                Assert.Throws<EventFormatException>(() => reader.Finish(events));
            Assert.Equal(whole, events.Count);
        }
    }

    private static ulong TimeHigh(ulong value) => (8UL << 60) | (value << 32);

    private static ulong Row(ulong polarity, ulong low, ulong x, ulong y, uint mask) => (polarity << 60) | (low << 54) | (x << 43) | (y << 32) | mask;

    private static byte[] Bytes(params ulong[] words)
    {
        byte[] bytes = new byte[_header.Length + 8 * words.Length];
        _header.CopyTo(bytes, 0);
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(_header.Length + 8 * i), words[i]);
        return bytes;
    }
}
