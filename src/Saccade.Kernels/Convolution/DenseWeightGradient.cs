using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// Weight gradient of a convolution: 6 rows of the weight by two vectors of output channels are accumulated in
/// registers while pixels stream by.
/// </summary>
/// <remarks>
/// Each element of the gradient is one accumulator that adds pixels in order, image after image, so the bits are those
/// of <seealso cref="ConvolutionReference"/> and do not depend on how the rows are divided among threads.
/// </remarks>
public static unsafe class DenseWeightGradient
{
    private const int TileRows = 6;

    /// <summary>Pixels whose gradients and windows stay in the first-level cache while all weights pass.</summary>
    private const int PixelBlock = 192;

    /// <summary>Adds to rows [<paramref name="begin"/>, <paramref name="end"/>) of the weight gradient what some images contribute.</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="padded">Padded input images, one after the other.</param>
    /// <param name="outputGradient">[images, OH, OW, Cout].</param>
    /// <param name="weightGradient">[KH, KW, Cin / groups, Cout], accumulated into.</param>
    /// <param name="begin">First row (kh, kw, ci flattened).</param>
    /// <param name="end">One past the last row.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Accumulate(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, int begin, int end)
    {
        if (HardwareWidths.Use16)
            Accumulate<Lanes16>(plan, padded, outputGradient, weightGradient, begin, end);
        else if (HardwareWidths.Use8)
            Accumulate<Lanes8>(plan, padded, outputGradient, weightGradient, begin, end);
        else if (HardwareWidths.Use4)
            Accumulate<Lanes4>(plan, padded, outputGradient, weightGradient, begin, end);
        else
            Accumulate<Lanes1>(plan, padded, outputGradient, weightGradient, begin, end);
    }

    internal static void Accumulate<V>(
        ConvolutionPlan plan, ReadOnlySpan<float> padded, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, int begin, int end)
        where V : struct, ILanes<V>
    {
        var shape = plan.Shape;
        int images = outputGradient.Length / shape.OutputSize, pixels = plan.WindowOffsets.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(padded.Length, images * plan.PaddedSize, nameof(padded));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, shape.WeightSize, nameof(weightGradient));

