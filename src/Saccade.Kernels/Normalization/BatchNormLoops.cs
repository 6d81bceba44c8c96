using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Normalization;

/// <summary>The loops of <see cref="BatchNormKernels"/>, one lane for each channel.</summary>
internal static unsafe class BatchNormLoops
{
    public static void Statistics<TWidths>(ReadOnlySpan<float> x, int channels, in Shards shards, int chunk, Span<float> partial)
        where TWidths : struct, ILaneWidths
    {
        var rows = ColumnKernels.Chunk(x, channels, shards, chunk, nameof(x));
        SpanChecks.Length(partial.Length, (long)BatchNormKernels.StatisticsPerChannel * channels, nameof(partial), "[3, channels]");
        fixed (float* px = x, shift = partial)
        {
            var sampled = rows.Take(BatchNormKernels.ShiftRows);
            ColumnKernels.SumRows<TWidths>(px, sampled, channels, channels, shift);
            for (int c = 0; c < channels; c++)
                shift[c] /= sampled.Count;

            float* sums = shift + channels;
            new Span<float>(sums, 2 * channels).Clear();
            int step = ColumnKernels.TileRows(channels);
            foreach (var (first, count) in rows)
            {
                for (int r = 0; r < count; r += step)
                {
                    var tile = new DeviationTile(px + (nint)(first + r) * channels, Math.Min(step, count - r), channels, shift, sums);
                    LaneLoop.Run<TWidths, DeviationTile>(tile, channels);
                }
            }
        }
    }

    public static void GradientSums<TWidths>(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, ReadOnlySpan<float> mean, in Shards shards, int chunk, Span<float> partial)
        where TWidths : struct, ILaneWidths
    {
        int channels = mean.Length;
        SpanChecks.Length(x.Length, dy.Length, nameof(x), "as many as 'dy'");
        var rows = ColumnKernels.Chunk(dy, channels, shards, chunk, nameof(dy));
        SpanChecks.Length(partial.Length, (long)BatchNormKernels.GradientSumsPerChannel * channels, nameof(partial), "[2, channels]");
        partial.Clear();
        fixed (float* pdy = dy, px = x, pm = mean, sums = partial)
        {
            int step = ColumnKernels.TileRows(channels);
            foreach (var (first, count) in rows)
            {
                for (int r = 0; r < count; r += step)
                {
                    nint at = (nint)(first + r) * channels;
                    var tile = new GradientTile(pdy + at, px + at, Math.Min(step, count - r), channels, pm, sums);
                    LaneLoop.Run<TWidths, GradientTile>(tile, channels);
                }
            }
        }
    }

    public static void Normalize<TWidths>(ReadOnlySpan<float> x, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> beta, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        int channels = mean.Length, rows = CheckRows(x, y, channels, nameof(x), nameof(y));
        SpanChecks.Length(scale.Length, channels, nameof(scale), "as many as 'mean'");
        SpanChecks.Length(beta.Length, channels, nameof(beta), "as many as 'mean'");
        int step = ColumnKernels.TileRows(channels);
        fixed (float* px = x, pm = mean, ps = scale, pb = beta, py = y)
        {
            for (int r = 0; r < rows; r += step)
            {
                nint at = (nint)r * channels;
                LaneLoop.Run<TWidths, NormalizeTile>(new(px + at, py + at, Math.Min(step, rows - r), channels, pm, ps, pb), channels);
            }
        }
    }

    public static void ScaleRows<TWidths>(ReadOnlySpan<float> x, ReadOnlySpan<float> scale, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        int channels = scale.Length, rows = CheckRows(x, y, channels, nameof(x), nameof(y));
        int step = ColumnKernels.TileRows(channels);
        fixed (float* px = x, ps = scale, py = y)
        {
            for (int r = 0; r < rows; r += step)
            {
                nint at = (nint)r * channels;
                LaneLoop.Run<TWidths, ScaleTile>(new(px + at, py + at, Math.Min(step, rows - r), channels, ps), channels);
            }
        }
    }

    public static void BackwardTraining<TWidths>(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, BatchNormBackward s, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        int channels = s.Mean.Length, rows = CheckRows(dy, dx, channels, nameof(dy), nameof(dx));
        _ = CheckRows(x, dx, channels, nameof(x), nameof(dx));
        SpanChecks.Length(s.Scale.Length, channels, nameof(s.Scale), "as many as 'Mean'");
        SpanChecks.Length(s.MeanGradient.Length, channels, nameof(s.MeanGradient), "as many as 'Mean'");
        SpanChecks.Length(s.Slope.Length, channels, nameof(s.Slope), "as many as 'Mean'");
        int step = ColumnKernels.TileRows(channels);
        fixed (float* pdy = dy, px = x, pdx = dx, pm = s.Mean, ps = s.Scale, pg = s.MeanGradient, pk = s.Slope)
        {
            for (int r = 0; r < rows; r += step)
            {
                nint at = (nint)r * channels;
                LaneLoop.Run<TWidths, BackwardTile>(new(pdy + at, px + at, pdx + at, Math.Min(step, rows - r), channels, pm, ps, pg, pk), channels);
            }
        }
    }

