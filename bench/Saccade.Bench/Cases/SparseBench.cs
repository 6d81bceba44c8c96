using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;

namespace Saccade.Bench.Cases;

/// <summary>Spike-sparse against dense by density, one image on one thread, and whether the cost model chooses well.</summary>
internal static class SparseBench
{
    private static readonly Lazy<ConvolutionCost> _cost = new(() => ConvolutionCost.Measure(TimeProvider.System));
    private static readonly double[] _densities = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

    public static IEnumerable<BenchCase> Cases { get; } =
        from layer in NamedLayers.All
        from density in _densities
        from forward in (bool[])[true, false]
        orderby !forward
        select Case(layer.Name, layer.Shape, density, forward);

    private static BenchCase Case(string name, ConvolutionShape shape, double density, bool forward)
        => new(forward ? "spikes, forward" : "spikes, gradient of weight", $"{name} at {100 * density:F0} %", _ =>
        {
            var work = new ConvolutionWork(shape, RandomData.Spikes(shape.InputSize, density, 1));
            work.Verify(work.Sparse, work.SparseWeightGradients);
            bool sparse = forward ? _cost.Value.SparseForwardWins(shape, density) : _cost.Value.SparseWeightGradientWins(shape, 1, density);
            return
            [
                new BenchWay("dense", forward ? work.Dense : work.DenseWeight) { Flops = work.Flops, Note = sparse ? "" : "chosen" },
                new BenchWay("sparse", forward ? work.Sparse : work.SparseWeightGradients) { Flops = work.Flops, Note = sparse ? "chosen" : "" },
            ];
        });
}
