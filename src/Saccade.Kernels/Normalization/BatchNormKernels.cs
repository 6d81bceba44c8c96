using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Normalization;

/// <summary>
/// Batch normalisation of [rows, channels], rows being T*N*H*W (Ioffe and Szegedy 2015; the semantics of PyTorch):
/// <c>y = (x - mean) / sqrt(variance + epsilon) * gamma + beta</c> for each channel.
/// </summary>
/// <remarks>
/// <para>Forward in training: <see cref="StatisticsOfChunk"/> for every chunk, <see cref="StatisticsOfShards"/>, <see cref="CombineStatistics"/>,
/// <see cref="InverseDeviation"/>, <see cref="ScaleOf"/>, <see cref="Normalize"/>, <see cref="UpdateRunning"/>.
/// Forward in evaluation: the same without the chunks, from the running statistics.</para>
/// <para>Backward in training: <see cref="GradientSumsOfChunk"/> for every chunk, <see cref="ColumnKernels.CombineChunks"/>, <see cref="CombineGradientSums"/>,
/// <see cref="BackwardTraining"/>. In evaluation the statistics are constants: the same sums, then <see cref="BackwardEvaluation"/>.</para>
/// <para>Values are centred before they are scaled, <c>fma(x - mean, scale, beta)</c>, rather than folded into
/// <c>fma(x, scale, beta - mean * scale)</c>: where the mean is many deviations away from 0, the folded form subtracts two large
/// numbers and loses the digits that they share. The additional subtraction costs nothing, memory being the limit.</para>
/// <para>Chunks (<see cref="ColumnKernels.ChunkRows"/> rows of a shard) make sums independent of threads; <see cref="Normalize"/> and both
/// backward kernels treat rows apart and may be called with any slice of whole rows.</para>
/// </remarks>
/// <seealso cref="BatchNormReference"/>
internal static class BatchNormKernels
{
    /// <summary>Floats of the partial statistics of a chunk for each channel: shift, sum and sum of squares of the shifted values.</summary>
    public const int StatisticsPerChannel = 3;

    /// <summary>Numbers of the statistics of a shard for each channel: the sum, and the sum of squared distances from its own mean.</summary>
    public const int ShardStatisticsPerChannel = 2;

    /// <summary>Numbers of the partial gradient sums of a chunk or a shard for each channel.</summary>
    public const int GradientSumsPerChannel = 2;

    /// <summary>Rows of a chunk whose mean is the shift of the whole chunk.</summary>
    internal const int ShiftRows = 16;

    /// <summary>The statistics of one chunk of rows: sums of values shifted by the mean of the first 16 of them.</summary>
    /// <remarks>
    /// The shift makes one pass as good as two. The mean of 16 of 256 values is at most sqrt(15) standard deviations away from
    /// the mean of all, whatever the values, so subtracting the square of the shifted mean from the mean of the shifted
    /// squares costs at most a factor of 16 in precision (4 of float32's 24 bits), and next to nothing on ordinary data.
    /// </remarks>
    /// <param name="x">The whole input [rows, channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="chunk">The chunk, one of <see cref="ColumnKernels.ChunkCount"/>.</param>
    /// <param name="partial">
    /// [3, channels]: the shift, and the sums of <c>x - shift</c> and <c>(x - shift)^2</c>.
    /// </param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public static void StatisticsOfChunk(ReadOnlySpan<float> x, int channels, in Shards shards, int chunk, Span<float> partial)
        => BatchNormLoops.Statistics<HardwareWidths>(x, channels, shards, chunk, partial);

    /// <summary>The statistics of each shard from those of its chunks, in float64 and in the order of the chunks (Chan, Golub and LeVeque 1983).</summary>
    /// <param name="partials">[chunks, 3, channels] of <see cref="StatisticsOfChunk"/>.</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="statistics">[shards, 2, channels]: the sums, and the squared distances from the mean of the shard.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of rows or channels.</exception>
    public static void StatisticsOfShards(ReadOnlySpan<float> partials, in Shards shards, Span<double> statistics)
    {
        int channels = statistics.Length / Math.Max(1, shards.Count * ShardStatisticsPerChannel);
        SpanChecks.Length(partials.Length, (long)ColumnKernels.ChunkCount(shards) * StatisticsPerChannel * channels, nameof(partials), "[chunks, 3, channels]");
        for (int shard = 0; shard < shards.Count; shard++)
        {
            var shardStatistics = statistics.Slice(shard * ShardStatisticsPerChannel * channels, ShardStatisticsPerChannel * channels);
            for (int first = 0; first < channels; first += ChunkStatistics.BlockChannels)
                new ChunkStatistics(partials, shards[shard].Count, channels, first).Combine(shardStatistics[..channels], shardStatistics[channels..]);
            partials = partials[(shards.Chunks(shard, ColumnKernels.ChunkRows) * StatisticsPerChannel * channels)..];
        }
    }

