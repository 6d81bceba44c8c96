using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Winograd;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Convolution;

public sealed class WinogradTests
{
    private const int Images = 3;

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

        Assert.InRange(Error(shape, w, g, Run<Lanes16>(shape, tile, w, g)), 0, tile switch { 2 => 4e-6, 3 => 2e-5, _ => 4e-5 });
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

    [Fact]
    public void Plan_IsForThreeByThreeOfStrideOneWithEnoughChannelsAndTiles()
    {
        var shape = new ConvolutionShape(12, 12, 64, 64, 3, 3, 1, 1);

        Assert.Equal(4, WinogradPlan.For(shape, 40)?.Outputs);
        Assert.Equal(3, WinogradPlan.For(shape with { Height = 6, Width = 6 }, 40)?.Outputs);
        Assert.Equal(2, WinogradPlan.For(shape with { Height = 2, Width = 2 }, 100)?.Outputs);
        Assert.Null(WinogradPlan.For(shape, 1));
        Assert.Null(WinogradPlan.For(shape with { InputChannels = 8 }, 40));
        Assert.Null(WinogradPlan.For(shape with { Stride = 2 }, 40));
        Assert.Null(WinogradPlan.For(shape with { Groups = 2 }, 40));
        Assert.Null(WinogradPlan.For(shape with { KernelHeight = 5, KernelWidth = 5 }, 40));
    }

    private static float[] Run<V>(ConvolutionShape shape, int tile, float[] weight, float[] gradient, int block = int.MaxValue)
        where V : struct, ILanes<V>
    {
        var plan = WinogradPlan.Of(shape, tile);
        int columns = PackedWeight.VectorsPerPanel * V.Count, panels = PackedWeight.Panels(plan.Product.Shape, columns);
        float[] packed = new float[plan.Positions * plan.WeightPlaneFor(columns)], scratch = new float[plan.ScratchLength];
        Array.Fill(scratch, float.NaN);
        for (int panel = 0; panel < panels; panel++)
            WinogradInputGradient.PackPanel<V>(plan, weight, packed, panel);
        var result = new GuardedBuffer(Images * shape.InputSize, misalignment: 1);
        int tiles = Images * plan.Tiles, step = Math.Min(block, WinogradPlan.BlockTiles);
        for (int begin = 0; begin < tiles; begin += step)
            WinogradInputGradient.Compute<V>(plan, gradient, packed, result.Span, scratch, begin, Math.Min(tiles, begin + step));
        result.AssertIntact();
        return result.Span.ToArray();
    }

    private static double Error(ConvolutionShape shape, float[] weight, float[] gradient, float[] actual)
    {
        double[] expected = new double[actual.Length];
        ConvolutionReference.InputGradient<double>(shape, [.. gradient.Select(v => (double)v)], [.. weight.Select(v => (double)v)], expected);
        double scale = Math.Sqrt(expected.Sum(v => v * v) / expected.Length);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / scale;
    }
}
