using Saccade.Kernels.Lanes;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Pooling;

public sealed class PoolKernelsTests
{
    private const int Images = 3;

    private static readonly (int Kernel, int Stride, int Padding)[] _windows = [(2, 2, 0), (3, 2, 1), (2, 1, 1), (1, 1, 0), (2, 3, 0), (3, 3, 0), (4, 2, 2)];

    [Theory]
    [InlineData("avgpool2", 2, 2, 0, false)]
    [InlineData("maxpool2", 2, 2, 0, true)]
    [InlineData("avgpool3s2p1", 3, 2, 1, false)]
    [InlineData("maxpool3s2p1", 3, 2, 1, true)]
    public void Pooling_GoldenNumbers(string name, int kernel, int stride, int padding, bool max)
    {
        var golden = GoldenFile.Open("layers");
        int[] shape = golden.Shape(name + ".x");

        CheckGolden(golden, name, PoolGeometry.Square((shape[2], shape[3]), shape[1], kernel, stride, padding), max);
    }

    [Fact]
    public void Pooling_GoldenNumbers_Global()
    {
        var golden = GoldenFile.Open("layers");
        int[] shape = golden.Shape("gap.x");

        CheckGolden(golden, "gap", PoolGeometry.Global((shape[2], shape[3]), shape[1]), max: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pooling_ManyShapes_IsTheReferenceToTheBitAtEveryWidth(bool max)
    {
        for (int channels = 1; channels <= 40; channels++)
        {
            var (kernel, stride, padding) = _windows[channels % _windows.Length];
            var geometry = PoolGeometry.Square((4 + channels % 3, 5 + channels % 4), channels, kernel, stride, padding);
            CheckReference(geometry, max, (ulong)channels);
        }

        foreach (int channels in new[] { 3, 8, 21 })
        {
            CheckReference(PoolGeometry.Global((5, 3), channels), max, 50);
            CheckReference(new((7, 6), channels, (3, 2), (1, 2), (1, 0)), max, 51);
            foreach (var extents in new[] { (4, 6), (5, 6), (4, 7), (5, 7) })
                CheckReference(PoolGeometry.Square(extents, channels, 2, 2), max, 52);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_FiniteDifferences_Agree(bool max)
    {
        foreach (var (kernel, stride, padding) in _windows)
        {
            var geometry = PoolGeometry.Square((5, 6), 3, kernel, stride, padding);
            float[] x = RandomData.Normal(geometry.InputSize, 1), dy = RandomData.Normal(geometry.OutputSize, 2), dx = new float[x.Length];
            Backward<HardwareWidths>(max, dy, x, geometry, dx);

            float[] expected = FiniteDifferences.Gradient(FiniteDifferences.Double(x), dy, v =>
            {
                double[] y = new double[geometry.OutputSize];
                if (max)
                    PoolReference.MaxForward<double>(v, geometry, y);
                else
                    PoolReference.AverageForward<double>(v, geometry, y);
                return y;
            });

            Close.Relative(expected, dx, 1e-5, $"kernel {kernel}, stride {stride}, padding {padding}");
        }
    }

    [Fact]
    public void MaxBackward_Ties_GoToTheFirst()
    {
        float[] dx = new float[4];

        MaxPoolKernels.Backward([7f], [1f, 1f, 0f, 1f], PoolGeometry.Square((2, 2), 1, 2, 2), dx);

        Assert.Equal([7f, 0f, 0f, 0f], dx);
    }

    [Fact]
    public void MaxForward_Nan_IsIgnored()
    {
        float[] y = new float[1];

        MaxPoolKernels.Forward([float.NaN, -3f, float.NaN, -2f], PoolGeometry.Square((2, 2), 1, 2, 2), y);

        Assert.Equal(-2f, y[0]);
    }

    [Fact]
    public void Pooling_ImagesApart_SameBits()
    {
        var geometry = PoolGeometry.Square((5, 7), 6, 3, 2, 1);
        float[] x = RandomData.Normal(2 * geometry.InputSize, 1), whole = new float[2 * geometry.OutputSize], parts = new float[whole.Length];

        AveragePoolKernels.Forward(x, geometry, whole);
        for (int n = 0; n < 2; n++)
            AveragePoolKernels.Forward(x.AsSpan(n * geometry.InputSize, geometry.InputSize), geometry, parts.AsSpan(n * geometry.OutputSize, geometry.OutputSize));

        Close.SameBits(whole, parts);
    }

    [Fact]
    public void Geometry_Impossible_SaysWhy()
    {
        Assert.Contains("half the kernel, 1", Assert.Throws<ArgumentOutOfRangeException>(() => PoolGeometry.Square((4, 4), 1, 2, 2, 2)).Message);
        Assert.Contains("larger than the padded image along the height", Assert.Throws<ArgumentOutOfRangeException>(() => PoolGeometry.Square((2, 4), 1, 3, 1)).Message);
        Assert.Contains("stride along the width", Assert.Throws<ArgumentOutOfRangeException>(() => new PoolGeometry((4, 4), 1, (2, 2), (2, 0), (0, 0))).Message);
    }

    [Fact]
    public void Forward_WrongLength_SaysWhatTheGeometryNeeds()
    {
        var e = Assert.Throws<ArgumentException>(() => AveragePoolKernels.Forward(new float[15], PoolGeometry.Square((4, 4), 1, 2, 2), new float[4]));

        Assert.Contains("'x' has 15 elements; expected 16 (1 images of 4 x 4 pixels and 1 channels)", e.Message);
    }

    [Fact]
    public void Forward_DefaultGeometry_IsRejected()
        => Assert.Throws<ArgumentException>(() => AveragePoolKernels.Forward(new float[4], default, new float[1]));

    private static void CheckGolden(GoldenFile golden, string name, PoolGeometry geometry, bool max)
    {
        float[] x = golden.ChannelsLast(name + ".x"), dy = golden.ChannelsLast(name + ".grad_out");
        float[] y = new float[dy.Length], dx = new float[x.Length];

        Forward<HardwareWidths>(max, x, geometry, y);
        Backward<HardwareWidths>(max, dy, x, geometry, dx);

        Close.Relative(golden.ChannelsLast(name + ".y"), y, 1e-5, "y");
        Close.Relative(golden.ChannelsLast(name + ".grad_x"), dx, 1e-5, "dx");
    }

    private static void CheckReference(PoolGeometry geometry, bool max, ulong seed)
    {
        // Half of the images are spikes: ties in most windows.
        float[] x = [.. RandomData.Normal(geometry.InputSize, seed), .. RandomData.Spikes((Images - 1) * geometry.InputSize, 0.4, seed)];
        float[] dy = RandomData.Normal(Images * geometry.OutputSize, seed + 100), y = new float[dy.Length], dx = new float[x.Length];
        if (max)
        {
            PoolReference.MaxForward<float>(x, geometry, y);
            PoolReference.MaxBackward<float>(dy, x, geometry, dx);
        }
        else
        {
            PoolReference.AverageForward<float>(x, geometry, y);
            PoolReference.AverageBackward<float>(dy, geometry, dx);
        }

        Close.SameBits([.. y, .. dx], Widths.SameBits(new PoolRun(max, x, dy, geometry)), geometry.ToString());
    }

    private static void Forward<TWidths>(bool max, ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        if (max)
            MaxPoolKernels.Forward<TWidths>(x, geometry, y);
        else
            AveragePoolKernels.Forward<TWidths>(x, geometry, y);
    }

    private static void Backward<TWidths>(bool max, ReadOnlySpan<float> dy, ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        if (max)
            MaxPoolKernels.Backward<TWidths>(dy, x, geometry, dx);
        else
            AveragePoolKernels.Backward<TWidths>(dy, geometry, dx);
    }

    private sealed class PoolRun(bool max, float[] x, float[] dy, PoolGeometry geometry) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var y = new GuardedBuffer(dy.Length, 1);
            var dx = new GuardedBuffer(RandomData.Normal(x.Length, 99), 2); // what it held before must not matter
            Forward<TWidths>(max, x, geometry, y.Span);
            Backward<TWidths>(max, dy, x, geometry, dx.Span);
            y.AssertIntact();
            dx.AssertIntact();
            return [.. y.Span, .. dx.Span];
        }
    }
}
