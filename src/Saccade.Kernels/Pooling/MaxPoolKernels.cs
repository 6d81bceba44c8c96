using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Pooling;

/// <summary>
/// Maximum pooling of [images, height, width, channels]; padding is minus infinity, and of equal values the first of the window,
/// row by row, is the maximum (PyTorch's rule). NaN are ignored. To share the work, call with slices of whole images.
/// </summary>
/// <remarks>
/// The gradient finds the maximum again in the input instead of remembering its place: the comparison is as cheap as
/// reading an index, is done for all lanes at once, and nothing has to be kept; the input of a layer is kept anyway.
/// </remarks>
/// <seealso cref="PoolReference"/>
internal static unsafe class MaxPoolKernels
{
    /// <summary><c>y[n, i, j, c] = maximum of x over the window</c>.</summary>
    /// <param name="x">Input [images, height, width, channels].</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="y">Output [images, output height, output width, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the buffers overlap.</exception>
    public static void Forward(ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> y)
        => Forward<HardwareWidths>(x, geometry, y);

    /// <summary>
    /// The gradient of <see cref="Forward(ReadOnlySpan{float}, in PoolGeometry, Span{float})"/>: the first maximum of a window receives <c>dy</c>, the other pixels nothing.
    /// </summary>
    /// <param name="dy">Gradient of the output [images, output height, output width, channels].</param>
    /// <param name="x">The input of the forward pass [images, height, width, channels].</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="dx">Gradient of the input, as large as <paramref name="x"/>, overwritten.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the buffers overlap.</exception>
    public static void Backward(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> dx)
        => Backward<HardwareWidths>(dy, x, geometry, dx);

    internal static void Forward<TWidths>(ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        int images = PoolChecks.Images(geometry, x, nameof(x), y, nameof(y));
        fixed (float* px = x, py = y)
        {
            for (int n = 0; n < images; n++)
            {
                float* image = px + (nint)n * geometry.InputSize, row = py + (nint)n * geometry.OutputSize;
                for (int i = 0; i < geometry.Output.Height; i++, row += geometry.Output.Width * geometry.Channels)
                {
                    if (geometry.IsHalving)
                        LaneLoop.Run<TWidths, HalvingRow>(new(image, i, geometry, row), geometry.Channels);
                    else
                        LaneLoop.Run<TWidths, WindowRow>(new(image, i, geometry, row), geometry.Channels);
                }
            }
        }
    }

    internal static void Backward<TWidths>(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        int images = PoolChecks.Images(geometry, dx, nameof(dx), dy, nameof(dy));
        SpanChecks.Length(x.Length, dx.Length, nameof(x), "as many as 'dx'");
        SpanChecks.NoOverlap(x, dx, nameof(x), nameof(dx));
        fixed (float* pdy = dy, px = x, pdx = dx)
        {
            for (int n = 0; n < images; n++)
            {
                nint at = (nint)n * geometry.InputSize;
                float* row = pdy + (nint)n * geometry.OutputSize;
                if (geometry.IsHalving)
                    HalvingGeometry.ClearUncovered(geometry, pdx + at);
                else
                    new Span<float>(pdx + at, geometry.InputSize).Clear();
                for (int i = 0; i < geometry.Output.Height; i++, row += geometry.Output.Width * geometry.Channels)
                {
                    if (geometry.IsHalving)
                        LaneLoop.Run<TWidths, HalvingRowBackward>(new(row, px + at, i, geometry, pdx + at), geometry.Channels);
                    else
                        LaneLoop.Run<TWidths, WindowRowBackward>(new(row, px + at, i, geometry, pdx + at), geometry.Channels);
                }
            }
        }
    }

    /// <summary>The larger value; the earlier one of equals, and never a NaN unless there is nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Later<V>(V best, V next)
        where V : struct, ILanes<V> => V.SelectGreater(next, best, next, best);

