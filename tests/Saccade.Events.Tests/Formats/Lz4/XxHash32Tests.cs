using System.Text;
using Saccade.Events.Formats.Lz4;
using Xunit;

namespace Saccade.Events.Tests.Formats.Lz4;

public sealed class XxHash32Tests
{
    /// <summary>Published vectors with seed 0; below, at and above a stripe of 16 bytes.</summary>
    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void Of_KnownTexts_IsThePublishedHash(string text, uint expected) => Assert.Equal(expected, XxHash32.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Of_EveryBitOfEveryLength_Matters()
    {
        for (int length = 1; length < 40; length++)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(7 * i))];
            HashSet<uint> seen = [XxHash32.Of(bytes), XxHash32.Of(bytes.AsSpan(1))];
            for (int bit = 0; bit < 8 * length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(seen.Add(XxHash32.Of(bytes)), $"bit {bit} of {length} bytes changes nothing");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }
}
