using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Winograd;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Convolution;

public sealed class WinogradTests
{
    private const int Images = 3;

    private static readonly Shards[] _shards = [Shards.One(Images), Shards.Of(1, Images, 1), Shards.Of(2, 3, 1)];

    public static TheoryData<ConvolutionShape, int> Shapes
    {
        get
        {
            var data = new TheoryData<ConvolutionShape, int>();
            foreach (var (height, width, inputs, outputs, padding) in ((int, int, int, int, int)[])
                [(1, 1, 1, 1, 1), (3, 3, 2, 3, 0), (6, 6, 16, 16, 1), (8, 8, 33, 20, 1), (5, 7, 17, 31, 2), (12, 9, 40, 65, 1), (13, 4, 7, 70, 1), (24, 24, 21, 18, 1)])
            {
                foreach (int tile in (int[])[2, 3, 4])
                    data.Add(new ConvolutionShape(height, width, inputs, outputs, 3, 3, 1, padding), tile);
            }

            return data;
        }
    }

    /// <summary>Largest error relative to the root mean square of the gradient: rounding of the transforms grows with the tile.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void InputGradient_MatchesReferenceInDouble(ConvolutionShape shape, int tile)
    {
        float[] w = RandomData.Normal(shape.WeightSize, 1), g = RandomData.Normal(Images * shape.OutputSize, 2);

        Assert.InRange(InputGradientError(shape, w, g, Run<Lanes16>(shape, tile, w, g)), 0, tile switch { 2 => 4e-6, 3 => 2e-5, _ => 4e-5 });
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InputGradient_AllWidthsAndBlocks_HaveTheSameBits(ConvolutionShape shape, int tile)
    {
        float[] w = RandomData.Normal(shape.WeightSize, 3), g = RandomData.Normal(Images * shape.OutputSize, 4);

        float[] expected = Run<Lanes1>(shape, tile, w, g);
        Close.SameBits(expected, Run<Lanes4>(shape, tile, w, g, block: 7), "4 lanes");
        Close.SameBits(expected, Run<Lanes8>(shape, tile, w, g, block: 1), "8 lanes");
        Close.SameBits(expected, Run<Lanes16>(shape, tile, w, g, block: 13), "16 lanes");
    }

    /// <summary>As above, for one shard of all images, for shards of one image each, and for two images of three samples.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void WeightGradient_MatchesReferenceInDouble(ConvolutionShape shape, int tile)
    {
        foreach (var shards in _shards)
        {
            float[] x = RandomData.Normal(shards.Rows * shape.InputSize, 5), g = RandomData.Normal(shards.Rows * shape.OutputSize, 6);
            double[] expected = new double[shape.WeightSize];
            ConvolutionReference.WeightGradient<double>(shape, shards, [.. x.Select(v => (double)v)], [.. g.Select(v => (double)v)], expected);

            Assert.InRange(Error(expected, WeightGradient<Lanes16>(shape, tile, shards, x, g, 4)), 0, tile switch { 2 => 6e-6, 3 => 2e-5, _ => 4e-5 });
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WeightGradient_AllWidthsAndStretches_HaveTheSameBits(ConvolutionShape shape, int tile)
    {
        foreach (var shards in _shards)
        {
            float[] x = RandomData.Spikes(shards.Rows * shape.InputSize, 0.4, 7, 0.25f), g = RandomData.Normal(shards.Rows * shape.OutputSize, 8);

            float[] expected = WeightGradient<Lanes1>(shape, tile, shards, x, g, shards.Rows);
            Close.SameBits(expected, WeightGradient<Lanes4>(shape, tile, shards, x, g, 1), "4 lanes");
            Close.SameBits(expected, WeightGradient<Lanes8>(shape, tile, shards, x, g, 2), "8 lanes");
            Close.SameBits(expected, WeightGradient<Lanes16>(shape, tile, shards, x, g, 4), "16 lanes");
        }
    }

    [Fact]
    public void WeightPlan_IsForThreeByThreeOfStrideOneWithEnoughChannelsAndTiles()
    {
        var shape = new ConvolutionShape(12, 12, 64, 64, 3, 3, 1, 1);
        var batch = Shards.Of(5, 8, 1);

        Assert.Equal(4, WinogradWeightPlan.For(shape with { Height = 24, Width = 24 }, batch)?.Tiling.Outputs);
        Assert.Equal(4, WinogradWeightPlan.For(shape, Shards.Of(5, 24, 1))?.Tiling.Outputs);
        Assert.Equal(3, WinogradWeightPlan.For(shape with { Height = 6, Width = 6 }, Shards.Of(5, 40, 1))?.Tiling.Outputs);
        Assert.Null(WinogradWeightPlan.For(shape, batch));
        shape = shape with { Height = 24, Width = 24 };
        Assert.Null(WinogradWeightPlan.For(shape with { InputChannels = 8 }, batch));
        Assert.Null(WinogradWeightPlan.For(shape with { Stride = 2 }, batch));
        Assert.Null(WinogradWeightPlan.For(shape with { Groups = 2 }, batch));
        Assert.Null(WinogradWeightPlan.For(shape with { KernelHeight = 5, KernelWidth = 5 }, batch));
    }

    [Fact]
    public void Plan_IsForThreeByThreeOfStrideOneWithEnoughChannelsAndTiles()
    {
        var shape = new ConvolutionShape(12, 12, 64, 64, 3, 3, 1, 1);

        Assert.Equal(4, WinogradInputPlan.For(shape, 40)?.Tiling.Outputs);
        Assert.Equal(3, WinogradInputPlan.For(shape with { Height = 6, Width = 6 }, 40)?.Tiling.Outputs);
        Assert.Equal(2, WinogradInputPlan.For(shape with { Height = 2, Width = 2 }, 100)?.Tiling.Outputs);
        Assert.Null(WinogradInputPlan.For(shape, 1));
        Assert.Null(WinogradInputPlan.For(shape with { InputChannels = 8 }, 40));
        Assert.Null(WinogradInputPlan.For(shape with { Stride = 2 }, 40));
        Assert.Null(WinogradInputPlan.For(shape with { Groups = 2 }, 40));
        Assert.Null(WinogradInputPlan.For(shape with { KernelHeight = 5, KernelWidth = 5 }, 40));
    }

    private static float[] Run<V>(ConvolutionShape shape, int tile, float[] weight, float[] gradient, int block = int.MaxValue)
        where V : struct, ILanes<V>
    {
        var plan = WinogradInputPlan.Of(shape, tile);
        int columns = PackedWeight.VectorsPerPanel * V.Count, panels = PackedWeight.Panels(plan.Product.Shape, columns);
        float[] packed = new float[plan.Tiling.Positions * plan.WeightPlaneFor(columns)], scratch = new float[plan.ScratchLength];
        Array.Fill(scratch, float.NaN);
        for (int panel = 0; panel < panels; panel++)
            WinogradInputGradient.PackPanel<V>(plan, weight, packed, panel);
        var result = new GuardedBuffer(Images * shape.InputSize, misalignment: 1);
        int tiles = Images * plan.Tiling.Tiles, step = Math.Min(block, WinogradInputPlan.BlockTiles);
        for (int begin = 0; begin < tiles; begin += step)
            WinogradInputGradient.Compute<V>(plan, gradient, packed, result.Span, scratch, begin, Math.Min(tiles, begin + step));
        result.AssertIntact();
        return result.Span.ToArray();
    }

    /// <summary>Some images at a time, and panels of inputs apart, as stretches and threads divide the work.</summary>
    private static float[] WeightGradient<V>(ConvolutionShape shape, int tile, Shards shards, float[] input, float[] gradient, int atOnce)
        where V : struct, ILanes<V>
    {
        var plan = WinogradWeightPlan.Of(shape, tile);
        int columns = PackedWeight.VectorsPerPanel * V.Count, outputs = PackedWeight.Panels(shape, columns), panels = plan.InputPanels, scratch = plan.ScratchLength(shards, columns), middle = panels / 2;
        float[] sums = new float[outputs * panels * scratch];
        Array.Fill(sums, float.NaN);
        var result = new GuardedBuffer(shape.WeightSize, misalignment: 1);
        for (int first = 0; first < shards.Rows; first += atOnce)
        {
            var stretch = new ShardStretch(shards, first, Math.Min(atOnce, shards.Rows - first));
            float[] inputs = new float[plan.InputLength(stretch.Count)], gradients = new float[plan.Tiling.Positions * plan.GradientSides(stretch.Count, columns).Plane];
            Array.Fill(inputs, float.NaN);
            Array.Fill(gradients, float.NaN);
            for (int i = 0; i < stretch.Count; i++)
            {
                int image = shards.Row(first + i);
                WinogradWeightGradient.Transform<V>(
                    plan, input.AsSpan(image * shape.InputSize, shape.InputSize), gradient.AsSpan(image * shape.OutputSize, shape.OutputSize), inputs, gradients, i, stretch.Count);
            }

            for (int output = 0; output < outputs; output++)
            {
                var memory = sums.AsSpan(output * panels * scratch, panels * scratch);
                WinogradWeightGradient.Accumulate<V>(plan, stretch, inputs, gradients, memory[..(middle * scratch)], result.Span, output, 0, middle);
                WinogradWeightGradient.Accumulate<V>(plan, stretch, inputs, gradients, memory[(middle * scratch)..], result.Span, output, middle, panels);
            }
        }

        result.AssertIntact();
        return result.Span.ToArray();
    }

    private static double InputGradientError(ConvolutionShape shape, float[] weight, float[] gradient, float[] actual)
    {
        double[] expected = new double[actual.Length];
        ConvolutionReference.InputGradient<double>(shape, [.. gradient.Select(v => (double)v)], [.. weight.Select(v => (double)v)], expected);
        return Error(expected, actual);
    }

    private static double Error(double[] expected, float[] actual)
    {
        double scale = Math.Sqrt(expected.Sum(v => v * v) / expected.Length);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / scale;
    }
}
