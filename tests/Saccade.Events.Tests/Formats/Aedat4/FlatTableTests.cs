using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats.Aedat4;
using Xunit;

namespace Saccade.Events.Tests.Formats.Aedat4;

/// <summary>FlatBuffers written by hand, and what hostile offsets in them do.</summary>
public sealed class FlatTableTests
{
    [Fact]
    public void Fields_OfASoundTable_AreRead()
    {
        Assert.True(FlatTable.TryRoot(Sound(), "TEST"u8, out var table));

        Assert.Equal(-7, table.Int32(0, 0));
        Assert.Equal(1L << 40, table.Int64(1, 0));
        Assert.True(table.TryVector(2, 2, out var elements));
        Assert.Equal([1, 2, 3, 4], elements.ToArray());
    }

    [Fact]
    public void Fields_AbsentOrBeyondTheList_AreWhatTheyAreWhenAbsent()
    {
        Assert.True(FlatTable.TryRoot(Sound(), "TEST"u8, out var table));

        Assert.Equal(5, table.Int32(3, 5)); // offset 0 in the list
        Assert.Equal(6, table.Int64(4, 6));
        Assert.Equal(7, table.Int32(10_000, 7));
        Assert.True(table.TryVector(4, 1, out var none));
        Assert.True(none.IsEmpty);
    }

    [Theory]
    [InlineData(0, 0xFFFFFFFFu)] // the table behind the buffer
    [InlineData(0, 45u)]
    [InlineData(20, 0x80000000u)] // the list of fields far behind
    [InlineData(20, 0x7FFFFFFFu)] // and before the beginning
    [InlineData(20, 21u)]
    [InlineData(8, 0x0000FFFFu)] // a list that is longer than the buffer
    [InlineData(8, 0x00000002u)] // and one that is shorter than its own head
    public void TryRoot_OffsetOutOfTheBuffer_IsFalse(int at, uint value)
    {
        byte[] buffer = Sound();
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(at), value);

        Assert.False(FlatTable.TryRoot(buffer, "TEST"u8, out _));
    }

    [Fact]
    public void TryRoot_OtherIdentifierOrTooShort_IsFalse()
    {
        Assert.False(FlatTable.TryRoot(Sound(), "OTHR"u8, out _));
        for (int length = 0; length < 24; length++)
            Assert.False(FlatTable.TryRoot(Sound().AsSpan(0, length), "TEST"u8, out _), $"{length} bytes");
    }

    [Theory]
    [InlineData(36, 0xFFFFFFFFu)] // the vector behind the buffer
    [InlineData(36, 9u)]
    [InlineData(40, 0xFFFFFFFFu)] // a length that overflows
    [InlineData(40, 0x80000000u)]
    [InlineData(40, 3u)]
    public void TryVector_OutOfTheBuffer_IsFalse(int at, uint value)
    {
        byte[] buffer = Sound();
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(at), value);

        Assert.True(FlatTable.TryRoot(buffer, "TEST"u8, out var table));
        Assert.False(table.TryVector(2, 2, out _));
    }

    [Fact]
    public void Anything_OfAnyBytes_NeverThrows()
    {
        Prop.ForAll<byte[], int>((noise, seed) =>
        {
            byte[] buffer = Sound();
            for (int i = 0; i < noise.Length; i++)
            {
                int at = (int)((uint)(seed + 31 * i) % buffer.Length);
                if (at is < 4 or >= 8)
                    buffer[at] = noise[i];
            }

            if (!FlatTable.TryRoot(buffer.AsSpan(0, buffer.Length - (int)((uint)seed % 12)), "TEST"u8, out var table))
                return;
            for (int field = 0; field < 6; field++)
            {
                _ = table.Int32(field, 0);
                _ = table.Int64(field, 0);
                _ = table.TryVector(field, 16, out _);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    /// <summary>Root at 0, identifier at 4, list of fields at 8, table at 20 with an int32, an int64 and a vector of two int16, which is at 40.</summary>
    private static byte[] Sound()
    {
        byte[] buffer = new byte[48];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, 20);
        "TEST"u8.CopyTo(buffer.AsSpan(4));
        ushort[] list = [12, 20, 4, 8, 16, 0];
        for (int i = 0; i < list.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(8 + 2 * i), list[i]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(20), 20 - 8);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(24), -7);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(28), 1L << 40);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(36), 40 - 36);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(40), 2);
        new byte[] { 1, 2, 3, 4 }.CopyTo(buffer, 44);
        return buffer;
    }
}