    /// <summary>
    /// Mean and biased variance over all rows from the statistics of the shards, in float64 and as <see cref="ShardTree"/> adds them: first the mean, then the squared
    /// distances within the shards and of the shards' means.
    /// </summary>
    /// <param name="statistics">[shards, 2, channels] of <see cref="StatisticsOfShards"/>.</param>
    /// <param name="shards">All shards of the batch.</param>
    /// <param name="mean">Mean [channels].</param>
    /// <param name="variance">Mean squared deviation [channels] (divided by rows).</param>
    /// <exception cref="ArgumentException">A length does not fit the number of shards or channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows.</exception>
    public static void CombineStatistics(ReadOnlySpan<double> statistics, in Shards shards, Span<float> mean, Span<float> variance)
    {
        int channels = mean.Length, size = ShardStatisticsPerChannel * channels, rows = shards.Rows;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        SpanChecks.Length(variance.Length, channels, nameof(variance), "as many as 'mean'");
        SpanChecks.Length(statistics.Length, (long)shards.Count * size, nameof(statistics), "[shards, 2, channels]");
        Span<double> terms = stackalloc double[shards.Count];
        for (int c = 0; c < channels; c++)
        {
            for (int shard = 0; shard < terms.Length; shard++)
                terms[shard] = statistics[shard * size + c];
            ShardTree.Add(terms, 1);
            double centre = terms[0] / rows;
            for (int shard = 0; shard < terms.Length; shard++)
            {
                double count = shards[shard].Count, distance = statistics[shard * size + c] / count - centre;
                terms[shard] = statistics[shard * size + channels + c] + count * distance * distance;
            }

            ShardTree.Add(terms, 1);
            mean[c] = (float)centre;
            variance[c] = (float)(terms[0] / rows);
        }
    }

    /// <summary><c>inverse[c] = 1 / sqrt(variance[c] + epsilon)</c>, rounded once.</summary>
    /// <param name="variance">Variance [channels].</param>
    /// <param name="epsilon">What keeps the root away from 0; PyTorch's default is 1e-5.</param>
    /// <param name="inverse">Inverse standard deviation [channels].</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void InverseDeviation(ReadOnlySpan<float> variance, double epsilon, Span<float> inverse)
    {
        SpanChecks.Length(inverse.Length, variance.Length, nameof(inverse), "as many as 'variance'");
        for (int c = 0; c < variance.Length; c++)
            inverse[c] = (float)(1 / Math.Sqrt(variance[c] + epsilon));
    }

    /// <summary><c>scale[c] = gamma[c] * inverse[c]</c>: the factor of the centred values.</summary>
    /// <param name="gamma">Learned factor [channels].</param>
    /// <param name="inverse">Inverse standard deviation [channels] of <see cref="InverseDeviation"/>.</param>
    /// <param name="scale">The products [channels].</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ScaleOf(ReadOnlySpan<float> gamma, ReadOnlySpan<float> inverse, Span<float> scale)
        => ElementwiseKernels.Binary(BinaryFunction.Multiply, gamma, inverse, scale);

