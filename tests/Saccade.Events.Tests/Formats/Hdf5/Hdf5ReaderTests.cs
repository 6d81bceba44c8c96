using System.IO.Compression;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Hdf5;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.Events.Native;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Formats.Hdf5;

public sealed class Hdf5ReaderTests
{
    // Made with h5py 3.7, libver="latest", and packed with gzip.

    // /left/{t,x,y,p}: (5, 3, 2, 1), (9, 30, 20, 0), and an image; /right/{t,x,y,p}: (6, 1, 1, True).
    private const string Two = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1BgIALhG0DFY1YtYfX3cAliUmCdyZiNjCuYhJA1wgAXEwMjAwMbPwOQYslJTSs5DDWJTQAkxFqUmZ5R0sYKFTRkIB1ctzVSJsdJPCD7GUvCGKHugfArkphQ+JV5zCj8gioWFPdn5iamp6oIQ90ClZM/s38x2ElADYzAEGRiZGSEGssAo5l5GBgFgAEOCXMHBlagq5i5OIAuZmGECjIIwPy4g2HIAr9f7I5EhQWcL4ASFgIcKEE7pMNizy13PUrCQmQYhcX5001TiA0LSBblQAkLCQ5UtUM5LBbdtmGioAiTZEMtwmDlBqwI4xFELcIkhKD2SuB20u0NUZ7o0QMtKRkYiSjCpKDRwzEMoseS46gnw/AFsMqXExatDHLAXCUCjGY2eIQzwiN9FIyCUTAKRsEoGAXDARDVzMPRI1EaRq1wK6nlfpSEhcowCou7bX93EgwLRQZGCyYIH9QNgPXS3Bx9gl0ZQoJCXYFiyAGkxoFqAMPiIREWHwpXCMPDQgUYFkyIniozeo+ViJ6rOjQYYK1rhhVDJ10syM6eDgA9ehZ6MBQAAA==";

    // /davis/left/events: rows x, y, t in seconds since 1970, p of 1 and -1, as MVSEC has them.
    private const string Table = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DgABUygIrfbk947u/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjYBBiDFmpJYlll8nhFqlgsDVUDGkSXyYCcxMjAyqjAwMDExMjJB5VigNDqfWYSBUVDBngHiOwcGE24Gk//MDAysQNcyc3EAfcLCCJUEykLBAoZBD0yrD7iSEz38oOhhyUlNK0mCBZUrlZzU/TiAlxwnCYKcxJZalppXUnwYZpgzVZxUsm+LBsMoGAWjYBSMAgjggNVzDqIMDnxHsq85Qrgf7CG0HVTexEGNIQBZfj8AGU4+vEAIAAA=";

    // /CD/events: eight records of zeros, with filter 36559.
    private const string Filtered = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1BQxAThG0DFi8qfH/b3cAliUmCdyZiNjCuYhJA1wgAXEwMjAwMbLwOQYnJ2OQyzwJ2BWuBovpcwOU4SBDmJLbUsNa+kOIwRapgzVZzUFRJQAHaSIrqTGBgZRRgYmBgZGWFhDaOZXRgYzVgYGPiA7AoGBgEgBQl7AYZKBiZkbgEDiwAHglvCwAbiQsxxYGAF+o6Zm5uLgZGJ8XwfyI9AORkGBhYmJiZGDj5GUAighwpDBgPdgLfKMyEAVYhh63ICAAA=";

    // /t float32 7, 8; /x float32 1, 2.5; /y big-endian 1, 2; /p 1, 0.
    private const string Odd = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1AgBRUygIp7FR9Y6O/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjYeBiDFWHIYagyUX3GeEYVfeZsJhV/wnBmqQYIBJ7hz5kcy2ElADYwiDAxMjIyMUGMYYDSzCAOjoII8AwuYp8AgzsEgXg9ksQJdx8zFAXQ5CyMD1KvwQNjAMOSA1YUHRdQIC45hEBbbPfvKCYYFDwOjACcDPCyQw0AAPQx2MAxZYPFZpo6osOAA5TuIr5HDQoIDVe1QDgsVm3eJDKNgFIwCGHjgACQcGRga7IGFIIgNKgOAZQUAPbw40hoIAAA=";

