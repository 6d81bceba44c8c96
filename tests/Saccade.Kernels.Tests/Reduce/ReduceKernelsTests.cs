using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Reduce;

public sealed class ReduceKernelsTests
{
    public static TheoryData<int> LongLengths => [4095, 4096, 4097, 10_007, 65_536];

    [Fact]
    public void AllReductions_EveryLength_AreTheReference()
    {
        for (int length = 0; length <= 130; length++)
            Check(length);
    }

    [Theory]
    [MemberData(nameof(LongLengths))]
    public void AllReductions_AcrossChunks_AreTheReference(int length) => Check(length);

    [Theory]
    [MemberData(nameof(LongLengths))]
    public void Chunks_AnySplit_SameBitsAsTheWhole(int length)
    {
        float[] x = RandomData.Normal(length, 1), y = RandomData.Normal(length, 2);
        int chunks = ReduceKernels.ChunkCount(length), split = chunks / 2;
        double[] sums = new double[chunks], products = new double[chunks];

        ReduceKernels.SumChunks(x, split, sums.AsSpan(split));
        ReduceKernels.SumChunks(x, 0, sums.AsSpan(0, split));
        ReduceKernels.DotChunks(x, y, split, products.AsSpan(split));
        ReduceKernels.DotChunks(x, y, 0, products.AsSpan(0, split));

        Assert.Equal(ReduceKernels.Sum(x), ReduceKernels.CombineChunks(sums));
        Assert.Equal(ReduceKernels.Dot(x, y), ReduceKernels.CombineChunks(products));
    }

    [Fact]
    public void Sum_AMillionTenths_KeepsFiveDigits()
    {
        float[] x = new float[1_000_000];
        Array.Fill(x, 0.1f);

        Assert.InRange(ReduceKernels.Sum(x), 100_000 - 0.5, 100_000 + 0.5); // one float32 accumulator would be off by 958
    }

    [Fact]
    public void Max_NanAndNothing_AreIgnored()
    {
        Assert.Equal(float.NegativeInfinity, ReduceKernels.Max([]));
        Assert.Equal(3f, ReduceKernels.Max([float.NaN, 3f, float.NaN, -1f, float.NaN]));
    }

    [Fact]
    public void CountNonZero_NanCountsAndNegativeZeroDoesNot()
        => Assert.Equal(2, ReduceKernels.CountNonZero([0f, -0f, float.NaN, 1e-45f, 0f]));

    [Fact]
    public void SumChunks_BeyondTheEnd_IsRejected()
        => Assert.Throws<ArgumentOutOfRangeException>(() => ReduceKernels.SumChunks(new float[10], 1, new double[1]));

    private static void Check(int length)
    {
        float[] x = RandomData.Normal(length, (ulong)length + 1), y = RandomData.Normal(length, (ulong)length + 1000);
        double[] wideX = FiniteDifferences.Double(x), wideY = FiniteDifferences.Double(y);
        float[] sparse = RandomData.Spikes(length, 0.3, 7);

        float[] got = Widths.SameBits(new AllReductions(x, y, sparse), $"length {length}");

        // 4096 terms of size 1 in 16 float32 partial sums: each rounds 256 times, some 1e-5 in all.
        double tolerance = 1e-6 * Math.Max(1, length / 16.0);
        Assert.Equal(ReduceReference.Sum<double>(wideX), got[0], tolerance);
        Assert.Equal(ReduceReference.Dot<double>(wideX, wideY), got[1], tolerance);
        Assert.Equal(ReduceReference.Max<float>(x), got[2]);
        Assert.Equal(ReduceReference.CountNonZero<float>(sparse), (long)got[3]);
    }

    private sealed class AllReductions(float[] x, float[] y, float[] sparse) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
            => [(float)ReduceKernels.Sum<TWidths>(x), (float)ReduceKernels.Dot<TWidths>(x, y), ReduceKernels.Max<TWidths>(x), ReduceKernels.CountNonZero<TWidths>(sparse)];
    }
}
