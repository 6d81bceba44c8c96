using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Reduce;

public sealed class LeadingAxisKernelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void Mean_EveryLengthAndSplit_IsTheReferenceToTheBit(int steps)
    {
        for (int elements = 1; elements <= 70; elements++)
        {
            float[] x = RandomData.Normal(steps * elements, (ulong)elements), expected = new float[elements];
            ReduceReference.Mean<float>(x, steps, expected);

            Close.SameBits(expected, Widths.SameBits(new MeanRun(x, steps, elements / 3)), $"{elements} elements");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void MeanBackward_EveryLengthAndSplit_IsTheReferenceToTheBit(int steps)
    {
        for (int elements = 1; elements <= 70; elements++)
        {
            float[] dy = RandomData.Normal(elements, (ulong)elements), expected = new float[steps * elements];
            ReduceReference.MeanBackward<float>(dy, steps, expected);

            Close.SameBits(expected, Widths.SameBits(new BackwardRun(dy, steps, elements / 3)), $"{elements} elements");
        }
    }

    [Fact]
    public void Mean_WrongLength_SaysStepsAndElements()
    {
        var e = Assert.Throws<ArgumentException>(() => LeadingAxisKernels.Mean(new float[11], 3, 0, 4, new float[4]));

        Assert.Contains("'x' has 11 elements; expected 12 (3 steps of 4 elements)", e.Message);
    }

    [Fact]
    public void Mean_RangeBeyondTheEnd_IsRejected()
        => Assert.Throws<ArgumentOutOfRangeException>(() => LeadingAxisKernels.Mean(new float[12], 3, 2, 3, new float[4]));

    private sealed class MeanRun(float[] x, int steps, int split) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var y = new GuardedBuffer(x.Length / steps, 1);
            LeadingAxisKernels.Mean<TWidths>(x, steps, split, y.Length - split, y.Span);
            LeadingAxisKernels.Mean<TWidths>(x, steps, 0, split, y.Span);
            y.AssertIntact();
            return y.Span.ToArray();
        }
    }

    private sealed class BackwardRun(float[] dy, int steps, int split) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var dx = new GuardedBuffer(dy.Length * steps, 1);
            LeadingAxisKernels.MeanBackward<TWidths>(dy, steps, split, dy.Length - split, dx.Span);
            LeadingAxisKernels.MeanBackward<TWidths>(dy, steps, 0, split, dx.Span);
            dx.AssertIntact();
            return dx.Span.ToArray();
        }
    }
}