    // /events/t is a link to another file, /events/x a soft link.
    private const string Links = "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DABhUygIpf4ZfY5e/hEsSkwDqTMRsZVzAJIWuEAS4mBkYGBjZBBiDFllqWmldSfBhqFhsPSJCxMowRKmDMQA4w0krIIsdJ4kDbORwYSwQYGPRTS5L1CxKLi8tTGPRLGNg4QVKMjBVMDPqVcK+TAJQbjM6AnQT0HqMIAwMTIyMjM1QOTvMwMAKtZmAC8wQYWIGuYubiALqYhZEBGupsMAN3MAxZkHvVPIxhFIyCUTAKRsGgBQAmEPfIBggAAA==";

    public Hdf5ReaderTests() => Assert.SkipUnless(NativeLibraries.Hdf5.IsFound, "needs libhdf5");

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
        EventReader reader = Hdf5Format.Instance.CreateReader(new ReadOptions { AddTimeOffset = true });
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
        byte[] bytes = Unpacked(Two);

        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, bytes, 1000));
        EventBuffer left = EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 0 }).Events;
        EventBuffer right = EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 1 }).Events;

        Assert.Contains("0 /left, 1 /right", error.Message, StringComparison.Ordinal);
        Assert.Equal([new Event(5, 3, 2, 1), new Event(9, 30, 20, 0)], [left[0], left[1]]);
        Assert.Equal(new Event(6, 1, 1, 1), right[0]);
        Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, bytes, 1000, new ReadOptions { Stream = 2 }));
    }

    [Fact]
    public void Read_Table_IsGuessedOrTold()
    {
        // By the two rows the third column may be time; that it is one is certain, since only there are fractions.
        EventBuffer guessed = EventData.Decode(Hdf5Format.Instance, Unpacked(Table), 1000).Events;
        TextLayout layout = new([TextColumn.X, TextColumn.Y, TextColumn.Time, TextColumn.Polarity], TimeUnit.Seconds);
        EventBuffer told = EventData.Decode(Hdf5Format.Instance, Unpacked(Table), 1000, new ReadOptions { Text = layout }).Events;

        Assert.Equal([new Event(1_504_645_177_000_005, 3, 2, 1), new Event(1_504_645_177_250_009, 30, 20, 0)], [guessed[0], guessed[1]]);
        EventData.AssertSame(guessed, told);
    }

    [Fact]
    public void Read_FilterMissing_NamesIt()
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Unpacked(Filtered), 1000));

        Assert.Contains("filter 36559 (Prophesee's ECF)", error.Message, StringComparison.Ordinal);
        Assert.Contains("HDF5_PLUGIN_PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CoordinateWithFraction_IsDamage()
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Unpacked(Odd), 1000));
        (EventBuffer events, DecodeReport report) = EventData.Decode(Hdf5Format.Instance, Unpacked(Odd), 1000, new ReadOptions { Damage = DamagePolicy.Salvage });

        Assert.Contains("row 1 of '/x'", error.Message, StringComparison.Ordinal);
        Assert.Equal(new Event(7, 1, 1, 1), events[0]);
        Assert.Equal((1, 1L), (events.Count, report.Damages));
    }

    [Fact]
    public void Read_LinksElsewhere_AreNotFollowed()
    {
        var error = Assert.Throws<EventFormatException>(() => EventData.Decode(Hdf5Format.Instance, Unpacked(Links), 1000));

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
    public void Read_FromSeveralThreads_GivesTheSame()
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("data", "formats", "derived", "dsec_layout_gzip.h5"));
        EventBuffer expected = EventData.Decode(Hdf5Format.Instance, bytes, bytes.Length).Events;

        Parallel.For(0, 4, _ => EventData.AssertSame(expected, EventData.Decode(Hdf5Format.Instance, bytes, bytes.Length).Events));
    }

    private static byte[] Unpacked(string text)
    {
        using GZipStream packed = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
