using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Reduce;

public sealed class AxisKernelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(256)]
    public void Sum_AcrossRows_EveryLengthAndSplit_IsTheReferenceToTheBit(int length)
    {
        for (int inner = 2; inner <= 70; inner += length < 256 ? 1 : 17)
            Check(Reduction.Sum, new AxisExtents(3, length, inner), length);
    }

    [Theory]
    [InlineData(Reduction.Max)]
    [InlineData(Reduction.ArgMax)]
    public void Largest_EveryLengthAndSplit_IsTheReferenceToTheBit(Reduction reduction)
    {
        for (int inner = 1; inner <= 70; inner++)
            Check(reduction, new AxisExtents(3, 1 + inner % 9, inner), 1);
        for (int length = 1; length <= 70; length++)
            Check(reduction, new AxisExtents(3, length, 1), 1);
    }

    [Theory]
    [InlineData(3, 700, 1)] // along the innermost axis
    [InlineData(2, 5000, 1)]
    [InlineData(2, 700, 19)] // more rows than a chunk
    [InlineData(1, 300, 1100)] // more columns than a block
    public void Sum_LongAxis_IsCloseToTheReferenceAndTheSameAtEveryWidth(int outer, int length, int inner)
    {
        var extents = new AxisExtents(outer, length, inner);
        float[] x = RandomData.Normal(extents.Count, 1);
        double[] expected = new double[extents.Others];
        ReduceReference.Along<double>(Reduction.Sum, extents, FiniteDifferences.Double(x), length, expected);

        float[] y = Widths.SameBits(new ReduceRun(Reduction.Sum, extents, x, length));

        Close.Relative(Array.ConvertAll(expected, v => (float)v), y, 1e-5);
    }

    [Fact]
    public void Sum_SharedOutByChunksOfRows_SameBits()
    {
        float[] x = RandomData.Normal(700 * 19, 1), whole = new float[19], partials = new float[3 * 19], chunks = new float[19];
        double[] sums = new double[19];
        var shards = Shards.One(700);
        for (int chunk = 0; chunk < 3; chunk++)
            ColumnKernels.SumChunk(x, 19, shards, chunk, partials.AsSpan(chunk * 19, 19));
        ColumnKernels.CombineChunks(partials, shards, sums);
        ColumnKernels.CombineShards(sums, chunks);

        AxisKernels.Reduce(Reduction.Sum, new AxisExtents(1, 700, 19), x, 1, whole, 0, 19);

        Close.SameBits(chunks, whole);
    }

    [Fact]
    public void MaxGradient_EveryLength_GoesToTheFirstOfEqualOnes()
    {
        for (int inner = 1; inner <= 40; inner++)
        {
            var extents = new AxisExtents(2, 6, inner);
            float[] x = Array.ConvertAll(RandomData.Normal(extents.Count, 1), v => MathF.Round(v)), dy = RandomData.Normal(extents.Others, 2), expected = new float[x.Length];
            ReduceReference.MaxGradient<float>(extents, x, dy, expected);

            Close.SameBits(expected, Widths.SameBits(new GradientRun(extents, x, dy)), $"inner {inner}");
        }
    }

    [Fact]
    public void Largest_NanAndZeros_AreAsStated()
    {
        float[] x = [float.NaN, -0f, float.NaN, 0f, float.NaN, -0f], y = new float[2];

        AxisKernels.Reduce(Reduction.Max, new AxisExtents(1, 3, 2), x, 1, y, 0, 2);
        Close.SameBits([float.NegativeInfinity, 0], y);

        AxisKernels.Reduce(Reduction.ArgMax, new AxisExtents(1, 3, 2), x, 1, y, 0, 2);
        Assert.Equal([0f, 0f], y);
    }

    [Fact]
    public void Reduce_WrongLengthsAndRanges_AreRefused()
    {
        Assert.Contains("'x' has 11 elements; expected 12", Assert.Throws<ArgumentException>(() => AxisKernels.Reduce(Reduction.Sum, new(1, 3, 4), new float[11], 1, new float[4], 0, 4)).Message);
        Assert.Contains("'y' has 3 elements; expected 4", Assert.Throws<ArgumentException>(() => AxisKernels.Reduce(Reduction.Sum, new(1, 3, 4), new float[12], 1, new float[3], 0, 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => AxisKernels.Reduce(Reduction.Max, new(1, 3, 4), new float[12], 1, new float[4], 2, 5));
    }

    private static void Check(Reduction reduction, AxisExtents extents, int divisor)
    {
        float[] x = RandomData.Normal(extents.Count, (ulong)extents.Inner), expected = new float[extents.Others];
        ReduceReference.Along<float>(reduction, extents, x, divisor, expected);

        Close.SameBits(expected, Widths.SameBits(new ReduceRun(reduction, extents, x, divisor)), $"{reduction} of {extents}");
    }

    private sealed class ReduceRun(Reduction reduction, AxisExtents extents, float[] x, int divisor) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var y = new GuardedBuffer(extents.Others, 1);
            int split = extents.Others / 3;
            AxisKernels.Reduce<TWidths>(reduction, extents, x, divisor, y.Span, split, y.Length);
            AxisKernels.Reduce<TWidths>(reduction, extents, x, divisor, y.Span, 0, split);
            y.AssertIntact();
            return y.Span.ToArray();
        }
    }

    private sealed class GradientRun(AxisExtents extents, float[] x, float[] dy) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            float[] y = new float[dy.Length];
            AxisKernels.Reduce<TWidths>(Reduction.Max, extents, x, 1, y, 0, y.Length);
            var dx = new GuardedBuffer(x.Length, 1);
            int split = dy.Length / 3;
            AxisKernels.MaxGradient<TWidths>(extents, x, y, dy, dx.Span, split, dy.Length);
            AxisKernels.MaxGradient<TWidths>(extents, x, y, dy, dx.Span, 0, split);
            dx.AssertIntact();
            return dx.Span.ToArray();
        }
    }
}
