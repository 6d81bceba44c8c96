using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The heart of the spike-sparse weight gradient: for each input channel and tap, or for all taps of a kernel 3x3 (<see cref="SparseGradientTaps"/>), the sums of some
/// vectors of output channels stay in registers while the gradients of the pixels with an active input are added.
/// </summary>
internal static unsafe class SparseGradientTile
{
    /// <summary>Adds one band of an image to the sums of input channels [<paramref name="begin"/>, <paramref name="end"/>).</summary>
    /// <param name="s">The convolution.</param>
    /// <param name="inputs">The band.</param>
    /// <param name="rows">A panel of the spread output gradient, rows of <paramref name="columns"/>.</param>
    /// <param name="sums">[channels, taps, columns].</param>
    /// <param name="columns">Channels of the panel.</param>
    /// <param name="begin">First input channel.</param>
    /// <param name="end">One past the last input channel.</param>
    public static void Run(in ConvolutionShape s, ChannelNonZeros inputs, float* rows, float* sums, int columns, int begin, int end)
    {
        if (HardwareWidths.Use16)
            ForWidth<Lanes16>(s, inputs, rows, sums, columns, begin, end);
        else if (HardwareWidths.Use8)
            ForWidth<Lanes8>(s, inputs, rows, sums, columns, begin, end);
        else if (HardwareWidths.Use4)
            ForWidth<Lanes4>(s, inputs, rows, sums, columns, begin, end);
        else
            ForWidth<Lanes1>(s, inputs, rows, sums, columns, begin, end);
    }

    private static void ForWidth<V>(in ConvolutionShape s, ChannelNonZeros inputs, float* rows, float* sums, int columns, int begin, int end)
        where V : struct, ILanes<V>
    {
        int vectors = columns / V.Count;
        if (vectors == 8)
            ForValue<V, SparseVectors.Eight>(s, inputs, rows, sums, begin, end);
        else if (vectors == 4)
            ForValue<V, SparseVectors.Four>(s, inputs, rows, sums, begin, end);
        else if (vectors == 2)
            ForValue<V, SparseVectors.Two>(s, inputs, rows, sums, begin, end);
        else
            ForValue<V, SparseVectors.One>(s, inputs, rows, sums, begin, end);
    }

    private static void ForValue<V, TVectors>(in ConvolutionShape s, ChannelNonZeros inputs, float* rows, float* sums, int begin, int end)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        fixed (int* offsets = inputs.Offsets, starts = inputs.Starts)
        fixed (float* values = inputs.Values)
        {
            float common = inputs.CommonValue;
            if (common == 1)
                Channels<V, TVectors, SparseValue.Unit>(s, offsets, values, starts, common, rows, sums, begin, end);
            else if (float.IsNaN(common))
                Channels<V, TVectors, SparseValue.Own>(s, offsets, values, starts, common, rows, sums, begin, end);
            else
                Channels<V, TVectors, SparseValue.Common>(s, offsets, values, starts, common, rows, sums, begin, end);
        }
    }

    private static void Channels<V, TVectors, TValue>(
        in ConvolutionShape s, int* offsets, float* values, int* starts, float common, float* rows, float* sums, int begin, int end)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        int columns = TVectors.Count * V.Count, spreadWidth = s.Width + s.KernelWidth - 1;
        bool together = SparseWeightGradient.TakesTapsTogether(s);
        for (int channel = begin; channel < end; channel++)
        {
            int* first = offsets + starts[channel];
            int* last = offsets + starts[channel + 1];
            if (first == last)
                continue;
            float* target = sums + (nint)(channel - begin) * s.KernelHeight * s.KernelWidth * columns;
            if (TVectors.Count <= 2 && together)
            {
                SparseGradientTaps.Add<V, TVectors, TValue>(first, last, values + (first - offsets), common, rows, (nint)spreadWidth * columns, target);
                continue;
            }

            for (int kh = s.KernelHeight - 1; kh >= 0; kh--)
            {
                for (int kw = s.KernelWidth - 1; kw >= 0; kw--, target += columns)
                    Row<V, TVectors, TValue>(first, last, values + (first - offsets), common, rows + (nint)(kh * spreadWidth + kw) * columns, target);
            }
        }
    }

    private static void Row<V, TVectors, TValue>(int* i, int* stop, float* v, float common, float* rows, float* sums)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        var value = V.Broadcast(common);
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
        SparseVectors.Load<V, TVectors>(sums, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
        for (; i < stop; i++, v++)
        {
            if (TValue.IsOwn)
                value = V.Broadcast(*v);
            SparseVectors.Add<V, TVectors, TValue>(value, rows + *i, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
        }

        SparseVectors.Store<V, TVectors>(sums, s0, s1, s2, s3, s4, s5, s6, s7);
    }
}
