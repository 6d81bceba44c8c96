using Saccade.Events.Formats;
using Saccade.Events.Formats.Hdf5;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Hdf5;

public sealed class Hdf5ReaderTests
{
    [Fact]
    public void Read_SharedSample_HasSecondsAndBooleans()
    {
        string path = SharedData.Require("data", "formats", "hdf5", "evl_event.hdf5");
        EventBuffer events = new();

        EventFormats.Default.ReadFile(path, events);

        Assert.Equal([0, 780, 1706, 1724, 1930, 1956, 3264, 3533, 3743, 3889, 4276, 4667, 4687, 5059, 5163, 5539, 5748], events.Times.ToArray());
        Assert.Equal(new Event(5748, 74, 181, 0), events[16]);
    }

    [Fact]
    public void Read_TimeOffsetWanted_IsAdded()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "formats", "derived", "dsec_layout_gzip.h5"));
        var reader = Hdf5Format.Instance.CreateReader(new ReadOptions { AddTimeOffset = true });
        EventBuffer events = new();

        reader.Read(bytes, events);
        reader.Finish(events);

        Assert.Equal(913_716_224, events.Times[0]);
        Assert.Equal(913_716_224 + 12_193, events.Times[^1]);
        Assert.Contains(new HeaderField("time offset", "913716224 us, added"), reader.Header);
        Assert.Contains(new HeaderField("events", "/events"), reader.Header);
    }

    [Theory]
    [InlineData("dsec_layout_gzip.h5")]
    [InlineData("metavision_layout_uncompressed.hdf5")]
    public void Read_Truncated_IsANamedError(string name)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "formats", "derived", name));
        for (int i = 0; i < 60; i++)
        {
            byte[] cut = bytes[..(int)((long)bytes.Length * i / 60)];
            var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, cut, 1 << 20));
            Assert.Contains("truncated", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_TwoStreams_WantsANumber()
    {
        byte[] bytes = Hdf5Files.Unpacked(Hdf5Files.Two);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, bytes, 1000));
        var left = EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 0 }).Events;
        var right = EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 1 }).Events;

        Assert.Contains("0 /left, 1 /right", error.Message, StringComparison.Ordinal);
        Assert.Equal([new Event(5, 3, 2, 1), new Event(9, 30, 20, 0)], [left[0], left[1]]);
        Assert.Equal(new Event(6, 1, 1, 1), right[0]);
        Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 2 }));
    }

    [Fact]
    public void Read_Table_IsGuessedOrTold()
    {
        // By the two rows the third column may be time; that it is one is certain, since only there are fractions.
        var guessed = EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Table), 1000).Events;
        TextLayout layout = new([TextColumn.X, TextColumn.Y, TextColumn.Time, TextColumn.Polarity], TimeUnit.Seconds);
        var told = EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Table), 1000, new ReadOptions { Text = layout }).Events;

        Assert.Equal([new Event(1_504_645_177_000_005, 3, 2, 1), new Event(1_504_645_177_250_009, 30, 20, 0)], [guessed[0], guessed[1]]);
        EventData.AssertSame(guessed, told);
    }

    [Fact]
    public void Read_CoordinateWithFraction_IsDamage()
    {
        ReadOptions micros = new() { Text = new TextLayout(Unit: TimeUnit.Microseconds) };
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Odd), 1000, micros));
        (var events, var report) = EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Odd), 1000, micros with { Damage = DamagePolicy.Salvage });

        Assert.Contains("row 1 of '/x'", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Event(7, 1, 1, 1), events[0]);
        Assert.Equal((1, 1L), (events.Count, report.Damages));
    }

    [Fact]
    public void Read_LinksElsewhere_AreNotFollowed()
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Links), 1000));

        Assert.Contains("got data sets /y", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no HDF5 at all")]
    public void Read_AnotherKindOfFile_IsANamedError(string text)
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, System.Text.Encoding.ASCII.GetBytes(text), 5));

        Assert.Contains("no HDF5 file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AttributesThatNameTheSensor_AreUsed()
    {
        var reader = Hdf5Format.Instance.CreateReader(new ReadOptions());
        EventBuffer events = new();
        reader.Read(Hdf5Files.Unpacked(Hdf5Files.Sensor), events);
        reader.Finish(events);

        Assert.Equal(new SensorSize(64, 48), reader.Sensor);
        Assert.Equal([new Event(5, 3, 2, 1), new Event(9, 63, 47, 0)], [events[0], events[1]]);
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Hdf5Files.Unpacked(Hdf5Files.Outside), 1000));
        Assert.Contains("expected an event on the 64x48 sensor, got x 63, y 48", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Hdf5Files.Two)]
    [InlineData(Hdf5Files.Table)]
    [InlineData(Hdf5Files.Filtered)]
    [InlineData(Hdf5Files.Sensor)]
    [InlineData(Hdf5Files.Outside)]
    public void Read_MutatedAnywhere_IsRefusedOrRead(string packed)
    {
        byte[] bytes = Hdf5Files.Unpacked(packed);
        for (int i = 0; i < 1500; i++)
        {
            byte[] wrong = [.. bytes];
            int at = (int)((long)i * wrong.Length / 1500);
            wrong[at] = (i % 3) switch { 0 => byte.MaxValue, 1 => (byte)(wrong[at] ^ 1 << (i % 8)), _ => 0 };
            try
            {
                EventData.Decode(Hdf5Format.Instance, wrong, wrong.Length);
            }
            catch (EventFormatException)
            {
                // The documented kind.
            }
        }
    }

    [Fact]
    public void Read_FromSeveralThreads_GivesTheSame()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "formats", "derived", "dsec_layout_gzip.h5"));
        var expected = EventData.Decode(Hdf5Format.Instance, bytes, bytes.Length).Events;

        Parallel.For(0, 4, _ => EventData.AssertSame(expected, EventData.Decode(Hdf5Format.Instance, bytes, bytes.Length).Events));
    }
}
