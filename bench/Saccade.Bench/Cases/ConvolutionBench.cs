using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>Dense convolution of one image on one thread: forward and both gradients.</summary>
internal static class ConvolutionBench
{
    public static IEnumerable<BenchCase> Cases { get; } = NamedLayers.All.Select(l => new BenchCase("dense convolution, one image", l.Name, _ =>
    {
        var work = new ConvolutionWork(l.Shape, RandomData.Normal(l.Shape.InputSize, 1));
        work.Verify(work.Dense, work.DenseWeight);
        return
        [
            new BenchWay("forward", work.Dense) { Flops = work.Flops },
            new BenchWay("gradient of input", work.InputGradient) { Flops = work.Flops },
            new BenchWay("gradient of weight", work.DenseWeight) { Flops = work.Flops },
        ];
    }));
}
