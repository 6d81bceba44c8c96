using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Images;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Images;

public sealed class PngTests
{
    [Fact]
    public void Decode_WhatWasWritten_GivesTheSameImage() => Prop.ForAll(
        Gen.Choose(1, 20).Three().Zip(Gen.Choose(1, 4)).ToArbitrary(),
        draw =>
        {
            ((int width, int height, int seed), int channels) = draw;
            var image = RandomImage(width, height, channels, seed);
            var again = ImageFile.Decode(Written(image), "test");
            return (again.Width, again.Height, again.Channels) == (width, height, channels) && again.Samples.SequenceEqual(image.Samples);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Decode_EachFilter_GivesTheSameImage(int filter)
    {
        var image = RandomImage(7, 5, 3, 1);
        byte[] file = File(Header(7, 5, 8, 2, 0), [], Filtered(image, filter));

        Assert.Equal(image.Samples.ToArray(), ImageFile.Decode(file, "test").Samples.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Decode_GrayOfEachDepth_IsStretchedTo8Bits(int depth)
    {
        int largest = (1 << depth) - 1;
        int[] values = [0, largest, largest / 2, 1, largest - 1];
        byte[] row = new byte[(values.Length * depth + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            for (int bit = 0; bit < depth; bit++)
            {
                if (((values[i] >> (depth - 1 - bit)) & 1) == 1)
                    row[(i * depth + bit) / 8] |= (byte)(0x80 >> (i * depth + bit) % 8);
            }
        }

        var image = ImageFile.Decode(File(Header(5, 1, depth, 0, 0), [], [0, .. row]), "test");

        Assert.Equal([.. values.Select(v => (byte)Math.Round(255.0 * v / largest, MidpointRounding.AwayFromZero))], image.Samples.ToArray());
    }

    [Fact]
    public void Decode_PaletteWithTransparency_GivesFourChannels()
    {
        byte[] file = File(Header(2, 1, 2, 3, 0), Chunk("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]).Concat(Chunk("tRNS", [10])), [0, 0b0010_0000]);

        Assert.Equal([1, 2, 3, 10, 7, 8, 9, 255], ImageFile.Decode(file, "test").Samples.ToArray());
    }

    [Fact]
    public void Decode_TransparentColour_BecomesAlpha()
    {
        byte[] gray = File(Header(2, 1, 8, 0, 0), Chunk("tRNS", [0, 77]), [0, 77, 78]);
        byte[] rgb = File(Header(2, 1, 8, 2, 0), Chunk("tRNS", [0, 1, 0, 2, 0, 3]), [0, 1, 2, 3, 1, 2, 4]);

        Assert.Equal([77, 0, 78, 255], ImageFile.Decode(gray, "test").Samples.ToArray());
        Assert.Equal([1, 2, 3, 0, 1, 2, 4, 255], ImageFile.Decode(rgb, "test").Samples.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(8, 8)]
    [InlineData(13, 9)]
    public void Decode_Interlaced_GivesTheSameImage(int width, int height)
    {
        var image = RandomImage(width, height, 1, 4);
        (int X, int Y, int Dx, int Dy)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        List<byte> rows = [];
        foreach ((int x0, int y0, int dx, int dy) in passes)
        {
            for (int y = y0; y < height && x0 < width; y += dy)
            {
                rows.Add(0);
                for (int x = x0; x < width; x += dx)
                    rows.Add(image.Samples[y * width + x]);
            }
        }

        Assert.Equal(image.Samples.ToArray(), ImageFile.Decode(File(Header(width, height, 8, 0, 1), [], [.. rows]), "test").Samples.ToArray());
    }

    [Fact]
    public void Decode_RowsPackedWithADictionary_IsRefused()
    {
        byte[] packed = [0x78, 0xbb, 0, 0, 0, 1, 1, 2, 0, 0xfd, 0xff, 0, 9];
        byte[] file = [.. PngChunk.Signature, .. Chunk("IHDR", Header(1, 1, 8, 0, 0)), .. Chunk("IDAT", packed), .. Chunk("IEND", [])];

        Assert.Contains("packed rows for every pixel", Assert.Throws<EventFormatException>(() => ImageFile.Decode(file, "test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_TruncatedAtAnyByte_SaysWhere()
    {
        byte[] file = Written(RandomImage(5, 4, 3, 2));
        for (int length = 0; length < file.Length; length++)
        {
            var error = Assert.Throws<EventFormatException>(() => ImageFile.Decode(file.AsSpan(0, length), "cut"));
            Assert.Equal("cut", error.Path);
            Assert.InRange(error.ByteOffset, 0, length);
        }
    }

    [Fact]
    public void Decode_AnyByteChanged_IsNoticed()
    {
        byte[] file = Written(RandomImage(5, 4, 3, 3));
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= 0x10;
            Assert.Throws<EventFormatException>(() => ImageFile.Decode(changed, "changed"));
        }
    }

    [Theory]
    [InlineData(int.MinValue, 1, 8, 0)]
    [InlineData(65536, 65536, 8, 0)]
    [InlineData(8000, 8000, 8, 0)] // fits, but the data are a few bytes
    [InlineData(0, 1, 8, 0)]
    [InlineData(1, 1, 3, 0)]
    [InlineData(1, 1, 16, 3)]
    [InlineData(1, 1, 8, 5)]
    public void Decode_HeaderThatClaimsTooMuchOrNonsense_ThrowsWithoutMemory(int width, int height, int depth, int color)
    {
        byte[] file = File(Header(width, height, depth, color, 0), [], new byte[10]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EventFormatException>(() => ImageFile.Decode(file, "test"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_DefectsOfContent_Throw()
    {
        var image = RandomImage(3, 3, 1, 5);
        Fails(File(Header(3, 3, 8, 0, 0), [], Filtered(image, 0)[..^1]), "too few rows");
        Fails(File(Header(3, 3, 8, 0, 0), [], [.. Filtered(image, 0), 1]), "too many rows");
        Fails(File(Header(3, 3, 8, 0, 0), [], [5, .. Filtered(image, 0)[1..]]), "a filter that is not known");
        Fails(File(Header(1, 1, 8, 3, 0), [], [0, 0]), "no palette");
        Fails(File(Header(1, 1, 8, 3, 0), Chunk("PLTE", [1, 2, 3]), [0, 1]), "an index outside the palette");
        Fails(File(Header(1, 1, 8, 3, 0), Chunk("PLTE", [1, 2]), [0, 0]), "a palette of two thirds");
        Fails(File(Header(1, 1, 8, 4, 0), Chunk("tRNS", [1, 2]), [0, 0, 0]), "transparency beside alpha");
        Fails(File(Header(1, 1, 8, 0, 0), Chunk("ABCD", []), [0, 0]), "a critical chunk that is not known");
        Assert.Equal(1, ImageFile.Decode(File(Header(1, 1, 8, 0, 0), Chunk("abCD", [1, 2]), [0, 0]), "ancillary").Width);

        static void Fails(byte[] file, string why) => Assert.True(Record.Exception(() => ImageFile.Decode(file, "test")) is EventFormatException, why);
    }

    [Fact]
    public void Decode_OtherKinds_SaysWhatToDo()
    {
        Assert.Contains("JPEG", Assert.Throws<EventFormatException>(() => ImageFile.Decode([0xFF, 0xD8, 0xFF, 0xE0], "a.jpg")).Message, StringComparison.Ordinal);
        Assert.Contains("PNG", Assert.Throws<EventFormatException>(() => ImageFile.Decode([1, 2, 3], "a")).Message, StringComparison.Ordinal);
        Assert.Throws<EventFormatException>(() => ImageFile.Decode([], "empty"));
    }

    internal static RasterImage RandomImage(int width, int height, int channels, int seed)
    {
        var random = new CounterRandom((ulong)seed, RandomPurpose.Test, 5);
        byte[] samples = new byte[width * height * channels];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (byte)random.NextInt32(0, 256);
        return new RasterImage(width, height, channels, samples);
    }

    internal static byte[] Written(RasterImage image)
    {
        using MemoryStream stream = new();
        PngWriter.Write(stream, image);
        return stream.ToArray();
    }

    private static byte[] Header(int width, int height, int depth, int color, int interlace)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)color, (byte)interlace);
        return header;
    }

    private static byte[] File(byte[] header, IEnumerable<byte> between, byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal))
            zlib.Write(rows);
        return [.. PngChunk.Signature, .. Chunk("IHDR", header), .. between, .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        using MemoryStream stream = new();
        PngChunk.Write(stream, System.Text.Encoding.ASCII.GetBytes(type), data);
        return stream.ToArray();
    }

    /// <summary>Rows of an image with one filter, straight from the standard's definition.</summary>
    private static byte[] Filtered(RasterImage image, int filter)
    {
        List<byte> rows = [];
        int step = image.Channels;
        for (int y = 0; y < image.Height; y++)
        {
            rows.Add((byte)filter);
            for (int i = 0; i < image.Width * step; i++)
            {
                int a = i < step ? 0 : image.Row(y)[i - step], b = y == 0 ? 0 : image.Row(y - 1)[i], c = i < step || y == 0 ? 0 : image.Row(y - 1)[i - step];
                int p = a + b - c;
                int paeth = new[] { a, b, c }.OrderBy(v => Math.Abs(p - v)).First(); // a stable sort keeps the order of ties
                rows.Add((byte)(image.Row(y)[i] - new[] { 0, a, b, (a + b) / 2, paeth }[filter]));
            }
        }

        return [.. rows];
    }
}
