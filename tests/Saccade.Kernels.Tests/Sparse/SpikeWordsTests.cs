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

    [Fact]
    public void TooFewWords_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.Pack(new float[33], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeWords.Unpack(new float[1], 1, new float[33]));
    }
}
