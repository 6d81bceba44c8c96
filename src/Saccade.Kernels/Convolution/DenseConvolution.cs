using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// Convolution of padded images as a register-tiled matrix product: 6 output pixels by two vectors of output
/// channels are accumulated in registers while the window's runs stream by.
/// </summary>
/// <remarks>
/// One accumulator per output, starting at +0, terms in the order kh, kw, ci, bias added last: the bits of
/// <seealso cref="ConvolutionReference"/> for finite weights. Blocking over depth stores partial sums as float32, which
/// is exact.
/// </remarks>
internal static unsafe class DenseConvolution
{
    private const int TileRows = 6;

    /// <summary>Terms whose weights stay in the first-level cache while a block of pixels passes.</summary>
    private const int DepthBlock = 384;

    /// <summary>Pixels that pass before the next block of terms; their windows stay in the second-level cache.</summary>
    private const int PixelBlock = 32 * TileRows;

    /// <summary>Computes output pixels [<paramref name="begin"/>, <paramref name="end"/>) of some images together.</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="padded">The padded input images, one after the other, see <see cref="ConvolutionPlan.Pad"/>.</param>
    /// <param name="packed">The weight, see <see cref="PackedWeight"/>.</param>
    /// <param name="bias">[Cout], or empty.</param>
    /// <param name="output">The whole output images [images, OH, OW, Cout]; only the asked-for pixels are written.</param>
    /// <param name="begin">First output pixel, image * OH * OW + oh * OW + ow.</param>
    /// <param name="end">One past the last output pixel.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Forward(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
    {
        if (HardwareWidths.Use16)
            Forward<Lanes16>(plan, padded, packed, bias, output, begin, end);
        else if (HardwareWidths.Use8)
            Forward<Lanes8>(plan, padded, packed, bias, output, begin, end);
        else if (HardwareWidths.Use4)
            Forward<Lanes4>(plan, padded, packed, bias, output, begin, end);
        else
            Forward<Lanes1>(plan, padded, packed, bias, output, begin, end);
    }

