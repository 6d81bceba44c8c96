using System.Buffers.Binary;
using System.IO.Hashing;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats.Lz4;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Formats.Lz4;

/// <summary>Frames of our own, frames that the command lz4 1.9.4 made of the same content, and frames that are not what they claim.</summary>
public sealed class Lz4FrameTests
{
    private const int Limit = 1 << 20;

    /// <summary>2000 bytes i % 50 + i / 700: one block, a checksum of the content.</summary>
    private const string Plain = "BCJNGGRAp1YAAAD/IwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMgD//3kPuwIeHzIyAP//eQ92BR0vMjMyAP//EFAvMDEyMwAAAAAjkeN2";

    /// <summary>The same without the checksum.</summary>
    private const string Unchecked = "BCJNGGBAglYAAAD/IwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMgD//3kPuwIeHzIyAP//eQ92BR0vMjMyAP//EFAvMDEyMwAAAAA=";

    /// <summary>70000 bytes i % 251: length of the content stated, two blocks of which the second refers to the first, each with a checksum.</summary>
    private const string Linked =
        "BCJNGFxAcBEBAAAAAADjBQIAAP/sAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7AP///////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////+xQFBUWFxiMK68tGwAAAA/7AP//////////////////////aVDZ2tvc3TeedaAAAAAAMZLTdA==";

