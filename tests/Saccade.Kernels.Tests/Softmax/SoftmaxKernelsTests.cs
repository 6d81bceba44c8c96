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
            double[] wide = FiniteDifferences.Double(x), wideD = FiniteDifferences.Double(d);
            double[] p = new double[length], l = new double[length], dp = new double[length], dl = new double[length];
            SoftmaxReference.Forward(wide, channels, temperature, p);
            SoftmaxReference.LogForward(wide, channels, temperature, l);
            SoftmaxReference.Backward(wideD, p, channels, temperature, dp);
            SoftmaxReference.LogBackward(wideD, l, channels, temperature, dl);
            GuardedBuffer fastP = new(length), fastL = new(length), fastDp = new(length), fastDl = new(length);

            SoftmaxKernels.Forward(x, channels, temperature, fastP.Span);
            SoftmaxKernels.LogForward(x, channels, temperature, fastL.Span);
            SoftmaxKernels.Backward(d, fastP.Span, channels, temperature, fastDp.Span);
            SoftmaxKernels.LogBackward(d, fastL.Span, channels, temperature, fastDl.Span);

            Check(p, fastP, "p");
            Check(l, fastL, "l");
            Check(dp, fastDp, "dp");
            Check(dl, fastDl, "dl");
        }
    }

    [Fact]
    public void Backward_FiniteDifferences_Agree()
    {
        const int Channels = 7;
        const double Temperature = 2;
        float[] x = RandomData.Normal(3 * Channels, 1), d = RandomData.Normal(3 * Channels, 2), p = new float[x.Length], l = new float[x.Length], dx = new float[x.Length];
        SoftmaxKernels.Forward(x, Channels, Temperature, p);
        SoftmaxKernels.LogForward(x, Channels, Temperature, l);

        SoftmaxKernels.LogBackward(d, l, Channels, Temperature, dx);
        Close.Relative(Numerical(x, d, (v, y) => SoftmaxReference.LogForward(v, Channels, Temperature, y)), dx, 1e-5, "log");

        SoftmaxKernels.Backward(d, p, Channels, Temperature, dx);
        Close.Relative(Numerical(x, d, (v, y) => SoftmaxReference.Forward(v, Channels, Temperature, y)), dx, 1e-5, "softmax");
    }

    [Fact]
    public void Forward_HugeLogits_DoNotOverflow()
    {
        float[] p = new float[3];

        SoftmaxKernels.Forward([3e38f, -3e38f, float.NegativeInfinity], 3, 1, p);
        Assert.Equal([1f, 0f, 0f], p);

        SoftmaxKernels.LogForward([1e30f, 1e30f, -1e30f], 3, 1, p);
        Close.Relative([-MathF.Log(2), -MathF.Log(2)], p.AsSpan(0, 2), 1e-6);
    }

    [Fact]
    public void Forward_InPlace_SameBits()
    {
        float[] x = RandomData.Normal(20, 1), p = new float[20];
        SoftmaxKernels.Forward(x, 5, 1, p);

        SoftmaxKernels.Forward(x, 5, 1, x);

        Close.SameBits(p, x);
    }

    [Fact]
    public void ArgMax_TiesAndNan_FirstNumberWins()
    {
        int[] best = new int[3];

        SoftmaxKernels.ArgMax([1f, 2f, 2f, float.NaN, -1f, -1f, float.NaN, float.NaN, float.NaN], 3, best);

        Assert.Equal([1, 1, 0], best);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Forward_TemperatureNotPositive_IsRejected(double temperature)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxKernels.Forward(new float[4], 2, temperature, new float[4]));

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