    /// <summary><c>y[r, c] = fma(x[r, c] - mean[c], scale[c], beta[c])</c>.</summary>
    /// <param name="x">Input [rows, channels], or any slice of whole rows.</param>
    /// <param name="mean">Mean [channels]: of the batch in training, the running one in evaluation.</param>
    /// <param name="scale">Factor [channels] of <see cref="ScaleOf"/>.</param>
    /// <param name="beta">Learned offset [channels].</param>
    /// <param name="y">Output [rows, channels]; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels, or the buffers overlap without being the same.</exception>
    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> beta, Span<float> y)
        => BatchNormLoops.Normalize<HardwareWidths>(x, mean, scale, beta, y);

    /// <summary>
    /// <c>running = (1 - momentum) * running + momentum * batch</c>, where the variance of the batch is the unbiased one,
    /// <c>variance * rows / (rows - 1)</c> (as PyTorch: biased to normalise, unbiased to remember).
    /// </summary>
    /// <param name="mean">Mean of the batch [channels].</param>
    /// <param name="variance">Biased variance of the batch [channels].</param>
    /// <param name="rows">Rows of the batch, at least 2.</param>
    /// <param name="momentum">Weight of the batch in [0, 1]; PyTorch's default is 0.1.</param>
    /// <param name="runningMean">Running mean [channels], updated.</param>
    /// <param name="runningVariance">Running unbiased variance [channels], updated.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 rows, or the momentum is outside [0, 1].</exception>
    public static void UpdateRunning(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, int rows, double momentum, Span<float> runningMean, Span<float> runningVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        if (!(momentum is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "the momentum of running statistics must be in [0, 1]");
        SpanChecks.Length(variance.Length, mean.Length, nameof(variance), "as many as 'mean'");
        SpanChecks.Length(runningMean.Length, mean.Length, nameof(runningMean), "as many as 'mean'");
        SpanChecks.Length(runningVariance.Length, mean.Length, nameof(runningVariance), "as many as 'mean'");

        double unbiased = rows / (rows - 1.0);
        for (int c = 0; c < mean.Length; c++)
        {
            runningMean[c] = (float)((1 - momentum) * runningMean[c] + momentum * mean[c]);
            runningVariance[c] = (float)((1 - momentum) * runningVariance[c] + momentum * unbiased * variance[c]);
        }
    }

    /// <summary>Sums over one chunk of rows that the gradients of gamma, beta and the statistics need.</summary>
    /// <param name="dy">Gradient of the output, the whole buffer [rows, channels].</param>
    /// <param name="x">The input of the forward pass, as large.</param>
    /// <param name="mean">The mean that the forward pass used [channels].</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="chunk">The chunk, one of <see cref="ColumnKernels.ChunkCount"/>.</param>
    /// <param name="partial">[2, channels]: the sums of <c>dy</c> and of <c>dy * (x - mean)</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chunk.</exception>
    public static void GradientSumsOfChunk(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, ReadOnlySpan<float> mean, in Shards shards, int chunk, Span<float> partial)
        => BatchNormLoops.GradientSums<HardwareWidths>(dy, x, mean, shards, chunk, partial);

    /// <summary>
    /// The gradients of gamma and beta from the sums of the shards, in float64 and as <see cref="ShardTree"/> adds them:
    /// <c>dBeta = sum of dy</c>, <c>dGamma = sum of dy * (x - mean) * inverse</c>.
    /// </summary>
    /// <param name="sums">[shards, 2, channels], of <see cref="GradientSumsOfChunk"/> and <see cref="ColumnKernels.CombineChunks"/>; overwritten.</param>
    /// <param name="inverse">Inverse standard deviation that the forward pass used [channels].</param>
    /// <param name="dGamma">Gradient of gamma [channels].</param>
    /// <param name="dBeta">Gradient of beta [channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    public static void CombineGradientSums(Span<double> sums, ReadOnlySpan<float> inverse, Span<float> dGamma, Span<float> dBeta)
    {
        int channels = inverse.Length;
        SpanChecks.Length(dGamma.Length, channels, nameof(dGamma), "as many as 'inverse'");
        SpanChecks.Length(dBeta.Length, channels, nameof(dBeta), "as many as 'inverse'");
        ShardTree.Add(sums, GradientSumsPerChannel * channels);
        for (int c = 0; c < channels; c++)
        {
            dBeta[c] = sums.IsEmpty ? 0 : (float)sums[c];
            dGamma[c] = sums.IsEmpty ? 0 : (float)(sums[channels + c] * inverse[c]);
        }
    }

    /// <summary>
    /// The gradient of the input where mean and variance are functions of the input:
    /// <c>dx = scale * (dy - dBeta / rows - (x - mean) * inverse * dGamma / rows)</c>.
    /// </summary>
    /// <param name="dy">Gradient of the output [rows, channels], or any slice of whole rows.</param>
    /// <param name="x">The same rows of the input of the forward pass.</param>
    /// <param name="statistics">Mean, inverse deviation and scale of the forward pass, and the gradient sums.</param>
    /// <param name="dx">Gradient of the input, the same rows; may be <paramref name="dy"/> itself.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels, or buffers overlap without being the same.</exception>
    public static void BackwardTraining(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, BatchNormBackward statistics, Span<float> dx)
        => BatchNormLoops.BackwardTraining<HardwareWidths>(dy, x, statistics, dx);

    /// <summary>The gradient of the input where mean and variance are constants: <c>dx[r, c] = scale[c] * dy[r, c]</c>.</summary>
    /// <param name="dy">Gradient of the output [rows, channels], or any slice of whole rows.</param>
    /// <param name="scale">Factor [channels] of the forward pass.</param>
    /// <param name="dx">Gradient of the input, the same rows; may be <paramref name="dy"/> itself.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels, or the buffers overlap without being the same.</exception>
    public static void BackwardEvaluation(ReadOnlySpan<float> dy, ReadOnlySpan<float> scale, Span<float> dx)
        => BatchNormLoops.ScaleRows<HardwareWidths>(dy, scale, dx);

    /// <summary>
    /// Folds a batch norm with constant statistics into the convolution or linear layer before it:
    /// <c>weights[k, c] *= scale[c]</c>, <c>bias[c] = (bias[c] - mean[c]) * scale[c] + beta[c]</c>.
    /// </summary>
    /// <param name="mean">Running mean [channels].</param>
    /// <param name="scale">Factor [channels]: gamma over the running deviation, of <see cref="ScaleOf"/>.</param>
    /// <param name="beta">Learned offset [channels].</param>
    /// <param name="weights">Weights [taps * inputs, channels], changed in place.</param>
    /// <param name="bias">Bias [channels] (zeros where the layer has none), changed in place.</param>
    /// <exception cref="ArgumentException">A length does not fit the number of channels.</exception>
    public static void Fold(ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> beta, Span<float> weights, Span<float> bias)
    {
        SpanChecks.Length(bias.Length, mean.Length, nameof(bias), "as many as 'mean'");
        BatchNormLoops.ScaleRows<HardwareWidths>(weights, scale, weights);
        BatchNormLoops.Normalize<HardwareWidths>(bias, mean, scale, beta, bias);
    }
}
