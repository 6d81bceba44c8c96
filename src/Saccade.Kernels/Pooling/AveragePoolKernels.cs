using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Sparse;

namespace Saccade.Kernels.Pooling;

/// <summary>
/// Average pooling of [images, height, width, channels]; the divisor is the whole window, padding included (PyTorch's
/// <c>count_include_pad</c>). To share the work, call with slices of whole images.
/// </summary>
/// <seealso cref="PoolReference"/>
internal static unsafe class AveragePoolKernels
{
    /// <summary><c>y[n, i, j, c] = (sum of x over the window) / window area</c>, summed row by row of the window.</summary>
    /// <param name="x">Input [images, height, width, channels].</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="y">Output [images, output height, output width, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the buffers overlap.</exception>
    public static void Forward(ReadOnlySpan<float> x, in PoolGeometry geometry, Span<float> y)
        => Forward<HardwareWidths>(x, geometry, y);

    /// <summary>The gradient of <see cref="Forward(ReadOnlySpan{float}, in PoolGeometry, Span{float})"/>: every pixel of a window receives <c>dy / window area</c>.</summary>
    /// <param name="dy">Gradient of the output [images, output height, output width, channels].</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="dx">Gradient of the input [images, height, width, channels], overwritten.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the buffers overlap.</exception>
    public static void Backward(ReadOnlySpan<float> dy, in PoolGeometry geometry, Span<float> dx)
        => Backward<HardwareWidths>(dy, geometry, dx);

    /// <summary>As <see cref="Forward(ReadOnlySpan{float}, in PoolGeometry, Span{float})"/>, of the spikes of one image: some of its rows at a time are floats, in the nearest cache.</summary>
    /// <param name="x">Input [height, width, channels]; the channels are whole words.</param>
    /// <param name="geometry">Extents.</param>
    /// <param name="rows">Memory for the rows of a window, <see cref="RowsLength"/>.</param>
    /// <param name="y">Output [output height, output width, channels].</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry.</exception>
    public static void Forward(SpikeSpan x, in PoolGeometry geometry, Span<float> rows, Span<float> y)
    {
        int line = geometry.Input.Width * geometry.Channels;
        SpanChecks.Length(x.Length, geometry.InputSize, nameof(x), "those of an image");
        SpanChecks.Length(y.Length, geometry.OutputSize, nameof(y), "those of an image");
        SpanChecks.Length(rows.Length, RowsLength(geometry), nameof(rows), "as RowsLength says");
        fixed (float* memory = rows, py = y)
        {
            for (int i = 0; i < geometry.Output.Height; i++)
            {
                var (top, bottom) = PoolGeometry.Window(i, geometry.Stride.Height, geometry.Padding.Height, geometry.Kernel.Height, geometry.Input.Height);
                x.Slice(top * line, (bottom - top) * line).Unpack(rows);
                Row<HardwareWidths>(memory - (nint)top * line, i, geometry, py + (nint)i * geometry.Output.Width * geometry.Channels);
            }
        }
    }

