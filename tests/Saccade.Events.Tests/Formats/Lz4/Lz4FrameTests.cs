using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats.Lz4;
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

    private static readonly byte[] s_short = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i % 50 + i / 700))];
    private static readonly byte[] s_long = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i % 251))];

    [Fact]
    public void Unpack_FramesOfTheLz4Command_GivesTheirContent()
    {
        Assert.True(s_short.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Plain))));
        Assert.True(s_short.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Unchecked))));
        Assert.True(s_long.AsSpan().SequenceEqual(Unpacked(Convert.FromBase64String(Linked))));
    }

    [Fact]
    public void Pack_ThenUnpack_GivesTheSame()
    {
        Prop.ForAll(Gen.Choose(0, 20_000).ToArbitrary(), Gen.Choose(1, 256).ToArbitrary(), Gen.Choose(1, 20_000).ToArbitrary(), (length, letters, period) =>
        {
            byte[] content = Lz4BlockTests.Content(length, letters, period);
            Assert.True(content.AsSpan().SequenceEqual(Unpacked(Lz4Frame.Pack(content))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Pack_MoreThanABlock_MakesSeveral()
    {
        byte[] content = Lz4BlockTests.Content((4 << 20) + 777, 256, 5000);
        byte[] frame = Lz4Frame.Pack(content);
        byte[] target = [];

        Assert.Null(Lz4Frame.Unpack(frame, ref target, 8 << 20, out int length));
        Assert.True(content.AsSpan().SequenceEqual(target.AsSpan(0, length)));
        Assert.InRange(frame.Length, 1, content.Length / 10);
    }

    [Fact]
    public void Pack_Incompressible_KeepsTheBytesAsTheyAre()
    {
        byte[] content = Lz4BlockTests.Content(3000, 256, 3000);

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
        frame[14] = (byte)(XxHash32.Of(frame.AsSpan(4, 10)) >> 8);

        Assert.Equal("an LZ4 frame of another length than it says", Problem(frame));
    }

    [Fact]
    public void Unpack_MoreThanTheLimit_IsRefusedWithoutTheMemory()
    {
        byte[] frame = Lz4Frame.Pack(new byte[600_000]), raw = Lz4Frame.Pack(Lz4BlockTests.Content(3000, 256, 3000)), target = [];

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
