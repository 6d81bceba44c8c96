using System.Runtime.CompilerServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// Convolution one event at a time: what an input of 1 adds to the output pixels that see it, its weight rows. After all events of a frame the sums are the convolution of the counts; of whole numbers to
/// the bit, of others but for rounding, since events come in another order than terms.
/// </summary>
/// <seealso cref="ConvolutionReference"/>
internal static unsafe class EventFootprint
{
    /// <summary>Adds an event.</summary>
    /// <param name="shape">The convolution, of one group.</param>
    /// <param name="weight">[KH, KW, Cin, Cout], not packed.</param>
    /// <param name="row">Row of the input, 0 to H - 1.</param>
    /// <param name="column">Column of the input, 0 to W - 1.</param>
    /// <param name="channel">Channel of the input, 0 to Cin - 1.</param>
    /// <param name="sums">[OH, OW, Cout], added to.</param>
    /// <exception cref="ArgumentException">A span has another length, or there are groups.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the input.</exception>
    public static void Add(in ConvolutionShape shape, ReadOnlySpan<float> weight, int row, int column, int channel, Span<float> sums)
    {
        if (shape.Groups != 1)
            throw new ArgumentException($"got {shape.Groups} groups, expected 1", nameof(shape));
        SpanChecks.Length(weight.Length, shape.WeightSize, nameof(weight), "KH x KW x Cin x Cout");
        SpanChecks.Length(sums.Length, shape.OutputSize, nameof(sums), "OH x OW x Cout");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)shape.Height, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)shape.Width, nameof(column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)shape.InputChannels, nameof(channel));
        fixed (float* w = weight, y = sums)
        {
            for (int kh = 0; kh < shape.KernelHeight; kh++)
            {
                if (!TryPlace(row + shape.Padding - kh, shape.Stride, shape.OutputHeight, out int oh))
                    continue;
                for (int kw = 0; kw < shape.KernelWidth; kw++)
                {
                    if (TryPlace(column + shape.Padding - kw, shape.Stride, shape.OutputWidth, out int ow))
                        AddRow(w + ((nint)((kh * shape.KernelWidth) + kw) * shape.InputChannels + channel) * shape.OutputChannels, y + ((nint)(oh * shape.OutputWidth) + ow) * shape.OutputChannels, shape.OutputChannels);
                }
            }
        }
    }

    /// <summary>The output whose window begins so far before the input, if there is one.</summary>
    private static bool TryPlace(int distance, int stride, int extent, out int place)
    {
        place = distance / stride;
        return distance >= 0 && place < extent && place * stride == distance;
    }

    private static void AddRow(float* from, float* to, int count)
    {
        int i = 0;
        if (HardwareWidths.Use16)
            i = AddRow<Lanes16>(from, to, i, count);
        if (HardwareWidths.Use8)
            i = AddRow<Lanes8>(from, to, i, count);
        if (HardwareWidths.Use4)
            i = AddRow<Lanes4>(from, to, i, count);
        AddRow<Lanes1>(from, to, i, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddRow<V>(float* from, float* to, int i, int count)
        where V : struct, ILanes<V>
    {
        for (; i <= count - V.Count; i += V.Count)
            V.Store(V.Load(to + i) + V.Load(from + i), to + i);
        return i;
    }
}
