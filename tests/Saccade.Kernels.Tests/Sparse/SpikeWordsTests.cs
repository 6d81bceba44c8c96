using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Sparse;

public sealed class SpikeWordsTests
{
    [Fact]
    public void PackAndUnpack_AtEveryLength_GiveTheSpikesBack()
    {
        for (int length = 0; length <= 200; length++)
        {
            float[] spikes = RandomData.Spikes(length, 0.3, 7, 0.75f), words = new float[SpikeWords.Count(length)], back = new float[length];
            Array.Fill(back, float.NaN);

            SpikeWords.Pack(spikes, words);
            SpikeWords.Unpack(words, 0.75f, back);

            Assert.Equal((length + 31) / 32, words.Length);
            Close.SameBits(spikes, back, $"length {length}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(63, 6)]
    public void PackAndUnpackLevels_AtEveryLength_GiveTheSpikesBack(int levels, int planes)
    {
        float[] heights = [0.1f, 1, 0.7f];
        for (int length = 0; length <= 200; length++)
        {
            int stride = SpikeWords.Count(length) + 1;
            float[] spikes = new float[length], words = new float[planes * stride], back = new float[length];
            Array.Fill(words, float.NaN);
            for (int i = 0; i < length; i++)
                spikes[i] = i * 7 % (levels + 1) * heights[(i + 2) % 3];

            SpikeWords.PackLevels(spikes, heights, 2, planes, words, stride);
            SpikeWords.UnpackLevels(words, stride, planes, heights, 2, back);

            Assert.Equal(planes, SpikeWords.Planes(levels));
            Close.SameBits(spikes, back, $"length {length}");
        }
    }

    [Fact]
    public void TooFewWords_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.PackLevels(new float[33], [1], 0, 2, new float[3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.UnpackLevels(new float[3], 2, 2, [1], 0, new float[33]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.Pack(new float[33], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.Unpack(new float[1], 1, new float[33]));
    }
}
