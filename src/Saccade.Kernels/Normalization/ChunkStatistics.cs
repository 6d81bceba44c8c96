using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Normalization;

/// <summary>Combines the statistics of the chunks of a shard for a block of neighbouring channels, which lie in one cache line.</summary>
internal readonly ref struct ChunkStatistics(ReadOnlySpan<float> partials, int rows, int channels, int firstChannel)
{
    public const int BlockChannels = 16;

    private readonly ReadOnlySpan<float> _partials = partials;

    /// <summary>Writes the sums and the squared distances from the mean of the channels of the block.</summary>
    public void Combine(Span<double> sums, Span<double> squares)
    {
        int width = Math.Min(BlockChannels, channels - firstChannel);
        Span<double> sum = sums.Slice(firstChannel, width), deviations = squares.Slice(firstChannel, width), means = stackalloc double[width];
        sum.Clear();
        deviations.Clear();
        AddSums(sum);
        for (int c = 0; c < width; c++)
            means[c] = sum[c] / rows;
        AddSquares(means, deviations);
    }

    private void AddSums(Span<double> sums)
    {
        for (int chunk = 0, row = 0; row < rows; chunk++, row += ColumnKernels.ChunkRows)
        {
            double count = Math.Min(ColumnKernels.ChunkRows, rows - row);
            var shift = Part(chunk, 0, sums.Length);
            var sum = Part(chunk, 1, sums.Length);
            for (int c = 0; c < sums.Length; c++)
                sums[c] += count * shift[c] + sum[c];
        }
    }

    private void AddSquares(ReadOnlySpan<double> means, Span<double> deviations)
    {
        for (int chunk = 0, row = 0; row < rows; chunk++, row += ColumnKernels.ChunkRows)
        {
            double count = Math.Min(ColumnKernels.ChunkRows, rows - row), share = 1 / count;
            var shift = Part(chunk, 0, means.Length);
            var sum = Part(chunk, 1, means.Length);
            var squares = Part(chunk, 2, means.Length);
            for (int c = 0; c < means.Length; c++)
            {
                double offset = sum[c] * share, distance = shift[c] + offset - means[c];
                deviations[c] += Math.Max(0, squares[c] - offset * sum[c]) + count * distance * distance;
            }
        }
    }

    private ReadOnlySpan<float> Part(int chunk, int part, int length)
        => _partials.Slice((chunk * BatchNormKernels.StatisticsPerChannel + part) * channels + firstChannel, length);
}