    private static int CheckRows(ReadOnlySpan<float> input, ReadOnlySpan<float> output, int channels, string inputName, string outputName)
    {
        SpanChecks.SameLength(output.Length, input.Length, outputName, inputName);
        SpanChecks.NoPartialOverlap(input, output, inputName, outputName);
        return SpanChecks.Rows(input.Length, channels, inputName);
    }

    /// <summary>Adds x - shift to the first sums and its square to the second, four rows at a time (see <see cref="ColumnKernels"/>).</summary>
    private readonly struct DeviationTile(float* input, int rows, nint stride, float* shift, float* sums) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* x0 = input, m = shift, first = sums, second = sums + stride;
            nint step = stride, stop = end - (end - start) % V.Count;
            int left = rows;
            for (; left >= 4; left -= 4, x0 += 4 * step)
            {
                float* x1 = x0 + step, x2 = x1 + step, x3 = x2 + step;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var mean = V.Load(m + c);
                    V d0 = V.Load(x0 + c) - mean, d1 = V.Load(x1 + c) - mean, d2 = V.Load(x2 + c) - mean, d3 = V.Load(x3 + c) - mean;
                    V.Store(V.Load(first + c) + d0 + d1 + d2 + d3, first + c);
                    V.Store(V.Fma(d3, d3, V.Fma(d2, d2, V.Fma(d1, d1, V.Fma(d0, d0, V.Load(second + c))))), second + c);
                }
            }

            for (; left > 0; left--, x0 += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                {
                    var d0 = V.Load(x0 + c) - V.Load(m + c);
                    V.Store(V.Load(first + c) + d0, first + c);
                    V.Store(V.Fma(d0, d0, V.Load(second + c)), second + c);
                }
            }

            return stop;
        }
    }

    /// <summary>Adds dy to the first sums and dy * (x - mean) to the second, four rows at a time.</summary>
    private readonly struct GradientTile(float* gradient, float* input, int rows, nint stride, float* mean, float* sums) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* dy = gradient, x = input, m = mean, first = sums, second = sums + stride;
            nint step = stride, stop = end - (end - start) % V.Count;
            int left = rows;
            for (; left >= 4; left -= 4, dy += 4 * step, x += 4 * step)
            {
                for (nint c = start; c < stop; c += V.Count)
                {
                    V centre = V.Load(m + c), sum = V.Load(first + c), product = V.Load(second + c);
                    float* pdy = dy + c, px = x + c;
                    Accumulate(pdy, px, centre, ref sum, ref product);
                    Accumulate(pdy + step, px + step, centre, ref sum, ref product);
                    Accumulate(pdy + 2 * step, px + 2 * step, centre, ref sum, ref product);
                    Accumulate(pdy + 3 * step, px + 3 * step, centre, ref sum, ref product);
                    V.Store(sum, first + c);
                    V.Store(product, second + c);
                }
            }

            for (; left > 0; left--, dy += step, x += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                {
                    V sum = V.Load(first + c), product = V.Load(second + c);
                    Accumulate(dy + c, x + c, V.Load(m + c), ref sum, ref product);
                    V.Store(sum, first + c);
                    V.Store(product, second + c);
                }
            }

            return stop;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Accumulate<V>(float* dy, float* x, V mean, ref V sum, ref V product)
            where V : struct, ILanes<V>
        {
            var gradient = V.Load(dy);
            sum += gradient;
            product = V.Fma(gradient, V.Load(x) - mean, product);
        }
    }

    /// <summary>y = fma(x - mean, scale, beta), row by row over the channels that fit.</summary>
    private readonly struct NormalizeTile(float* input, float* output, int rows, nint stride, float* mean, float* scale, float* beta) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, y = output, m = mean, s = scale, b = beta;
            nint step = stride, stop = end - (end - start) % V.Count;
            int count = rows;
            for (int r = 0; r < count; r++, x += step, y += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                    V.Store(V.Fma(V.Load(x + c) - V.Load(m + c), V.Load(s + c), V.Load(b + c)), y + c);
            }

            return stop;
        }
    }

    /// <summary>y = scale * x, row by row over the channels that fit.</summary>
    private readonly struct ScaleTile(float* input, float* output, int rows, nint stride, float* scale) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* x = input, y = output, s = scale;
            nint step = stride, stop = end - (end - start) % V.Count;
            int count = rows;
            for (int r = 0; r < count; r++, x += step, y += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                    V.Store(V.Load(s + c) * V.Load(x + c), y + c);
            }

            return stop;
        }
    }

    /// <summary>dx = scale * (dy - meanGradient - (x - mean) * slope), row by row over the channels that fit.</summary>
    private readonly struct BackwardTile(float* gradient, float* input, float* output, int rows, nint stride, float* mean, float* scale, float* meanGradient, float* slope) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            float* dy = gradient, x = input, dx = output, m = mean, s = scale, g = meanGradient, k = slope;
            nint step = stride, stop = end - (end - start) % V.Count;
            int count = rows;
            for (int r = 0; r < count; r++, dy += step, x += step, dx += step)
            {
                for (nint c = start; c < stop; c += V.Count)
                {
                    var centred = V.Load(m + c) - V.Load(x + c); // mean - x: the sign that the fused form adds
                    var rest = V.Fma(centred, V.Load(k + c), V.Load(dy + c) - V.Load(g + c));
                    V.Store(V.Load(s + c) * rest, dx + c);
                }
            }

            return stop;
        }
    }
}
