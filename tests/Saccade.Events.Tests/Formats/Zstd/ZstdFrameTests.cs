using Saccade.Events.Formats.Zstd;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Formats.Zstd;

public sealed class ZstdFrameTests
{
    // Written by the zstd command (version 1.5.4, level 3): 1000 times "event ", 6000 bytes, size in the header, checksum at the end.
    private static readonly byte[] _frame = Convert.FromHexString("28b52ffd647016750000306576656e742001006797be1401b829d418");

    [Fact]
    public void Decompress_Frame_GivesItsContent()
    {
        byte[] content = ZstdFrame.Decompress(_frame, 6000);

        Assert.Equal(string.Concat(Enumerable.Repeat("event ", 1000)), System.Text.Encoding.ASCII.GetString(content));
    }

    [Fact]
    public void Decompress_FramesInARow_AreJoined() => Assert.Equal(12000, ZstdFrame.Decompress([.. _frame, .. _frame], 12000).Length);

    [Theory]
    [InlineData(0)]
    [InlineData(5999)]
    public void Decompress_MoreThanAllowed_IsRefused(int maxBytes) =>
        Assert.Contains($"more than {maxBytes} bytes", Assert.Throws<InvalidDataException>(() => ZstdFrame.Decompress(_frame, maxBytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Decompress_SecondFrameTooMuch_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => ZstdFrame.Decompress([.. _frame, .. _frame], 11999));

    [Fact]
    public void Decompress_TruncatedAnywhere_IsRefused()
    {
        for (int length = 0; length < _frame.Length; length++)
            Assert.Throws<InvalidDataException>(() => ZstdFrame.Decompress(_frame.AsSpan(0, length), 6000));
    }

    [Fact]
    public void Decompress_FlippedBytes_AreRefusedOrHarmless()
    {
        var random = new CounterRandom(1, RandomPurpose.Test, 3);
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = [.. _frame];
            bytes[random.NextInt32(0, bytes.Length)] ^= (byte)random.NextInt32(1, 256);
            try
            {
                Assert.True(ZstdFrame.Decompress(bytes, 6000).Length <= 6000);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 400, $"{refused} of 500 were noticed");
    }
}
