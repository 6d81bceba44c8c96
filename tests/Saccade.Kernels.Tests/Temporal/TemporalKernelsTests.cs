using Saccade.Kernels.Lanes;
using Saccade.Kernels.Temporal;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Temporal;

public sealed class TemporalKernelsTests
{
    private delegate void Kernel(float[] x, Span<float> y, int begin, int end);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(2, 5)]
    public void Convolution_EveryLengthAndSplit_IsTheReferenceToTheBit(int steps, int taps)
    {
        for (int period = 1; period <= 40; period += 3)
        {
            var shape = new TemporalShape(steps, period * 2 + period / 2, period);
            float[] p = RandomData.Normal((steps + taps - 1) * shape.Elements, 1), dy = RandomData.Normal(steps * shape.Elements, 2), w = RandomData.Normal(taps * period, 3);
            float[] y = new float[dy.Length], dp = new float[p.Length];
            TemporalReference.Convolution<float>(shape, taps, p, w, y);
            TemporalReference.ConvolutionInputGradient<float>(shape, taps, dy, w, dp);

            Close.SameBits(y, Widths.SameBits(new ConvolutionRun(shape, taps, p, w)), $"period {period}");
            Close.SameBits(dp, Widths.SameBits(new GradientRun(shape, taps, dy, w)), $"gradient, period {period}");
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Filter_EveryLengthAndSplit_IsTheReferenceToTheBit(bool backwards, bool withStart)
    {
        for (int period = 1; period <= 40; period += 3)
        {
            var shape = new TemporalShape(4, period * 2 + period / 2, period);
            float[] x = RandomData.Normal(4 * shape.Elements, 1), a = RandomData.Normal(period, 2), b = RandomData.Normal(period, 3), start = withStart ? RandomData.Normal(shape.Elements, 4) : [];
            float[] expected = new float[x.Length];
            TemporalReference.Filter<float>(shape, backwards, x, a, b, start, expected);

            Close.SameBits(expected, Widths.SameBits(new FilterRun(shape, backwards, x, a, b, start)), $"period {period}");
        }
    }

    [Fact]
    public void Filter_InPlace_SameBits()
    {
        var shape = new TemporalShape(3, 20, 5);
        float[] x = RandomData.Normal(60, 1), a = RandomData.Normal(5, 2), y = new float[60];
        TemporalKernels.Filter(shape, false, x, a, a, [], y, 0, 20);

        TemporalKernels.Filter(shape, false, x, a, a, [], x, 0, 20);

        Close.SameBits(y, x);
    }

    [Fact]
    public void Convolution_TooFewInputs_SaysHowManyAreExpected()
    {
        var e = Assert.Throws<ArgumentException>(() => TemporalKernels.Convolution(new(2, 4, 4), 3, new float[12], new float[12], new float[8], 0, 4));

        Assert.Contains("'p' has 12 elements; expected 16 (all steps and those before)", e.Message);
    }

    private static float[] InTwo(int length, int elements, Kernel kernel, float[] x)
    {
        var y = new GuardedBuffer(length, 1);
        kernel(x, y.Span, elements / 3, elements);
        kernel(x, y.Span, 0, elements / 3);
        y.AssertIntact();
        return y.Span.ToArray();
    }

    private sealed class ConvolutionRun(TemporalShape shape, int taps, float[] p, float[] w) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
            => InTwo(shape.Steps * shape.Elements, shape.Elements, (x, y, begin, end) => TemporalKernels.Convolution<TWidths>(shape, taps, x, w, y, begin, end), p);
    }

    private sealed class GradientRun(TemporalShape shape, int taps, float[] dy, float[] w) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
            => InTwo((shape.Steps + taps - 1) * shape.Elements, shape.Elements, (x, y, begin, end) => TemporalKernels.ConvolutionInputGradient<TWidths>(shape, taps, x, w, y, begin, end), dy);
    }

    private sealed class FilterRun(TemporalShape shape, bool backwards, float[] x, float[] a, float[] b, float[] start) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
            => InTwo(x.Length, shape.Elements, (v, y, begin, end) => TemporalKernels.Filter<TWidths>(shape, backwards, v, a, b, start, y, begin, end), x);
    }
}