    /// <summary>Floats of the rows of a window.</summary>
    public static int RowsLength(in PoolGeometry geometry) => geometry.Kernel.Height * geometry.Input.Width * geometry.Channels;

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
                    Row<TWidths>(image, i, geometry, row);
            }
        }
    }

    private static void Row<TWidths>(float* image, int i, in PoolGeometry geometry, float* row)
        where TWidths : struct, ILaneWidths
    {
        if (geometry.IsHalving)
            LaneLoop.Run<TWidths, HalvingRow>(new(image, i, geometry, row), geometry.Channels);
        else
            LaneLoop.Run<TWidths, WindowRow>(new(image, i, geometry, row), geometry.Channels);
    }

    internal static void Backward<TWidths>(ReadOnlySpan<float> dy, in PoolGeometry geometry, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        int images = PoolChecks.Images(geometry, dx, nameof(dx), dy, nameof(dy));
        fixed (float* pdy = dy, pdx = dx)
        {
            for (int n = 0; n < images; n++)
            {
                float* image = pdx + (nint)n * geometry.InputSize, row = pdy + (nint)n * geometry.OutputSize;
                if (geometry.IsHalving)
                    HalvingGeometry.ClearUncovered(geometry, image);
                else
                    new Span<float>(image, geometry.InputSize).Clear();
                for (int i = 0; i < geometry.Output.Height; i++, row += geometry.Output.Width * geometry.Channels)
                {
                    if (geometry.IsHalving)
                        LaneLoop.Run<TWidths, HalvingRowBackward>(new(row, i, geometry, image), geometry.Channels);
                    else
                        LaneLoop.Run<TWidths, WindowRowBackward>(new(row, i, geometry, image), geometry.Channels);
                }
            }
        }
    }

    /// <summary>One output row of the 2x2 blocks.</summary>
    private readonly struct HalvingRow(float* image, int outputRow, PoolGeometry geometry, float* row) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            nint channels = geometry.Channels, width = geometry.Input.Width * channels, stop = end - (end - start) % V.Count;
            float* upper = image + 2 * outputRow * width, y = row;
            var quarter = V.Broadcast(0.25f);
            for (int j = geometry.Output.Width; j > 0; j--, upper += 2 * channels, y += channels)
            {
                float* upperRight = upper + channels, lower = upper + width, lowerRight = lower + channels;
                for (nint c = start; c < stop; c += V.Count)
                    V.Store((V.Load(upper + c) + V.Load(upperRight + c) + V.Load(lower + c) + V.Load(lowerRight + c)) * quarter, y + c);
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
            var area = V.Broadcast(g.WindowArea);
            for (int j = 0; j < g.Output.Width; j++, y += channels)
            {
                var (left, right) = PoolGeometry.Window(j, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
                float* corner = image + top * width + left * channels;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var sum = V.Zero;
                    float* line = corner + c;
                    for (int h = top; h < bottom; h++, line += width)
                    {
                        float* p = line;
                        for (int w = left; w < right; w++, p += channels)
                            sum += V.Load(p);
                    }

                    V.Store(sum / area, y + c);
                }
            }

            return stop;
        }
    }

    /// <summary>Writes the 2x2 blocks of one output row.</summary>
    private readonly struct HalvingRowBackward(float* row, int outputRow, PoolGeometry geometry, float* image) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            nint channels = geometry.Channels, width = geometry.Input.Width * channels, stop = end - (end - start) % V.Count;
            float* upper = image + 2 * outputRow * width, dy = row;
            var quarter = V.Broadcast(0.25f);
            for (int j = geometry.Output.Width; j > 0; j--, upper += 2 * channels, dy += channels)
            {
                float* upperRight = upper + channels, lower = upper + width, lowerRight = lower + channels;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var share = V.Load(dy + c) * quarter;
                    V.Store(share, upper + c);
                    V.Store(share, upperRight + c);
                    V.Store(share, lower + c);
                    V.Store(share, lowerRight + c);
                }
            }

            return stop;
        }
    }

    /// <summary>Adds the shares of one output row to its windows.</summary>
    private readonly struct WindowRowBackward(float* row, int outputRow, PoolGeometry geometry, float* image) : ILaneLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public nint Run<V>(nint start, nint end)
            where V : struct, ILanes<V>
        {
            var g = geometry;
            nint channels = g.Channels, width = g.Input.Width * channels, stop = end - (end - start) % V.Count;
            var (top, bottom) = PoolGeometry.Window(outputRow, g.Stride.Height, g.Padding.Height, g.Kernel.Height, g.Input.Height);
            float* dy = row;
            var area = V.Broadcast(g.WindowArea);
            for (int j = 0; j < g.Output.Width; j++, dy += channels)
            {
                var (left, right) = PoolGeometry.Window(j, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
                float* corner = image + top * width + left * channels;
                for (nint c = start; c < stop; c += V.Count)
                {
                    var share = V.Load(dy + c) / area;
                    float* line = corner + c;
                    for (int h = top; h < bottom; h++, line += width)
                    {
                        float* p = line;
                        for (int w = left; w < right; w++, p += channels)
                            V.Store(V.Load(p) + share, p);
                    }
                }
            }

            return stop;
        }
    }
}