    private static readonly byte[] _short = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i % 50 + i / 700))];
    private static readonly byte[] _long = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i % 251))];

    [Fact]
    public void Unpack_FramesOfTheLz4Command_GivesTheirContent()
    {
        Assert.True(_short.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Plain))));
        Assert.True(_short.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Unchecked))));
        Assert.True(_long.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Linked))));
    }

    [Fact]
    public void Pack_ThenUnpack_GivesTheSame()
    {
        Prop.ForAll(Gen.Choose(0, 20_000).ToArbitrary(), Gen.Choose(1, 256).ToArbitrary(), Gen.Choose(1, 20_000).ToArbitrary(), (length, letters, period) =>
        {
            byte[] content = Content(length, letters, period);
            Assert.True(content.AsSpan().SequenceEqual(Unpacked(Lz4Frame.Pack(content))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Pack_MoreThanABlock_MakesSeveral()
    {
        byte[] content = Content((4 << 20) + 777, 256, 5000);
        byte[] frame = Lz4Frame.Pack(content);
        byte[] target = [];

        Assert.Null(Lz4Frame.Unpack(frame, ref target, 8 << 20, out int length));
        Assert.True(content.AsSpan().SequenceEqual(target.AsSpan(0, length)));
        Assert.InRange(frame.Length, 1, content.Length / 10);
    }

    [Fact]
    public void Pack_Incompressible_KeepsTheBytesAsTheyAre()
    {
        byte[] content = Content(3000, 256, 3000);

        byte[] frame = Lz4Frame.Pack(content);

        Assert.Equal(7 + 4 + content.Length + 8, frame.Length);
        Assert.True(frame.AsSpan(11, content.Length).SequenceEqual(content));
        Assert.True(content.AsSpan().SequenceEqual(Unpacked(frame)));
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Linked)]
    public void Unpack_TruncatedAtAnyByte_SaysSo(string base64)
    {
        byte[] frame = Convert.FromBase64String(base64);
        for (int length = 0; length < frame.Length; length++)
            Assert.NotNull(Problem(frame.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Linked)]
    public void Unpack_AnyBitFlipped_IsNoticedOrChangesNothing(string base64)
    {
        byte[] frame = Convert.FromBase64String(base64), content = Unpacked(frame), target = [];
        for (int bit = 0; bit < 8 * frame.Length; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            bool noticed = Lz4Frame.Unpack(frame, ref target, Limit, out int length) is not null;
            Assert.True(noticed || content.AsSpan().SequenceEqual(target.AsSpan(0, length)), $"bit {bit % 8} of byte {bit / 8} was flipped unnoticed");
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(0, 0x05, "no LZ4 frame")]
    [InlineData(4, 0xA4, "version 2")]
    [InlineData(4, 0x65, "dictionary")]
    [InlineData(6, 0x00, "damaged header")]
    [InlineData(101, 0x00, "frame with a wrong checksum")]
    public void Unpack_FrameThatCannotBeRead_SaysWhy(int at, byte value, string expected)
    {
        byte[] frame = Convert.FromBase64String(Plain);
        frame[at] = value;

        Assert.Contains(expected, Problem(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_WrongChecksumOfABlock_SaysSo()
    {
        byte[] frame = Convert.FromBase64String(Linked);
        int size = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(15));
        frame[19 + size] ^= 1;

        Assert.Equal("an LZ4 block with a wrong checksum", Problem(frame));
    }

    [Fact]
    public void Unpack_OtherLengthThanStated_SaysSo()
    {
        byte[] frame = Convert.FromBase64String(Linked);
        frame[6]++;
        frame[14] = (byte)(XxHash32.HashToUInt32(frame.AsSpan(4, 10)) >> 8);

        Assert.Equal("an LZ4 frame whose length is not the one it states", Problem(frame));
    }

    [Fact]
    public void Unpack_MoreThanTheLimit_IsRefusedWithoutTheMemory()
    {
        byte[] frame = Lz4Frame.Pack(new byte[600_000]), raw = Lz4Frame.Pack(Content(3000, 256, 3000)), target = [];

        Assert.Contains("more than 2999 bytes", Lz4Frame.Unpack(raw, ref target, 2999, out _), StringComparison.Ordinal);
        target = [];
        Assert.NotNull(Lz4Frame.Unpack(frame, ref target, 599_999, out _));
        Assert.InRange(target.Length, 0, 599_999);
        Assert.Null(Lz4Frame.Unpack(frame, ref target, 600_000, out int length));
        Assert.Equal(600_000, length);
    }

    [Fact]
    public void Unpack_ClaimOfAHugeBlock_AllocatesNothing()
    {
        byte[] frame = [.. Convert.FromBase64String(Unchecked).AsSpan(0, 7), 0xff, 0xff, 0xff, 0x7f, 1, 2, 3], target = [];

        Assert.Contains("longer than its packet", Lz4Frame.Unpack(frame, ref target, int.MaxValue, out _), StringComparison.Ordinal);
        Assert.Empty(target);
    }

    [Fact]
    public void Unpack_BufferOfBefore_IsUsedAgain()
    {
        byte[] target = new byte[1 << 20], same = target;

        Assert.Null(Lz4Frame.Unpack(Convert.FromBase64String(Plain), ref target, Limit, out int length));
        Assert.Same(same, target);
        Assert.Equal(2000, length);
    }

    [Fact]
    public void Unpack_BlockThatRefersAsFarBackAsItMay_GivesWhatStandsThere()
    {
        byte[] before = Content(100_000, 256, 100_000);
        byte[] copy = [0x00, 0xff, 0xff, 0x50, 1, 2, 3, 4, 5]; // 4 bytes from 65535 back, then 5 literals

        byte[] content = Unpacked(Frame(linked: true, (before, false), (copy, true)));

        Assert.Equal([.. before, .. before.AsSpan(before.Length - 65535, 4), 1, 2, 3, 4, 5], content);
    }

    [Theory]
    [InlineData("10 01 02 00 50 01 02 03 04 05", "a copy from before the beginning")]
    [InlineData("10 01 01", "half an offset")]
    [InlineData("10 01 01 00", "a copy at the end")]
    [InlineData("F0", "a length that does not end")]
    [InlineData("F0 FF FF", "a long length that does not end")]
    [InlineData("30 01 02", "fewer literals than claimed")]
    [InlineData("1F 01 01 00 FF FF FF", "a copy whose length does not end")]
    public void Unpack_DamagedBlock_IsRefused(string hex, string what)
    {
        byte[] block = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.True(Problem(Frame(linked: false, (block, true))) == "a damaged LZ4 block", what);
    }

    [Fact]
    public void Unpack_LengthAtTheEndOf32Bits_IsRefused()
    {
        // 15 + 8421504 x 255 + 112 = 2^31 - 1, and a copy is 4 longer
        byte[] block = new byte[4 + 8_421_504 + 7];
        Array.Fill(block, byte.MaxValue);
        new byte[] { 0x1F, 7, 1, 0 }.CopyTo(block, 0);
        new byte[] { 112, 0x50, 1, 2, 3, 4, 5 }.CopyTo(block, block.Length - 7);

        Assert.NotNull(Problem(Frame(linked: false, (block, true))));
    }

    [Fact]
    public void Unpack_AnyBlockBehindAnyOther_IsReadOrRefused()
    {
        Prop.ForAll<byte[], byte[]>((first, second) =>
        {
            byte[] target = [];
            string? problem = Lz4Frame.Unpack(Frame(linked: true, (first, false), (second, true)), ref target, Limit, out int length);
            Assert.True(problem is not null || (length >= first.Length && target.AsSpan().StartsWith(first)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    /// <summary>A frame of blocks given as they are; empty ones are left out, since they would end it.</summary>
    private static byte[] Frame(bool linked, params ReadOnlySpan<(byte[] Bytes, bool Packed)> blocks)
    {
        using MemoryStream frame = new();
        byte[] flags = [linked ? (byte)0x40 : (byte)0x60, 7 << 4];
        frame.Write([0x04, 0x22, 0x4d, 0x18, .. flags, (byte)(XxHash32.HashToUInt32(flags) >> 8)]);
        foreach ((byte[] bytes, bool packed) in blocks)
        {
            if (bytes.Length == 0)
                continue;
            frame.Write(BitConverter.GetBytes((uint)bytes.Length | (packed ? 0 : 0x8000_0000)));
            frame.Write(bytes);
        }

        frame.Write(new byte[4]);
        return frame.ToArray();
    }

    /// <summary>Bytes of a random piece, again and again.</summary>
    private static byte[] Content(int length, int letters, int period)
    {
        var random = new CounterRandom(17, RandomPurpose.Test, 3, (uint)(letters * 1000 + period));
        byte[] piece = new byte[period], content = new byte[length];
        for (int i = 0; i < piece.Length; i++)
            piece[i] = (byte)random.NextInt32(0, letters);
        for (int i = 0; i < content.Length; i++)
            content[i] = piece[i % period];
        return content;
    }

    private static string? Problem(ReadOnlySpan<byte> frame)
    {
        byte[] target = [];
        return Lz4Frame.Unpack(frame, ref target, Limit, out _);
    }

    private static byte[] Unpacked(ReadOnlySpan<byte> frame)
    {
        byte[] target = [];
        Assert.Null(Lz4Frame.Unpack(frame, ref target, Limit, out int length));
        return target[..length];
    }
}
