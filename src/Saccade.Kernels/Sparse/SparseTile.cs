using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// The heart of the spike-sparse convolution: for each output pixel the sums of up to eight vectors of channels stay in
/// registers while the weight rows of the active inputs under one block of terms are added.
/// </summary>
internal static unsafe class SparseTile
{
    /// <summary>Runs over output pixels [<paramref name="begin"/>, <paramref name="end"/>) of one image.</summary>
    public static void Run<V, TVectors>(in ConvolutionShape s, NonZeros inputs, in SparsePanel panel, in SparseTerms terms, int begin, int end)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
    {
        fixed (int* offsets = inputs.Columns, starts = inputs.Starts)
        fixed (float* values = inputs.Values)
        {
            float common = inputs.CommonValue;
            if (common == 1)
                Pixels<V, TVectors, SparseValue.Unit>(s, offsets, values, starts, common, panel, terms, begin, end);
            else if (float.IsNaN(common))
                Pixels<V, TVectors, SparseValue.Own>(s, offsets, values, starts, common, panel, terms, begin, end);
            else
                Pixels<V, TVectors, SparseValue.Common>(s, offsets, values, starts, common, panel, terms, begin, end);
        }
    }

    private static void Pixels<V, TVectors, TValue>(
        in ConvolutionShape s, int* offsets, float* values, int* starts, float common, in SparsePanel panel, in SparseTerms terms, int begin, int end)
        where V : struct, ILanes<V>
        where TVectors : struct, SparseVectors.ICount
        where TValue : struct, SparseValue.IKind
    {
        int width = s.OutputWidth, chunks = terms.Chunks, line = s.Width * chunks;
        int top = begin / width * s.Stride - s.Padding, left = begin % width * s.Stride - s.Padding, right = width * s.Stride - s.Padding;
        nint shiftPerPixel = (nint)s.InputChannels * panel.Columns, shiftPerRow = s.KernelWidth * shiftPerPixel;
        float* sums = panel.Sums + (nint)begin * panel.Columns;
        float* bias = terms.IsLast ? panel.Bias : null;
        var value = V.Broadcast(common);
        for (int pixel = begin; pixel < end; pixel++, sums += panel.Columns, left += s.Stride)
        {
            if (left == right)
                (left, top) = (-s.Padding, top + s.Stride);
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
            if (!terms.IsFirst)
                SparseVectors.Load<V, TVectors>(sums, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            int from = Math.Clamp(left * chunks + terms.Begin, 0, line), to = Math.Clamp(left * chunks + terms.End, 0, line);
            int stopRow = Math.Min(terms.EndRow, s.Height - top);
            for (int row = Math.Max(terms.Row, -top); row < stopRow; row++)
            {
                int* start = starts + (nint)(top + row) * line;
                int* i = offsets + start[from];
                int* stop = offsets + start[to];
                float* v = values + start[from];
                float* weight = panel.Weight + row * shiftPerRow - left * shiftPerPixel;
                for (; i < stop; i++, v++)
                {
                    if (TValue.IsOwn)
                        value = V.Broadcast(*v);
                    SparseVectors.Add<V, TVectors, TValue>(value, weight + *i, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
                }
            }

            if (bias != null)
                SparseVectors.AddRow<V, TVectors>(bias, ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
            SparseVectors.Store<V, TVectors>(terms.IsLast ? panel.Target + (nint)pixel * panel.Stride : sums, s0, s1, s2, s3, s4, s5, s6, s7);
        }
    }
}