    /// <summary>One output row of the 2x2 blocks.</summary>
    private readonly struct HalvingRow(float* image, int outputRow, PoolGeometry geometry, float* row) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            nint channels = geometry.Channels, width = geometry.Input.Width * channels, stop = end - (end - start) % V.Count;
            float* upper = image + 2 * outputRow * width, y = row;
            var lowest = V.Broadcast(float.NegativeInfinity);
            for (int j = geometry.Output.Width; j > 0; j--, upper += 2 * channels, y += channels)
            {
                float* lower = upper + width;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var best = Later(Later(lowest, V.Load(upper + c)), V.Load(upper + c + channels));
                    V.Store(Later(Later(best, V.Load(lower + c)), V.Load(lower + c + channels)), y + c);
                }
            }

            return stop;
        }
    }

    /// <summary>One output row of any windows.</summary>
    private readonly struct WindowRow(float* image, int outputRow, PoolGeometry geometry, float* row) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            var g = geometry;
            nint channels = g.Channels, width = g.Input.Width * channels, stop = end - (end - start) % V.Count;
            var (top, bottom) = PoolGeometry.Window(outputRow, g.Stride.Height, g.Padding.Height, g.Kernel.Height, g.Input.Height);
            float* y = row;
            for (int j = 0; j < g.Output.Width; j++, y += channels)
            {
                var (left, right) = PoolGeometry.Window(j, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
                float* corner = image + top * width + left * channels;
                for (nint c = start; c < stop; c += V.Count)
                    V.Store(Maximum<V>(corner + c, bottom - top, right - left, width, channels), y + c);
            }

            return stop;
        }
    }

    /// <summary>The maximum of a window that begins at <paramref name="line"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Maximum<V>(float* line, int height, int width, nint rowStride, nint pixelStride)
        where V : struct, ILanes<V>
    {
        var best = V.Broadcast(float.NegativeInfinity);
        for (int h = 0; h < height; h++, line += rowStride)
        {
            float* p = line;
            for (int w = 0; w < width; w++, p += pixelStride)
                best = Later(best, V.Load(p));
        }

        return best;
    }

    /// <summary>Writes the 2x2 blocks of one output row.</summary>
    private readonly struct HalvingRowBackward(float* row, float* input, int outputRow, PoolGeometry geometry, float* image) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            nint channels = geometry.Channels, width = geometry.Input.Width * channels, stop = end - (end - start) % V.Count;
            nint at = 2 * outputRow * width;
            float* x = input + at, dx = image + at, dy = row;
            var lowest = V.Broadcast(float.NegativeInfinity);
            for (int j = geometry.Output.Width; j > 0; j--, x += 2 * channels, dx += 2 * channels, dy += channels)
            {
                for (nint c = start; c < stop; c += V.Count)
                {
                    V a = V.Load(x + c), b = V.Load(x + c + channels), d = V.Load(x + c + width), e = V.Load(x + c + width + channels);
                    var best = Later(Later(Later(Later(lowest, a), b), d), e);
                    var left = V.Load(dy + c); // what no pixel has taken yet: the first maximum takes all
                    V.Store(V.SelectGreaterOrEqual(a, best, left, V.Zero), dx + c);
                    left = V.SelectGreaterOrEqual(a, best, V.Zero, left);
                    V.Store(V.SelectGreaterOrEqual(b, best, left, V.Zero), dx + c + channels);
                    left = V.SelectGreaterOrEqual(b, best, V.Zero, left);
                    V.Store(V.SelectGreaterOrEqual(d, best, left, V.Zero), dx + c + width);
                    left = V.SelectGreaterOrEqual(d, best, V.Zero, left);
                    V.Store(V.SelectGreaterOrEqual(e, best, left, V.Zero), dx + c + width + channels);
                }
            }

            return stop;
        }
    }

    /// <summary>Adds the gradients of one output row to the maxima of its windows.</summary>
    private readonly struct WindowRowBackward(float* row, float* input, int outputRow, PoolGeometry geometry, float* image) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            var g = geometry;
            nint channels = g.Channels, width = g.Input.Width * channels, stop = end - (end - start) % V.Count;
            var (top, bottom) = PoolGeometry.Window(outputRow, g.Stride.Height, g.Padding.Height, g.Kernel.Height, g.Input.Height);
            float* dy = row;
            for (int j = 0; j < g.Output.Width; j++, dy += channels)
            {
                var (left, right) = PoolGeometry.Window(j, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
                nint corner = top * width + left * channels;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var best = Maximum<V>(input + corner + c, bottom - top, right - left, width, channels);
                    var gradient = V.Load(dy + c); // what no pixel has taken yet: the first maximum takes all
                    for (int h = top; h < bottom; h++)
                    {
                        nint at = h * width + left * channels + c;
                        for (int w = left; w < right; w++, at += channels)
                        {
                            var value = V.Load(input + at);
                            V.Store(V.Load(image + at) + V.SelectGreaterOrEqual(value, best, gradient, V.Zero), image + at);
                            gradient = V.SelectGreaterOrEqual(value, best, V.Zero, gradient);
                        }
                    }
                }
            }

            return stop;
        }
    }
}
