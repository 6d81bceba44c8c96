using Saccade.Kernels.Lanes;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Reduce;
using Saccade.TestKit;

namespace Saccade.Kernels.Tests.Normalization;

/// <summary>Whole passes of batch normalisation, put together from the kernels as a layer would, with guarded outputs.</summary>
internal sealed class BatchNormPass
{
    public const double Epsilon = 1e-5;

    public required float[] Mean { get; init; }

    public required float[] Variance { get; init; }

    public required float[] Inverse { get; init; }

    public required float[] Scale { get; init; }

    public float[] Y { get; private set; } = [];

    public float[] DGamma { get; private set; } = [];

    public float[] DBeta { get; private set; } = [];

    public float[] Dx { get; private set; } = [];

    public static BatchNormPass Train<TWidths>(float[] x, float[] gamma, float[] beta, int split = 0)
        where TWidths : struct, ILaneWidths
    {
        int channels = gamma.Length;
        var shards = Shards.One(x.Length / channels);
        int chunks = ColumnKernels.ChunkCount(shards);
        float[] partials = new float[chunks * 3 * channels], mean = new float[channels], variance = new float[channels];
        for (int k = chunks - 1; k >= 0; k--) // any order
        {
            var partial = new GuardedBuffer(3 * channels, k % 3);
            BatchNormLoops.Statistics<TWidths>(x, channels, shards, k, partial.Span);
            partial.AssertIntact();
            partial.Span.CopyTo(partials.AsSpan(k * 3 * channels));
        }

        double[] statistics = new double[shards.Count * 2 * channels];
        BatchNormKernels.StatisticsOfShards(partials, shards, statistics);
        BatchNormKernels.CombineStatistics(statistics, shards, mean, variance);
        return Evaluate<TWidths>(x, mean, variance, gamma, beta, split);
    }

    public static BatchNormPass Evaluate<TWidths>(float[] x, float[] mean, float[] variance, float[] gamma, float[] beta, int split = 0)
        where TWidths : struct, ILaneWidths
    {
        int channels = gamma.Length;
        float[] inverse = new float[channels], scale = new float[channels];
        BatchNormKernels.InverseDeviation(variance, Epsilon, inverse);
        BatchNormKernels.ScaleOf(gamma, inverse, scale);
        var y = new GuardedBuffer(x.Length, 1);
        int at = split * channels;
        BatchNormLoops.Normalize<TWidths>(x.AsSpan(at), mean, scale, beta, y.Span[at..]);
        BatchNormLoops.Normalize<TWidths>(x.AsSpan(0, at), mean, scale, beta, y.Span[..at]);
        y.AssertIntact();
        return new() { Mean = mean, Variance = variance, Inverse = inverse, Scale = scale, Y = y.Span.ToArray() };
    }

    public void Backward<TWidths>(float[] dy, float[] x, bool training, int split = 0)
        where TWidths : struct, ILaneWidths
    {
        int channels = Mean.Length, rows = x.Length / channels, at = split * channels;
        var shards = Shards.One(rows);
        int chunks = ColumnKernels.ChunkCount(shards);
        float[] partials = new float[chunks * 2 * channels];
        for (int k = chunks - 1; k >= 0; k--)
            BatchNormLoops.GradientSums<TWidths>(dy, x, Mean, shards, k, partials.AsSpan(k * 2 * channels, 2 * channels));
        (DGamma, DBeta) = (new float[channels], new float[channels]);
        double[] sums = new double[shards.Count * 2 * channels];
        ColumnKernels.CombineChunks(partials, shards, sums);
        BatchNormKernels.CombineGradientSums(sums, Inverse, DGamma, DBeta);

        var dx = new GuardedBuffer(x.Length, 2);
        if (training)
        {
            float[] meanGradient = new float[channels], slope = new float[channels];
            BatchNormBackward.Coefficients(DGamma, DBeta, Inverse, rows, meanGradient, slope);
            var s = new BatchNormBackward { Mean = Mean, Scale = Scale, MeanGradient = meanGradient, Slope = slope };
            BatchNormLoops.BackwardTraining<TWidths>(dy.AsSpan(at), x.AsSpan(at), s, dx.Span[at..]);
            BatchNormLoops.BackwardTraining<TWidths>(dy.AsSpan(0, at), x.AsSpan(0, at), s, dx.Span[..at]);
        }
        else
        {
            BatchNormLoops.ScaleRows<TWidths>(dy.AsSpan(at), Scale, dx.Span[at..]);
            BatchNormLoops.ScaleRows<TWidths>(dy.AsSpan(0, at), Scale, dx.Span[..at]);
        }

        dx.AssertIntact();
        Dx = dx.Span.ToArray();
    }
}