    internal static void Forward<V>(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> output, int begin, int end)
        where V : struct, ILanes<V>
    {
        var shape = plan.Shape;
        int pixels = plan.WindowOffsets.Length, images = (end + pixels - 1) / pixels;
        ArgumentOutOfRangeException.ThrowIfLessThan(padded.Length, images * plan.PaddedSize, nameof(padded));
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, PackedWeight.Length(shape, PackedWeight.VectorsPerPanel * V.Count), nameof(packed));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, images * shape.OutputSize, nameof(output));
        if (!bias.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfLessThan(bias.Length, shape.OutputChannels, nameof(bias));

        int blocks = (shape.Depth + DepthBlock - 1) / DepthBlock;
        int* windows = stackalloc int[PixelBlock];
        fixed (float* source = padded, weight = packed, add = bias, target = output)
        fixed (int* runs = plan.RunOffsets)
        {
            for (int first = begin; first < end; first += PixelBlock)
            {
                int last = Math.Min(end, first + PixelBlock);
                for (int pixel = first; pixel < last; pixel++)
                    windows[pixel - first] = pixel / pixels * plan.PaddedSize + plan.WindowOffsets[pixel % pixels];
                for (int block = 0; block < blocks; block++)
                {
                    int k0 = (int)((long)shape.Depth * block / blocks), k1 = (int)((long)shape.Depth * (block + 1) / blocks);
                    PixelsByTerms<V>(plan, source, windows - first, runs, weight, add, target, first, last, k0, k1);
                }
            }
        }
    }

    private static void PixelsByTerms<V>(
        ConvolutionPlan plan, float* image, int* windows, int* runs, float* weight, float* bias, float* output, int first, int last, int k0, int k1)
        where V : struct, ILanes<V>
    {
        var shape = plan.Shape;
        int columns = PackedWeight.VectorsPerPanel * V.Count;
        int panels = PackedWeight.Panels(shape, columns);
        float* spill = stackalloc float[TileRows * columns];
        for (int panel = 0; panel < shape.Groups * panels; panel++)
        {
            int group = panel / panels, column = panel % panels * columns;
            int valid = Math.Min(columns, shape.GroupOutputs - column);
            float* source = image + group * shape.GroupInputs;
            float* w = weight + (long)panel * columns * shape.Depth + (long)k0 * columns;
            float* target = output + group * shape.GroupOutputs + column;
            float* b = k1 == shape.Depth && bias != null ? bias + group * shape.GroupOutputs + column : null;
            for (int row = first; row < last; row += TileRows)
            {
                int rows = Math.Min(TileRows, last - row);
                float* t = target + (long)row * shape.OutputChannels;
                if (valid == columns)
                {
                    Tile<V>(source, windows + row, rows, runs, plan.RunLength, w, k0, k1, t, shape.OutputChannels, b);
                }
                else
                {
                    Copy(t, shape.OutputChannels, spill, columns, rows, k0 == 0 ? 0 : valid);
                    Tile<V>(source, windows + row, rows, runs, plan.RunLength, w, k0, k1, spill, columns, null);
                    Copy(spill, columns, t, shape.OutputChannels, rows, valid);
                    AddBias(t, shape.OutputChannels, b, rows, valid);
                }
            }
        }
    }

    private static void Copy(float* from, int fromStride, float* to, int toStride, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                to[r * toStride + c] = from[(long)r * fromStride + c];
        }
    }

    private static void AddBias(float* target, int stride, float* bias, int rows, int columns)
    {
        if (bias == null)
            return;
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                target[(long)r * stride + c] += bias[c];
        }
    }

    /// <summary>6 x 2 accumulators over terms [k0, k1); rows past <paramref name="rows"/> repeat the last one and are not stored.</summary>
    private static void Tile<V>(float* image, int* windows, int rows, int* runs, int runLength, float* w, int k0, int k1, float* output, int stride, float* bias)
        where V : struct, ILanes<V>
    {
        int l = rows - 1;
        float* a0 = image + windows[0], a1 = image + windows[Math.Min(1, l)], a2 = image + windows[Math.Min(2, l)];
        float* a3 = image + windows[Math.Min(3, l)], a4 = image + windows[Math.Min(4, l)], a5 = image + windows[l];
        V c00 = V.Zero, c01 = V.Zero, c10 = V.Zero, c11 = V.Zero, c20 = V.Zero, c21 = V.Zero;
        V c30 = V.Zero, c31 = V.Zero, c40 = V.Zero, c41 = V.Zero, c50 = V.Zero, c51 = V.Zero;
        if (k0 > 0)
        {
            LoadRow(output, out c00, out c01);
            LoadRow(output + Math.Min(1, l) * (long)stride, out c10, out c11);
            LoadRow(output + Math.Min(2, l) * (long)stride, out c20, out c21);
            LoadRow(output + Math.Min(3, l) * (long)stride, out c30, out c31);
            LoadRow(output + Math.Min(4, l) * (long)stride, out c40, out c41);
            LoadRow(output + l * (long)stride, out c50, out c51);
        }

        for (int k = k0; k < k1;)
        {
            int run = k / runLength;
            int stop = Math.Min(k1, (run + 1) * runLength);
            nint i = runs[run] + k - run * runLength;
            nint n = i + stop - k;
            for (; i < n; i++)
            {
                V w0 = V.Load(w), w1 = V.Load(w + V.Count);
                w += 2 * V.Count;
                var x = V.Broadcast(a0[i]);
                c00 = V.Fma(x, w0, c00);
                c01 = V.Fma(x, w1, c01);
                x = V.Broadcast(a1[i]);
                c10 = V.Fma(x, w0, c10);
                c11 = V.Fma(x, w1, c11);
                x = V.Broadcast(a2[i]);
                c20 = V.Fma(x, w0, c20);
                c21 = V.Fma(x, w1, c21);
                x = V.Broadcast(a3[i]);
                c30 = V.Fma(x, w0, c30);
                c31 = V.Fma(x, w1, c31);
                x = V.Broadcast(a4[i]);
                c40 = V.Fma(x, w0, c40);
                c41 = V.Fma(x, w1, c41);
                x = V.Broadcast(a5[i]);
                c50 = V.Fma(x, w0, c50);
                c51 = V.Fma(x, w1, c51);
            }

            k = stop;
        }

        if (bias != null)
        {
            V b0 = V.Load(bias), b1 = V.Load(bias + V.Count);
            (c00, c01, c10, c11, c20, c21) = (c00 + b0, c01 + b1, c10 + b0, c11 + b1, c20 + b0, c21 + b1);
            (c30, c31, c40, c41, c50, c51) = (c30 + b0, c31 + b1, c40 + b0, c41 + b1, c50 + b0, c51 + b1);
        }

        StoreRow(output, c00, c01);
        if (rows > 1)
            StoreRow(output + stride, c10, c11);
        if (rows > 2)
            StoreRow(output + 2L * stride, c20, c21);
        if (rows > 3)
            StoreRow(output + 3L * stride, c30, c31);
        if (rows > 4)
            StoreRow(output + 4L * stride, c40, c41);
        if (rows > 5)
            StoreRow(output + 5L * stride, c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<V>(float* source, out V first, out V second)
        where V : struct, ILanes<V>
    {
        first = V.Load(source);
        second = V.Load(source + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<V>(float* target, V first, V second)
        where V : struct, ILanes<V>
    {
        V.Store(first, target);
        V.Store(second, target + V.Count);
    }
}