        fixed (float* source = padded, gradient = outputGradient, target = weightGradient)
        fixed (int* windows = plan.WindowOffsets)
        {
            for (int image = 0; image < images; image++)
            {
                float* x = source + (long)image * plan.PaddedSize, g = gradient + (long)image * shape.OutputSize;
                for (int first = 0; first < pixels; first += PixelBlock)
                {
                    var block = new Block(x, windows + first, g + (long)first * shape.OutputChannels, Math.Min(PixelBlock, pixels - first));
                    for (int group = 0; group < shape.Groups; group++)
                        Columns<V>(plan, block, target, group, begin, end);
                }
            }
        }
    }

    private static void Columns<V>(ConvolutionPlan plan, in Block block, float* target, int group, int begin, int end)
        where V : struct, ILanes<V>
    {
        int column = group * plan.Shape.GroupOutputs, last = column + plan.Shape.GroupOutputs;
        for (; column + 2 * V.Count <= last; column += 2 * V.Count)
            Rows<V, Two>(plan, block, target, group, column, begin, end);
        for (; column + V.Count <= last; column += V.Count)
            Rows<V, One>(plan, block, target, group, column, begin, end);
        for (; column + Lanes4.Count <= last; column += Lanes4.Count)
            Rows<Lanes4, One>(plan, block, target, group, column, begin, end);
        for (; column < last; column++)
            Rows<Lanes1, One>(plan, block, target, group, column, begin, end);
    }

    private static void Rows<V, TWidth>(ConvolutionPlan plan, in Block block, float* target, int group, int column, int begin, int end)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
    {
        int stride = plan.Shape.OutputChannels;
        for (int k = begin; k < end;)
        {
            int run = k / plan.RunLength, stop = Math.Min(end, (run + 1) * plan.RunLength);
            float* x = block.Image + group * plan.Shape.GroupInputs + plan.RunOffsets[run] - run * plan.RunLength;
            for (; k + TileRows <= stop; k += TileRows)
                Tile6<V, TWidth>(block, x + k, block.Gradient + column, stride, target + (long)k * stride + column);
            for (; k < stop; k++)
                Tile1<V, TWidth>(block, x + k, block.Gradient + column, stride, target + (long)k * stride + column);
        }
    }

    private static void Tile6<V, TWidth>(in Block block, float* x, float* g, int stride, float* target)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
    {
        float* t1 = target + stride, t2 = t1 + stride, t3 = t2 + stride, t4 = t3 + stride, t5 = t4 + stride;
        V c00 = V.Load(target), c10 = V.Load(t1), c20 = V.Load(t2), c30 = V.Load(t3), c40 = V.Load(t4), c50 = V.Load(t5);
        V c01 = V.Zero, c11 = V.Zero, c21 = V.Zero, c31 = V.Zero, c41 = V.Zero, c51 = V.Zero;
        if (TWidth.IsTwo)
        {
            (c01, c11, c21) = (V.Load(target + V.Count), V.Load(t1 + V.Count), V.Load(t2 + V.Count));
            (c31, c41, c51) = (V.Load(t3 + V.Count), V.Load(t4 + V.Count), V.Load(t5 + V.Count));
        }

        int* windows = block.Windows;
        int* stop = windows + block.Pixels;
        for (; windows < stop; windows++)
        {
            float* a = x + *windows;
            V g0 = V.Load(g), g1 = TWidth.IsTwo ? V.Load(g + V.Count) : V.Zero;
            g += stride;
            V b = V.Broadcast(a[0]);
            c00 = V.Fma(b, g0, c00);
            if (TWidth.IsTwo)
                c01 = V.Fma(b, g1, c01);
            b = V.Broadcast(a[1]);
            c10 = V.Fma(b, g0, c10);
            if (TWidth.IsTwo)
                c11 = V.Fma(b, g1, c11);
            b = V.Broadcast(a[2]);
            c20 = V.Fma(b, g0, c20);
            if (TWidth.IsTwo)
                c21 = V.Fma(b, g1, c21);
            b = V.Broadcast(a[3]);
            c30 = V.Fma(b, g0, c30);
            if (TWidth.IsTwo)
                c31 = V.Fma(b, g1, c31);
            b = V.Broadcast(a[4]);
            c40 = V.Fma(b, g0, c40);
            if (TWidth.IsTwo)
                c41 = V.Fma(b, g1, c41);
            b = V.Broadcast(a[5]);
            c50 = V.Fma(b, g0, c50);
            if (TWidth.IsTwo)
                c51 = V.Fma(b, g1, c51);
        }

        Store<V, TWidth>(target, c00, c01);
        Store<V, TWidth>(t1, c10, c11);
        Store<V, TWidth>(t2, c20, c21);
        Store<V, TWidth>(t3, c30, c31);
        Store<V, TWidth>(t4, c40, c41);
        Store<V, TWidth>(t5, c50, c51);
    }

    private static void Tile1<V, TWidth>(in Block block, float* x, float* g, int stride, float* target)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
    {
        V c0 = V.Load(target), c1 = TWidth.IsTwo ? V.Load(target + V.Count) : V.Zero;
        for (int i = 0; i < block.Pixels; i++)
        {
            V b = V.Broadcast(x[block.Windows[i]]);
            c0 = V.Fma(b, V.Load(g), c0);
            if (TWidth.IsTwo)
                c1 = V.Fma(b, V.Load(g + V.Count), c1);
            g += stride;
        }

        Store<V, TWidth>(target, c0, c1);
    }

    private static void Store<V, TWidth>(float* target, V first, V second)
        where V : struct, ILanes<V>
        where TWidth : struct, IWidth
    {
        V.Store(first, target);
        if (TWidth.IsTwo)
            V.Store(second, target + V.Count);
    }

    /// <summary>Some pixels of one image: where their windows start, and their output gradients.</summary>
    private readonly struct Block(float* image, int* windows, float* gradient, int pixels)
    {
        public readonly float* Image = image;
        public readonly int* Windows = windows;
        public readonly float* Gradient = gradient;
        public readonly int Pixels = pixels;
    }

    /// <summary>Vectors across a tile, known to the compiler.</summary>
    private interface IWidth
    {
        static abstract bool IsTwo { get; }
    }

    private readonly struct One : IWidth
    {
        public static bool IsTwo => false;
    }

    private readonly struct Two : IWidth
    {
        public static bool IsTwo => true;
    }
}
