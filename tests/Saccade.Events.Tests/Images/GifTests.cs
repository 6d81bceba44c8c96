using Saccade.Events.Images.Gif;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Images;

public sealed class GifTests
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(5, 3, 3)]
    [InlineData(40, 30, 4)]
    [InlineData(64, 64, 16)]
    [InlineData(200, 150, 256)] // fills the table of codes several times
    [InlineData(130, 120, 2)]
    public void Add_RandomAndFlatFrames_DecodeToThemselves(int width, int height, int colors)
    {
        var random = new CounterRandom(1, RandomPurpose.Test, 6, colors);
        byte[] noise = new byte[width * height], flat = new byte[width * height];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (byte)random.NextInt32(0, colors);
        byte[] palette = [.. Enumerable.Range(0, 3 * colors).Select(i => (byte)i)];
        using MemoryStream stream = new();
        using (GifWriter writer = new(stream, width, height, palette))
        {
            writer.Add(noise, 40_000);
            writer.Add(flat, 0);
            Assert.Equal(2, writer.Frames);
        }

        var file = GifFile.Parse(stream.ToArray());

        Assert.Equal((width, height), (file.Width, file.Height));
        Assert.Equal(palette, file.Palette[..palette.Length]);
        Assert.Equal([4, 0], file.Hundredths);
        Assert.Equal(noise, file.Frames[0]);
        Assert.Equal(flat, file.Frames[1]);
    }

    [Fact]
    public void Add_WrongFrames_Throw()
    {
        using MemoryStream stream = new();
        GifWriter writer = new(stream, 2, 2, new byte[9]);

        Assert.Throws<ArgumentException>(() => writer.Add(new byte[3], 0));
        Assert.Throws<ArgumentException>(() => writer.Add([0, 1, 2, 3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new byte[4], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new byte[4], 700_000_000));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Add(new byte[4], 0));
        Assert.Throws<ArgumentException>(() => new GifWriter(stream, 1, 1, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GifWriter(stream, 65536, 1, new byte[6]));
    }

    /// <summary>A reader for what the writer writes, by the specification's own description of the decoder.</summary>
    private sealed record GifFile(int Width, int Height, byte[] Palette, List<int> Hundredths, List<byte[]> Frames)
    {
        public static GifFile Parse(byte[] bytes)
        {
            Assert.Equal("GIF89a"u8.ToArray(), bytes[..6]);
            int colors = 2 << (bytes[10] & 7), at = 13 + 3 * colors;
            GifFile file = new(bytes[6] | (bytes[7] << 8), bytes[8] | (bytes[9] << 8), bytes[13..at], [], []);
            while (bytes[at] != 0x3B)
            {
                if (bytes[at] == 0x21)
                {
                    if (bytes[at + 1] == 0xF9)
                        file.Hundredths.Add(bytes[at + 4] | (bytes[at + 5] << 8));
                    at += 2;
                    Blocks(bytes, ref at);
                }
                else
                {
                    Assert.Equal(0x2C, bytes[at]);
                    int depth = bytes[at + 10];
                    at += 11;
                    file.Frames.Add(Unpack(Blocks(bytes, ref at), depth));
                }
            }

            Assert.Equal(bytes.Length - 1, at);
            return file;
        }

        private static byte[] Blocks(byte[] bytes, ref int at)
        {
            List<byte> data = [];
            for (; bytes[at] != 0; at += bytes[at] + 1)
                data.AddRange(bytes[(at + 1)..(at + 1 + bytes[at])]);
            at++;
            return [.. data];
        }

        private static byte[] Unpack(byte[] data, int depth)
        {
            int clear = 1 << depth, width = depth + 1, bit = 0;
            List<byte[]> table = [];
            byte[]? last = null;
            List<byte> pixels = [];
            while (true)
            {
                int code = 0;
                for (int i = 0; i < width; i++, bit++)
                    code |= ((data[bit / 8] >> (bit % 8)) & 1) << i;
                if (code == clear + 1)
                    return [.. pixels];
                if (code == clear)
                {
                    table = [.. Enumerable.Range(0, clear + 2).Select(i => new[] { (byte)i })];
                    (width, last) = (depth + 1, null);
                    continue;
                }

                byte[] run = code < table.Count ? table[code] : [.. last!, last![0]];
                if (last is not null && table.Count < 4096)
                    table.Add([.. last, run[0]]);
                if (table.Count == 1 << width && width < 12)
                    width++;
                pixels.AddRange(run);
                last = run;
            }
        }
    }
}
