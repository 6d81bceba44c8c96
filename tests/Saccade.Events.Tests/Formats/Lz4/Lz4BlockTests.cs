using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats.Lz4;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Formats.Lz4;

public sealed class Lz4BlockTests
{
    [Fact]
    public void Unpack_LiteralsAndAnOverlappingCopy_RepeatWhatWasWritten()
    {
        // 3 literals, then 4 + 4 bytes from 3 back, then 5 literals
        byte[] block = [0x34, 1, 2, 3, 3, 0, 0x50, 9, 9, 9, 9, 9];
        byte[] target = new byte[16];

        int end = Lz4Block.Unpack(block, target, 0);

        Assert.Equal(16, end);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 9, 9, 9, 9, 9], target);
    }

    [Fact]
    public void Unpack_BehindOtherBytes_MayReferToThem()
    {
        byte[] target = [5, 6, 7, 8, 0, 0, 0, 0, 0, 0];

        Assert.Equal(10, Lz4Block.Unpack([0x00, 4, 0, 0x20, 1, 2], target, 4));
        Assert.Equal([5, 6, 7, 8, 5, 6, 7, 8, 1, 2], target);
    }

    [Theory]
    [InlineData("00 00 00", "a copy from 0 back")]
    [InlineData("10 01 02 00", "a copy from before the beginning")]
    [InlineData("10 01 01", "half an offset")]
    [InlineData("10 01 01 00", "a copy at the end")]
    [InlineData("F0", "a length that does not end")]
    [InlineData("F0 FF FF", "a long length that does not end")]
    [InlineData("30 01 02", "fewer literals than claimed")]
    [InlineData("1F 01 01 00 FF FF 00", "a copy beyond the target")]
    public void Unpack_DamagedBlock_IsRefused(string hex, string what) =>
        Assert.True(Lz4Block.Unpack(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), new byte[64], 0) == -1, what);

    [Fact]
    public void Unpack_LengthAtTheEndOf32Bits_IsRefused()
    {
        // 15 + 8421504 x 255 + 112 = 2^31 - 1, and a copy is 4 longer
        byte[] block = new byte[4 + 8_421_504 + 7];
        Array.Fill(block, byte.MaxValue);
        new byte[] { 0x1F, 7, 1, 0 }.CopyTo(block, 0);
        new byte[] { 112, 0x50, 1, 2, 3, 4, 5 }.CopyTo(block, block.Length - 7);

        Assert.Equal(-1, Lz4Block.Unpack(block, new byte[64], 0));
    }

    [Fact]
    public void Pack_ThenUnpack_GivesTheSame()
    {
        Prop.ForAll(Gen.Choose(0, 5000).ToArbitrary(), Gen.Choose(1, 256).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (length, letters, period) =>
        {
            byte[] content = Content(length, letters, period);
            byte[] packed = new byte[content.Length + content.Length / 200 + 32], unpacked = new byte[content.Length];

            int size = Lz4Block.Pack(content, packed);

            Assert.InRange(size, 1, packed.Length);
            Assert.Equal(content.Length, Lz4Block.Unpack(packed.AsSpan(0, size), unpacked, 0));
            Assert.True(content.AsSpan().SequenceEqual(unpacked));
            if (content.Length > 0)
                Assert.Equal(-1, Lz4Block.Unpack(packed.AsSpan(0, size), unpacked.AsSpan(1), 0)); // too short by a byte
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Pack_WhatRepeats_ShrinksAndWhatDoesNot_DoesNotFit()
    {
        byte[] room = new byte[70_000];

        Assert.InRange(Lz4Block.Pack(Content(70_000, 256, 100), room), 1, 70_000 / 150);
        Assert.Equal(0, Lz4Block.Pack(Content(10_000, 256, 10_000), room.AsSpan(0, 9_999)));
    }

    [Fact]
    public void Pack_RepetitionBeyondItsReach_IsStillRight()
    {
        byte[] content = Content(200_000, 256, 66_000), packed = new byte[202_000], unpacked = new byte[200_000]; // copies reach 65535 back

        int size = Lz4Block.Pack(content, packed);

        Assert.Equal(content.Length, Lz4Block.Unpack(packed.AsSpan(0, size), unpacked, 0));
        Assert.True(content.AsSpan().SequenceEqual(unpacked));
    }

    [Fact]
    public void Unpack_AnyBytes_NeverLeavesTheTarget()
    {
        Prop.ForAll<byte[], PositiveInt>((bytes, room) =>
        {
            byte[] target = new byte[room.Get % 200];
            int end = Lz4Block.Unpack(bytes, target, target.Length / 2);
            Assert.True(end == -1 || (end >= target.Length / 2 && end <= target.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    /// <summary>Bytes of a random piece, again and again.</summary>
    internal static byte[] Content(int length, int letters, int period)
    {
        var random = new CounterRandom(17, RandomPurpose.Test, 3, (uint)(letters * 1000 + period));
        byte[] piece = new byte[period], content = new byte[length];
        for (int i = 0; i < piece.Length; i++)
            piece[i] = (byte)random.NextInt32(0, letters);
        for (int i = 0; i < content.Length; i++)
            content[i] = piece[i % period];
        return content;
    }
}
