using Saccade.Kernels.Convolution;
using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>Dense convolution on one thread, of as many images as have the pixels of one of 48x48: forward and both gradients.</summary>
internal static class ConvolutionBench
{
    public static IEnumerable<BenchCase> Cases { get; } = NamedLayers.All.Select(l => new BenchCase("dense convolution", l.Name, _ =>
    {
        var work = new ConvolutionWork(l.Shape, RandomData.Normal(Images(l.Shape) * l.Shape.InputSize, 1));
        work.Verify(work.Dense, work.DenseWeight);
        List<BenchWay> ways =
        [
            new BenchWay("forward", work.Dense) { Flops = work.Flops },
            new BenchWay("gradient of input", work.InputGradient) { Flops = work.Flops },
            new BenchWay("gradient of weight", work.DenseWeight) { Flops = work.Flops },
        ];
        if (work.HasTiles)
            ways.Add(new BenchWay("gradient of input, tiles", work.WinogradInputGradient) { Flops = work.Flops });
        if (work.HasWeightTiles)
            ways.Add(new BenchWay("gradient of weight, tiles", work.WinogradWeightGradient) { Flops = work.Flops });
        return ways;
    }));

    private static int Images(in ConvolutionShape shape) => Math.Max(1, 48 * 48 / (shape.OutputHeight * shape.OutputWidth));
}
