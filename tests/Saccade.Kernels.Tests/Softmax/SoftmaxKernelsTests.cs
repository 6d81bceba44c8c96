using Saccade.Kernels.Reduce;
using Saccade.Kernels.Softmax;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Softmax;

public sealed class SoftmaxKernelsTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void AllKernels_EveryChannelCount_AreTheReference(double temperature)
    {
        for (int channels = 1; channels <= 40; channels++)
        {
            int length = (1 + channels % 5) * channels;
            float[] x = RandomData.Normal(length, 1), d = RandomData.Normal(length, 2);
            var rows = new AxisExtents(length / channels, channels, 1);
            double[] wide = FiniteDifferences.Double(x), wideD = FiniteDifferences.Double(d);
            double[] p = new double[length], l = new double[length], dp = new double[length], dl = new double[length];
            SoftmaxReference.Forward(wide, rows, temperature, p);
            SoftmaxReference.LogForward(wide, rows, temperature, l);
            SoftmaxReference.Backward(wideD, p, rows, temperature, dp);
            SoftmaxReference.LogBackward(wideD, l, rows, temperature, dl);
            GuardedBuffer fastP = new(length), fastL = new(length), fastDp = new(length), fastDl = new(length);

            SoftmaxKernels.Forward(x, rows, temperature, fastP.Span);
            SoftmaxKernels.LogForward(x, rows, temperature, fastL.Span);
            SoftmaxKernels.Backward(d, fastP.Span, rows, temperature, fastDp.Span);
            SoftmaxKernels.LogBackward(d, fastL.Span, rows, temperature, fastDl.Span);

            Check(p, fastP, "p");
            Check(l, fastL, "l");
            Check(dp, fastDp, "dp");
            Check(dl, fastDl, "dl");
        }
    }

    [Fact]
    public void Backward_FiniteDifferences_Agree()
    {
        var rows = new AxisExtents(3, 7, 1);
        const double Temperature = 2;
        float[] x = RandomData.Normal(21, 1), d = RandomData.Normal(21, 2), p = new float[x.Length], l = new float[x.Length], dx = new float[x.Length];
        SoftmaxKernels.Forward(x, rows, Temperature, p);
        SoftmaxKernels.LogForward(x, rows, Temperature, l);

        SoftmaxKernels.LogBackward(d, l, rows, Temperature, dx);
        Close.Relative(Numerical(x, d, (v, y) => SoftmaxReference.LogForward(v, rows, Temperature, y)), dx, 1e-5, "log");

        SoftmaxKernels.Backward(d, p, rows, Temperature, dx);
        Close.Relative(Numerical(x, d, (v, y) => SoftmaxReference.Forward(v, rows, Temperature, y)), dx, 1e-5, "softmax");
    }

    [Fact]
    public void Forward_HugeLogits_DoNotOverflow()
    {
        float[] p = new float[3];

        SoftmaxKernels.Forward([3e38f, -3e38f, float.NegativeInfinity], new(1, 3, 1), 1, p);
        Assert.Equal([1f, 0f, 0f], p);

        SoftmaxKernels.LogForward([1e30f, 1e30f, -1e30f], new(1, 3, 1), 1, p);
        Close.Relative([-MathF.Log(2), -MathF.Log(2)], p.AsSpan(0, 2), 1e-6);
    }

    [Fact]
    public void Forward_InPlace_SameBits()
    {
        float[] x = RandomData.Normal(20, 1), p = new float[20];
        SoftmaxKernels.Forward(x, new(4, 5, 1), 1, p);

        SoftmaxKernels.Forward(x, new(4, 5, 1), 1, x);

        Close.SameBits(p, x);
    }

    [Fact]
    public void AllKernels_AlongAnotherAxis_SameBitsAsAlongTheInnermost()
    {
        AxisExtents across = new(3, 7, 5), along = new(15, 7, 1);
        float[] x = RandomData.Normal(105, 1), d = RandomData.Normal(105, 2);

        Same((v, e, y) => SoftmaxKernels.Forward(v, e, 1, y));
        Same((v, e, y) => SoftmaxKernels.LogForward(v, e, 1, y));
        Same((v, e, y) => SoftmaxKernels.Backward(e == along ? Turned(d) : d, v, e, 1, y));
        Same((v, e, y) => SoftmaxKernels.LogBackward(e == along ? Turned(d) : d, v, e, 1, y));

        void Same(Action<float[], AxisExtents, float[]> kernel)
        {
            float[] y = new float[105], turned = new float[105];
            kernel(x, across, y);
            kernel(Turned(x), along, turned);
            Close.SameBits(turned, Turned(y));
        }

        float[] Turned(float[] v) => [.. Enumerable.Range(0, 105).Select(i => v[(i / 35 * 7 + i % 7) * 5 + i / 7 % 5])];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Forward_TemperatureNotPositive_IsRejected(double temperature)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxKernels.Forward(new float[4], new(2, 2, 1), temperature, new float[4]));

    private static float[] Numerical(float[] x, float[] d, Action<double[], double[]> forward)
        => FiniteDifferences.Gradient(FiniteDifferences.Double(x), d, v =>
        {
            double[] y = new double[v.Length];
            forward(v, y);
            return y;
        });

    private static void Check(double[] expected, GuardedBuffer actual, string what)
    {
        Close.Relative(Array.ConvertAll(expected, v => (float)v), actual.Span, 1e-6, what);
        actual.AssertIntact();
    }
}
