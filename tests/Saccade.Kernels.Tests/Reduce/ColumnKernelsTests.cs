using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Reduce;

public sealed class ColumnKernelsTests
{
    [Fact]
    public void Sums_EveryChannelCount_AreTheReference()
    {
        for (int channels = 1; channels <= 40; channels++)
        {
            int rows = 1 + channels * 37 % 300;
            float[] x = RandomData.Normal(rows * channels, (ulong)channels);
            double[] expected = new double[channels];
            ReduceReference.ColumnSums<double>(FiniteDifferences.Double(x), expected);

            float[] sums = Widths.SameBits(new SumRun(x, channels), $"{channels} channels");

            Close.Relative(Array.ConvertAll(expected, v => (float)v), sums, 1e-5, $"{channels} channels", absolute: 1e-4);
        }
    }

    [Fact]
    public void SumChunk_WritesItsChannelsOnly()
    {
        float[] x = RandomData.Normal(300 * 21, 1);
        var partial = new GuardedBuffer(21, 3);

        ColumnKernels.SumChunk(x, 21, Shards.One(300), 1, partial.Span);

        partial.AssertIntact();
    }

    [Fact]
    public void SumChunk_NoSuchChunk_SaysHowMany()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => ColumnKernels.SumChunk(new float[600], 2, Shards.One(300), 2, new float[2]));

        Assert.Contains("there are 2 chunks", e.Message);
    }

    [Fact]
    public void SumChunk_NotWholeRows_NamesLengthAndChannels()
    {
        var e = Assert.Throws<ArgumentException>(() => ColumnKernels.SumChunk(new float[7], 2, Shards.One(3), 0, new float[2]));

        Assert.Contains("'x' has 7 elements, which is not a whole number of rows of 2 channels", e.Message);
    }

    private sealed class SumRun(float[] x, int channels) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var shards = Shards.One(x.Length / channels);
            int chunks = ColumnKernels.ChunkCount(shards);
            float[] partials = new float[chunks * channels], sums = new float[channels];
            for (int k = chunks - 1; k >= 0; k--) // any order
                ColumnKernels.SumChunk<TWidths>(x, channels, shards, k, partials.AsSpan(k * channels, channels));
            double[] totals = new double[channels];
            ColumnKernels.CombineChunks(partials, shards, totals);
            ColumnKernels.CombineShards(totals, sums);
            return sums;
        }
    }
}
