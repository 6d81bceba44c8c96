using Saccade.Kernels.Normalization;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Normalization;

public sealed class LayerNormKernelsTests
{
    private const double Epsilon = 1e-5;

    [Fact]
    public void ForwardAndBackward_EveryLength_AreTheReferenceAndTheSameAtEveryWidth()
    {
        for (int features = 2; features <= 70; features++)
        {
            float[] x = Array.ConvertAll(RandomData.Normal(3 * features, 1), v => 5 + v), dy = RandomData.Normal(3 * features, 2), gamma = RandomData.Normal(features, 3), beta = RandomData.Normal(features, 4);
            double[] y = new double[x.Length], dx = new double[x.Length], products = new double[x.Length];
            double[] wideX = FiniteDifferences.Double(x), wideGamma = FiniteDifferences.Double(gamma);
            LayerNormReference.Forward(wideX, wideGamma, FiniteDifferences.Double(beta), Epsilon, y);
            LayerNormReference.Backward(FiniteDifferences.Double(dy), wideX, wideGamma, Epsilon, dx, products);

            float[] all = Widths.SameBits(new Run(x, dy, gamma, beta), $"{features} features");

            // The mean of numbers near 5 is off by some units of 4e-7 of their deviation 1.
            Close.Relative([.. y.Select(v => (float)v)], all.AsSpan(0, x.Length), 1e-5, $"y, {features} features");
            Close.Relative([.. dx.Select(v => (float)v)], all.AsSpan(x.Length, x.Length), 1e-4, $"dx, {features} features", absolute: 1e-4);
            Close.Relative([.. products.Select(v => (float)v)], all.AsSpan(2 * x.Length), 1e-5, $"products, {features} features");
        }
    }

    [Fact]
    public void Forward_RowsThatDoNotVary_GiveTheOffset()
    {
        float[] y = new float[6];

        LayerNormKernels.Forward([3, 3, 3, -7, -7, -7], [1, 2, 3], [0.5f, 0, -1], Epsilon, y);

        Assert.Equal([0.5f, 0, -1, 0.5f, 0, -1], y);
    }

    [Fact]
    public void Forward_NotWholeRows_NamesLengthAndFeatures()
        => Assert.Contains("'y' has 7 elements, which is not a whole number of rows of 3", Assert.Throws<ArgumentException>(
            () => LayerNormKernels.Forward(new float[7], new float[3], new float[3], Epsilon, new float[7])).Message);

    private sealed class Run(float[] x, float[] dy, float[] gamma, float[] beta) : IWidthRun
    {
        float[] IWidthRun.Run<TWidths>()
        {
            GuardedBuffer y = new(x.Length, 1), dx = new(x.Length, 2), products = new(x.Length, 3);
            LayerNormKernels.Forward<TWidths>(x, gamma, beta, Epsilon, y.Span);
            LayerNormKernels.Backward<TWidths>(dy, x, gamma, Epsilon, dx.Span, products.Span);
            foreach (var buffer in (GuardedBuffer[])[y, dx, products])
                buffer.AssertIntact();
            return [.. y.Span, .. dx.Span, .. products.Span];
        }
    }
}
