using Saccade.Kernels.Lanes;
using Saccade.Kernels.Optimization;
using Saccade.Kernels.Tests.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Optimization;

public sealed class OptimizerKernelsTests
{
    private static readonly SgdSettings[] _sgdCases =
    [
        new(0.1), new(0.1, Decay: 5e-4), new(0.1, 0.9, 5e-4), new(0.1, 0.9, Nesterov: true), new(0.05, 0.5, 0.01, true),
    ];

    private static readonly AdamSettings[] _adamCases =
    [
        new(1e-3), new(1e-3, Decay: 5e-4), new(1e-2, 0.8, 0.99, 1e-6, 0.01, WeightDecay.Decoupled),
    ];

    [Theory]
    [InlineData("sgd_lr0.1_m0.9_wd5e-4", 0.9, 5e-4, false)]
    [InlineData("sgd_lr0.1_m0.9_nesterov", 0.9, 0, true)]
    public void Sgd_GoldenNumbers(string name, double momentum, double decay, bool nesterov)
    {
        float[] velocity = new float[13];

        CheckGolden(name, (w, g, rate, _) => OptimizerKernels.Sgd(w, g, velocity, new(rate, momentum, decay, nesterov)));
    }

    [Theory]
    [InlineData("adam_lr1e-3_wd5e-4", 5e-4, WeightDecay.Penalty)]
    [InlineData("adamw_lr1e-3_wd0.01", 0.01, WeightDecay.Decoupled)]
    public void Adam_GoldenNumbers(string name, double decay, WeightDecay rule)
    {
        float[] first = new float[13], second = new float[13];

        CheckGolden(name, (w, g, rate, step) => OptimizerKernels.Adam(w, g, first, second, step, new(rate, Decay: decay, DecayRule: rule)));
    }

    [Fact]
    public void Updates_EveryLengthAndWidth_AreTheReference()
    {
        for (int length = 0; length <= 130; length++)
        {
            foreach (var settings in _sgdCases)
                Check(length, new SgdRun(length, settings), SgdReference(length, settings), settings.ToString());
            foreach (var settings in _adamCases)
                Check(length, new AdamRun(length, settings), AdamReference(length, settings), settings.ToString());
        }
    }

    [Fact]
    public void Sgd_WithoutMomentum_NeedsNoState()
    {
        float[] w = [1f, 2f];

        OptimizerKernels.Sgd(w, [10f, 20f], [], new(0.125));

        Assert.Equal([-0.25f, -0.5f], w);
    }

    [Fact]
    public void Sgd_StateTooShort_SaysWhatWasExpected()
    {
        var e = Assert.Throws<ArgumentException>(() => OptimizerKernels.Sgd(new float[3], new float[3], new float[2], new(0.1, 0.9)));

        Assert.Contains("'velocity' has 2 elements; expected 3", e.Message);
    }

    [Fact]
    public void Adam_StepZero_IsRejected()
        => Assert.Throws<ArgumentOutOfRangeException>(() => OptimizerKernels.Adam(new float[1], new float[1], new float[1], new float[1], 0, new(1e-3)));

    [Theory]
    [InlineData(0.5, 1, 1)]
    [InlineData(4, 1, 0.25)]
    [InlineData(0, 1, 1)]
    public void ClipFactor_BringsTheNormToTheLimit(double norm, double limit, double expected)
        => Assert.Equal(expected, OptimizerKernels.ClipFactor(norm, limit), 1e-6);

    private static void CheckGolden(string name, Action<float[], float[], double, int> update)
    {
        var golden = GoldenFile.Open("optimizers");
        float[] w = golden.Floats("w0"), gradients = golden.Floats("grads"), expected = golden.Floats(name + ".w");
        double[] rates = golden.Doubles(name + ".lr");
        for (int step = 0; step < rates.Length; step++)
        {
            update(w, gradients.AsSpan(step * w.Length, w.Length).ToArray(), rates[step], step + 1);
            Close.Relative(expected.AsSpan(step * w.Length, w.Length), w, 1e-6, $"step {step + 1}");
        }
    }

    private static void Check(int length, IWidthRun run, double[] reference, string what)
    {
        float[] actual = Widths.SameBits(run, $"{what} at length {length}");
        Close.Relative(Array.ConvertAll(reference, v => (float)v), actual, 1e-6, what);
    }

    private static float[] Gradient(int length, int step) => RandomData.Normal(length, 10 + (ulong)step);

    private static double[] SgdReference(int length, SgdSettings settings)
    {
        double[] w = FiniteDifferences.Double(RandomData.Normal(length, 1)), v = new double[length];
        for (int step = 1; step <= 3; step++)
            OptimizerReference.Sgd<double>(w, FiniteDifferences.Double(Gradient(length, step)), v, settings);
        return [.. w, .. v];
    }

    private static double[] AdamReference(int length, AdamSettings settings)
    {
        double[] w = FiniteDifferences.Double(RandomData.Normal(length, 1)), m = new double[length], v = new double[length];
        for (int step = 1; step <= 3; step++)
            OptimizerReference.Adam<double>(w, FiniteDifferences.Double(Gradient(length, step)), m, v, step, settings);
        return [.. w, .. m, .. v];
    }

    private sealed class SgdRun(int length, SgdSettings settings) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            GuardedBuffer w = new(RandomData.Normal(length, 1), 1), v = new(length, 2);
            for (int step = 1; step <= 3; step++)
                OptimizerKernels.Sgd<TWidths>(w.Span, Gradient(length, step), v.Span, settings);
            w.AssertIntact();
            v.AssertIntact();
            return [.. w.Span, .. v.Span];
        }
    }

    private sealed class AdamRun(int length, AdamSettings settings) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            GuardedBuffer w = new(RandomData.Normal(length, 1), 1), m = new(length, 2), v = new(length, 3);
            for (int step = 1; step <= 3; step++)
                OptimizerKernels.Adam<TWidths>(w.Span, Gradient(length, step), m.Span, v.Span, step, settings);
            w.AssertIntact();
            m.AssertIntact();
            v.AssertIntact();
            return [.. w.Span, .. m.Span, .. v.Span];
        }
    }
}
