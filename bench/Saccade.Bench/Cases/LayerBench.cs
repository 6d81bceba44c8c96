using Saccade.Kernels.Neurons;
using Saccade.Kernels.Optimization;
using Saccade.Kernels.Pooling;
using Saccade.Tensors;
using Saccade.TestKit;
using Saccade.TestKit.OpCases;

namespace Saccade.Bench.Cases;

/// <summary>Layers other than convolutions, at the size that they have in a training step of the small network; all threads.</summary>
internal static class LayerBench
{
    private const string Group = "layers";

    private static readonly Shape _activations = new("TNHWC", 5, 32, 34, 34, 32);

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        // Forward reads and writes; statistics read once more. Backward reads x and dy twice and writes dx.
        new(Group, $"batch norm {_activations}", c => OpBench.Ways(NormalizationOpCases.Train(_activations), c, memoryBound: true, backwardTraffic: 2.5)),
        new(Group, $"average pool 2x2 {_activations}", c => OpBench.Ways(PoolOpCases.Average(PoolGeometry.Square((34, 34), 32, 2, 2), 5, 32), c, memoryBound: true, backwardTraffic: 1)),
        new(Group, $"LIF {_activations}", c => OpBench.Ways(
            NeuronOpCases.Fixed(_activations, "LIF", new NeuronParameters { Charge = Charge.LeakWithInput(0.5f), Reset = Reset.Hard() }), c, memoryBound: true, backwardTraffic: 2)),
        new(Group, $"IF {_activations}", c => OpBench.Ways(NeuronOpCases.Fixed(_activations, "IF", new NeuronParameters()), c, memoryBound: true, backwardTraffic: 2)),
        new(Group, "linear 160 x 1024->10", c => OpBench.Ways(LinearOpCases.Case(5, 32, 1024, 10, "normal", Draws.Normal), c)),
        new(Group, "linear 40 x 4608->10", c => OpBench.Ways(LinearOpCases.Case(5, 8, 4608, 10, "normal", Draws.Normal), c)),
        new(Group, "Adam, 2.4 million weights", _ => Adam(512 * 512 * 9)),
    ];

    /// <summary>Reads weight, gradient and two moments, writes three of them.</summary>
    private static IReadOnlyList<BenchWay> Adam(int count)
    {
        float[] w = RandomData.Normal(count, 1), g = RandomData.Normal(count, 2), m = new float[count], v = new float[count];
        VerifyAdam(w.AsSpan(0, 1001), g.AsSpan(0, 1001));
        long step = 0;
        return [new BenchWay("update", () => OptimizerKernels.Adam(w, g, m, v, ++step, new AdamSettings(1e-3))) { Bytes = 7.0 * sizeof(float) * count }];
    }

    private static void VerifyAdam(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradient)
    {
        float[] actual = weights.ToArray(), m = new float[weights.Length], v = new float[weights.Length];
        OptimizerKernels.Adam(actual, gradient, m, v, 1, new AdamSettings(1e-3));

        // The first step of Adam is the rate, against the sign of the gradient.
        float[] expected = new float[weights.Length];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = weights[i] - 1e-3f * MathF.Sign(gradient[i]);
        Close.Relative(expected, actual, 1e-5, "Adam");
    }
}
