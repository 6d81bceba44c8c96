using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Lanes;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Elementwise;

public sealed class ElementwiseKernelsTests
{
    private const int Longest = 130;

    private delegate void Kernel(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> result);

    [Fact]
    public void AllKernels_EveryLength_AreTheReferenceToTheBit()
    {
        for (int length = 0; length <= Longest; length++)
        {
            Same(length, (x, y, z, r) => ElementwiseKernels.Add(x, y, r), (x, y, z, r) => ElementwiseReference.Add(x, y, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.Subtract(x, y, r), (x, y, z, r) => ElementwiseReference.Subtract(x, y, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.Multiply(x, y, r), (x, y, z, r) => ElementwiseReference.Multiply(x, y, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.MultiplyAdd(x, y, z, r), (x, y, z, r) => ElementwiseReference.MultiplyAdd(x, y, z, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.Scale(x, -1.7f, r), (x, y, z, r) => ElementwiseReference.Scale(x, -1.7f, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.AddScaled(x, 0.3f, r), (x, y, z, r) => ElementwiseReference.AddScaled(x, 0.3f, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.Square(x, r), (x, y, z, r) => ElementwiseReference.Square(x, r));
            Same(length, (x, y, z, r) => ElementwiseKernels.Sqrt(x, r), (x, y, z, r) => ElementwiseReference.Sqrt(x, r));
        }
    }

    [Fact]
    public void Traversals_EveryWidthAndLength_SameBits()
    {
        for (int length = 0; length <= Longest; length++)
        {
            float[] x = RandomData.Normal(length, 1), y = RandomData.Normal(length, 2), z = RandomData.Normal(length, 3);
            Widths.SameBits(new UnaryRun(x));
            Widths.SameBits(new BinaryRun(x, y));
            Widths.SameBits(new TernaryRun(x, y, z));
        }
    }

    [Fact]
    public void Add_IntoAnInput_IsAdditionInPlace()
    {
        float[] x = RandomData.Normal(37, 4), y = RandomData.Normal(37, 5), expected = new float[37];
        ElementwiseKernels.Add(x, y, expected);

        ElementwiseKernels.Add(x, y, y);

        Close.SameBits(expected, y);
    }

    [Fact]
    public void Add_PartialOverlap_NamesTheOffset()
    {
        float[] memory = new float[20];

        var e = Assert.Throws<ArgumentException>(() => ElementwiseKernels.Add(memory.AsSpan(0, 10), new float[10], memory.AsSpan(3, 10)));

        Assert.Contains("'result' overlaps 'x' at an offset of 3 elements", e.Message);
    }

    [Fact]
    public void Add_DifferentLengths_NamesBoth()
    {
        var e = Assert.Throws<ArgumentException>(() => ElementwiseKernels.Add(new float[3], new float[4], new float[3]));

        Assert.Contains("'y' has 4 elements; expected 3", e.Message);
    }

    [Fact]
    public void ExpAndLog_KnownValues()
    {
        float[] y = new float[3];

        ElementwiseKernels.Exp([0f, 1f, float.NegativeInfinity], y);
        Assert.Equal([1f, MathF.E, 0f], y);

        ElementwiseKernels.Log([1f, MathF.E, 0f], y);
        Close.Relative([0f, 1f], y.AsSpan(0, 2), 1e-7);
        Assert.Equal(float.NegativeInfinity, y[2]);
    }

    [Fact]
    public void Fill_SetsEveryElement()
    {
        float[] y = new float[19];

        ElementwiseKernels.Fill(y, 2.5f);

        Assert.All(y, v => Assert.Equal(2.5f, v));
    }

    private static void Same(int length, Kernel fast, Kernel reference)
    {
        float[] x = RandomData.Normal(length, 1), y = RandomData.Normal(length, 2), z = RandomData.Normal(length, 3), start = RandomData.Normal(length, 4);
        float[] expected = [.. start];
        reference(x, y, z, expected);
        var actual = new GuardedBuffer(start, length % 7);

        fast(x, y, z, actual.Span);

        Close.SameBits(Canonical(expected), Canonical(actual.Span.ToArray()), $"length {length}");
        actual.AssertIntact();
    }

    /// <summary>The sign and payload of a NaN are not part of a result.</summary>
    private static float[] Canonical(float[] values) => Array.ConvertAll(values, v => float.IsNaN(v) ? float.NaN : v);

    private sealed class UnaryRun(float[] x) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            float[] result = new float[x.Length];
            Traversal.Unary<TWidths, ScaleOperator>(x, result, new(1.3f));
            return result;
        }
    }

    private sealed class BinaryRun(float[] x, float[] y) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            float[] result = new float[x.Length];
            Traversal.Binary<TWidths, AddScaledOperator>(x, y, result, new(1.3f));
            return result;
        }
    }

    private sealed class TernaryRun(float[] x, float[] y, float[] z) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            float[] result = new float[x.Length];
            Traversal.Ternary<TWidths, MultiplyAddOperator>(x, y, z, result, default);
            return result;
        }
    }
}
