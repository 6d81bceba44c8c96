using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Lanes;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Elementwise;

public sealed class ElementwiseKernelsTests
{
    private const int Longest = 70;

    public static TheoryData<BinaryFunction> Functions => [.. Enum.GetValues<BinaryFunction>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Binary_EveryWidthAndLength_IsTheReferenceToTheBit(BinaryFunction function)
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = RandomData.Normal(length, 1), y = RandomData.Normal(length, 2), expected = new float[length];
            ElementwiseReference.Binary<float>(function, x, y, expected);

            Close.SameBits(expected, Widths.SameBits(new BinaryRun(function, x, y)), $"length {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void BinaryBroadcast_EveryRunLengthAndSplit_IsTheReferenceToTheBit(BinaryFunction function)
    {
        for (int run = 1; run <= Longest; run += run < 20 ? 1 : 7)
        {
            int[] all = [2, 3, run];
            foreach (var (ofX, ofY) in new (int[] X, int[] Y)[] { (all, [1, 3, 1]), ([2, 1, run], all), ([2, 1, 1], [1, 3, run]), ([2, 1, 1], [1, 3, 1]), (all, all) })
            {
                var plan = new Broadcast(all, ofX, ofY);
                float[] x = RandomData.Normal(plan.XCount, 1), y = RandomData.Normal(plan.YCount, 2), expected = new float[plan.Count];
                ElementwiseReference.Binary<float>(function, plan, x, y, expected);

                Close.SameBits(expected, Widths.SameBits(new BroadcastRun(function, plan, x, y)), $"run {run}");
            }
        }
    }

    [Fact]
    public void Broadcast_AxesThatAreAlike_AreOne()
    {
        var plan = new Broadcast([4, 1, 5, 3, 2], [4, 1, 5, 1, 1], [4, 1, 5, 3, 2]);

        Assert.Equal((120, 20, 120), (plan.Count, plan.XCount, plan.YCount));
        Assert.Equal((6, false, true), (plan.Run, plan.XMoves, plan.YMoves));
        Assert.Equal((19, 114), plan.Start(19));
    }

    [Fact]
    public void Broadcast_ExtentThatDoesNotFit_NamesTheAxis()
    {
        var e = Assert.Throws<ArgumentException>(() => new Broadcast([2, 3], [2, 3], [2, 2]));

        Assert.Contains("axis 1 has extents 3 and 2; expected 3 or 1", e.Message);
    }

    [Fact]
    public void Binary_IntoAnInput_IsInPlace()
    {
        float[] x = RandomData.Normal(37, 4), y = RandomData.Normal(37, 5), expected = new float[37];
        ElementwiseKernels.Binary(BinaryFunction.Add, x, y, expected);

        ElementwiseKernels.Binary(BinaryFunction.Add, x, y, y);

        Close.SameBits(expected, y);
    }

    [Fact]
    public void Binary_PartialOverlap_NamesTheOffset()
    {
        float[] memory = new float[20];

        var e = Assert.Throws<ArgumentException>(() => ElementwiseKernels.Binary(BinaryFunction.Add, memory.AsSpan(0, 10), new float[10], memory.AsSpan(3, 10)));

        Assert.Contains("'result' overlaps 'x' at an offset of 3 elements", e.Message);
    }

    [Fact]
    public void BinaryBroadcast_IntoTheShorterInput_IsRefused()
    {
        float[] memory = new float[6];
        var plan = new Broadcast([2, 3], [2, 3], [1, 3]);

        Assert.Contains("shares memory", Assert.Throws<ArgumentException>(() => ElementwiseKernels.Binary(BinaryFunction.Add, plan, new float[6], memory.AsSpan(0, 3), memory, 0, 6)).Message);
    }

    [Fact]
    public void Binary_DifferentLengths_NamesBoth()
    {
        var e = Assert.Throws<ArgumentException>(() => ElementwiseKernels.Binary(BinaryFunction.Add, new float[3], new float[4], new float[3]));

        Assert.Contains("'y' has 4 elements; expected 3", e.Message);
    }

    private sealed class BinaryRun(BinaryFunction function, float[] x, float[] y) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var result = new GuardedBuffer(x.Length, x.Length % 7);
            ElementwiseKernels.Binary<TWidths>(function, x, y, result.Span);
            result.AssertIntact();
            return result.Span.ToArray();
        }
    }

    private sealed class BroadcastRun(BinaryFunction function, Broadcast plan, float[] x, float[] y) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var result = new GuardedBuffer(plan.Count, 3);
            int split = plan.Count * 2 / 5;
            ElementwiseKernels.Binary<TWidths>(function, plan, x, y, result.Span, split, plan.Count);
            ElementwiseKernels.Binary<TWidths>(function, plan, x, y, result.Span, 0, split);
            result.AssertIntact();
            return result.Span.ToArray();
        }
    }
}
