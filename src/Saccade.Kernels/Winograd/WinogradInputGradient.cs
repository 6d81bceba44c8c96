using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The gradient by input of a convolution 3x3 through Winograd's transforms: fewer multiplications, rounded otherwise than the plain way. One accumulator for each
/// product, terms in the order of the output channels, and transforms lane by lane, so neither threads, blocks nor widths change a bit.
/// </summary>
internal static unsafe class WinogradInputGradient
{
    /// <summary>n of the largest tile.</summary>
    private const int MostInputs = 6;

    /// <summary>Output channels whose taps are turned together.</summary>
    private const int TurnedDepth = 16;

    /// <summary>Transforms and packs a panel of the weight, flipped: input channels [panel * columns, ...).</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="weight">[3, 3, Cin, Cout].</param>
    /// <param name="packed">The whole packed weight, <see cref="WinogradPlan.WeightLength"/>.</param>
    /// <param name="panel">From 0 to <see cref="WinogradPlan.Panels"/>.</param>
    public static void PackPanel(WinogradPlan plan, ReadOnlySpan<float> weight, Span<float> packed, int panel)
    {
        if (HardwareWidths.Use16)
            PackPanel<Lanes16>(plan, weight, packed, panel);
        else if (HardwareWidths.Use8)
            PackPanel<Lanes8>(plan, weight, packed, panel);
        else if (HardwareWidths.Use4)
            PackPanel<Lanes4>(plan, weight, packed, panel);
        else
            PackPanel<Lanes1>(plan, weight, packed, panel);
    }

    /// <summary>Computes the input gradient of tiles [<paramref name="begin"/>, <paramref name="end"/>), at most <see cref="WinogradPlan.BlockTiles"/>.</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="outputGradient">[images, OH, OW, Cout].</param>
    /// <param name="packed">The transformed weight, see <see cref="PackPanel(WinogradPlan, ReadOnlySpan{float}, Span{float}, int)"/>.</param>
    /// <param name="inputGradient">[images, H, W, Cin]; only the pixels of these tiles are written.</param>
    /// <param name="scratch">Of <see cref="WinogradPlan.ScratchLength"/>.</param>
    /// <param name="begin">First tile: image * tiles of an image + its place in the image, row by row.</param>
    /// <param name="end">One past the last tile.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Compute(
        WinogradPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
    {
        if (HardwareWidths.Use16)
            Compute<Lanes16>(plan, outputGradient, packed, inputGradient, scratch, begin, end);
        else if (HardwareWidths.Use8)
            Compute<Lanes8>(plan, outputGradient, packed, inputGradient, scratch, begin, end);
        else if (HardwareWidths.Use4)
            Compute<Lanes4>(plan, outputGradient, packed, inputGradient, scratch, begin, end);
        else
            Compute<Lanes1>(plan, outputGradient, packed, inputGradient, scratch, begin, end);
    }

    internal static void PackPanel<V>(WinogradPlan plan, ReadOnlySpan<float> weight, Span<float> packed, int panel)
        where V : struct, ILanes<V>
    {
        int columns = PackedWeight.VectorsPerPanel * V.Count, depth = plan.Shape.OutputChannels;
        ArgumentOutOfRangeException.ThrowIfLessThan(weight.Length, plan.Shape.WeightSize, nameof(weight));
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, plan.Positions * plan.WeightPlaneFor(columns), nameof(packed));
        float* room = stackalloc float[9 * TurnedDepth * columns + V.Count], turned = Aligned<V>(room);
        new Span<float>(turned, 9 * TurnedDepth * columns).Clear(); // columns beyond the last channel stay 0
        fixed (float* target = packed)
        {
            for (int first = 0; first < depth; first += TurnedDepth)
            {
                int count = Math.Min(TurnedDepth, depth - first);
                Turn(plan.Shape, weight, turned, panel * columns, columns, first, count);
                float* block = target + ((long)panel * depth + first) * columns;
                switch (plan.Outputs)
                {
                    case 2: PackRows<V, WinogradTile2>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                    case 3: PackRows<V, WinogradTile3>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                    default: PackRows<V, WinogradTile4>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                }
            }
        }
    }

    internal static void Compute<V>(
        WinogradPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int images = (end + plan.Tiles - 1) / plan.Tiles;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end - begin, WinogradPlan.BlockTiles, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(outputGradient.Length, images * s.OutputSize, nameof(outputGradient));
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, plan.Positions * plan.WeightPlaneFor(PackedWeight.VectorsPerPanel * V.Count), nameof(packed));
        ArgumentOutOfRangeException.ThrowIfLessThan(inputGradient.Length, images * s.InputSize, nameof(inputGradient));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, plan.ScratchLength, nameof(scratch));
        switch (plan.Outputs)
        {
            case 2: Block<V, WinogradTile2>(plan, outputGradient, packed, inputGradient, scratch, begin, end); break;
            case 3: Block<V, WinogradTile3>(plan, outputGradient, packed, inputGradient, scratch, begin, end); break;
            default: Block<V, WinogradTile4>(plan, outputGradient, packed, inputGradient, scratch, begin, end); break;
        }
    }

    /// <summary>Taps of some output channels with input channels innermost, flipped: [3, 3, <see cref="TurnedDepth"/>, columns].</summary>
    private static void Turn(in ConvolutionShape s, ReadOnlySpan<float> weight, float* turned, int firstColumn, int columns, int first, int count)
    {
        int valid = Math.Min(columns, s.InputChannels - firstColumn);
        for (int tap = 0; tap < 9; tap++)
        {
            float* block = turned + tap * TurnedDepth * columns;
            for (int c = 0; c < valid; c++)
            {
                var row = weight.Slice(((8 - tap) * s.InputChannels + firstColumn + c) * s.OutputChannels + first, count);
                for (int k = 0; k < row.Length; k++)
                    block[k * columns + c] = row[k];
            }
        }
    }

    private static void PackRows<V, T>(float* turned, float* target, int rows, int columns, long plane)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        int n = T.Outputs + 2, tap = TurnedDepth * columns;
        float* room = stackalloc float[(3 * MostInputs + 1) * V.Count], between = Aligned<V>(room);
        float** taps = stackalloc float*[9], lines = stackalloc float*[3 * MostInputs];
        for (int i = 0; i < 9; i++)
            taps[i] = turned + i * tap;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < n; j++)
                lines[j * 3 + i] = between + (i * n + j) * V.Count;
        }

        for (int at = 0; at < rows * columns; at += V.Count)
        {
            for (int i = 0; i < 3; i++)
                T.Kernel<V>(taps + 3 * i, at, between + i * n * V.Count, V.Count);
            for (int j = 0; j < n; j++)
                T.Kernel<V>(lines + 3 * j, 0, target + j * plane + at, (nint)(n * plane));
        }
    }

    private static void Block<V, T>(
        WinogradPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        var inputs = scratch[..(plan.Positions * plan.InputPlane)];
        var products = scratch.Slice(inputs.Length, plan.Positions * plan.OutputPlane);
        int weightPlane = plan.WeightPlaneFor(PackedWeight.VectorsPerPanel * V.Count);
        fixed (float* dy = outputGradient, left = inputs)
        {
            int c = TransformInput<V, T>(plan, dy, left, begin, end, 0);
            c = TransformInput<Lanes8, T>(plan, dy, left, begin, end, c);
            c = TransformInput<Lanes4, T>(plan, dy, left, begin, end, c);
            TransformInput<Lanes1, T>(plan, dy, left, begin, end, c);
        }

        for (int i = 0; i < plan.Positions; i++)
        {
            DenseConvolution.Forward<V>(
                plan.Product,
                inputs.Slice(i * plan.InputPlane, plan.InputPlane),
                packed.Slice(i * weightPlane, weightPlane),
                [],
                products.Slice(i * plan.OutputPlane, plan.OutputPlane),
                0,
                end - begin);
        }

        fixed (float* product = products, dx = inputGradient)
        {
            int c = TransformOutput<V, T>(plan, product, dx, begin, end, 0);
            c = TransformOutput<Lanes8, T>(plan, product, dx, begin, end, c);
            c = TransformOutput<Lanes4, T>(plan, product, dx, begin, end, c);
            TransformOutput<Lanes1, T>(plan, product, dx, begin, end, c);
        }
    }

    /// <summary>Transforms the output gradients of some tiles from channel <paramref name="first"/> on, as far as whole vectors reach; says how far.</summary>
    private static int TransformInput<V, T>(WinogradPlan plan, float* outputGradient, float* target, int begin, int end, int first)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        var s = plan.Shape;
        int n = T.Outputs + 2, last = first + (s.OutputChannels - first) / V.Count * V.Count;
        if (first == last)
            return first;
        float* room = stackalloc float[(MostInputs * MostInputs + 1) * V.Count], between = Aligned<V>(room);
        float* zeros = stackalloc float[s.OutputChannels];
        new Span<float>(zeros, s.OutputChannels).Clear();
        float** pixels = stackalloc float*[MostInputs * MostInputs], lines = stackalloc float*[MostInputs * MostInputs];
        for (int i = 0; i < n * n; i++)
            lines[i % n * n + i / n] = between + i * V.Count;
        for (int tile = begin; tile < end; tile++)
        {
            Pixels<T>(plan, outputGradient, zeros, tile, pixels);
            float* to = target + (long)(tile - begin) * s.OutputChannels;
            for (int c = first; c < last; c += V.Count)
            {
                for (int i = 0; i < n; i++)
                    T.Input<V>(pixels + i * n, c, between + i * n * V.Count, V.Count);
                for (int j = 0; j < n; j++)
                    T.Input<V>(lines + j * n, 0, to + (nint)j * plan.InputPlane + c, (nint)n * plan.InputPlane);
            }
        }

        return last;
    }

    /// <summary>Where the output gradients of a tile's n x n pixels are; those in the padding are zeros.</summary>
    private static void Pixels<T>(WinogradPlan plan, float* outputGradient, float* zeros, int tile, float** pixels)
        where T : struct, IWinogradTile
    {
        var s = plan.Shape;
        int n = T.Outputs + 2;
        var (image, top, left) = Place(plan, tile);
        float* from = outputGradient + (long)image * s.OutputSize;
        for (int i = 0; i < n; i++)
        {
            int h = top + i - 2 + s.Padding;
            for (int j = 0; j < n; j++)
            {
                int w = left + j - 2 + s.Padding;
                bool outside = h < 0 || h >= s.OutputHeight || w < 0 || w >= s.OutputWidth;
                pixels[i * n + j] = outside ? zeros : from + ((long)h * s.OutputWidth + w) * s.OutputChannels;
            }
        }
    }

    /// <summary>Transforms the products of some tiles from channel <paramref name="first"/> on, as far as whole vectors reach; says how far.</summary>
    private static int TransformOutput<V, T>(WinogradPlan plan, float* products, float* inputGradient, int begin, int end, int first)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        var s = plan.Shape;
        int m = T.Outputs, n = m + 2, channels = s.InputChannels, last = first + (channels - first) / V.Count * V.Count;
        if (first == last)
            return first;
        float* room = stackalloc float[(MostInputs * MostInputs + 1) * V.Count], between = Aligned<V>(room);
        float* edge = between + n * m * V.Count; // a column of a tile that reaches beyond the image
        float** planes = stackalloc float*[MostInputs * MostInputs], lines = stackalloc float*[MostInputs * MostInputs];
        for (int i = 0; i < n * m; i++)
            lines[i % m * n + i / m] = between + i * V.Count;
        for (int tile = begin; tile < end; tile++)
        {
            for (int i = 0; i < n * n; i++)
                planes[i] = products + (long)i * plan.OutputPlane + (long)(tile - begin) * channels;
            var (image, top, left) = Place(plan, tile);
            float* to = inputGradient + (((long)image * s.Height + top) * s.Width + left) * channels;
            int rows = Math.Min(m, s.Height - top), columns = Math.Min(m, s.Width - left), line = s.Width * channels;
            for (int c = first; c < last; c += V.Count)
            {
                for (int i = 0; i < n; i++)
                    T.Output<V>(planes + i * n, c, between + i * m * V.Count, V.Count);
                for (int j = 0; j < columns; j++)
                {
                    if (rows == m)
                        T.Output<V>(lines + j * n, 0, to + j * channels + c, line);
                    else
                        Edge<V, T>(lines + j * n, edge, to + j * channels + c, line, rows);
                }
            }
        }

        return last;
    }

    private static void Edge<V, T>(float** lines, float* edge, float* target, int line, int rows)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        T.Output<V>(lines, 0, edge, V.Count);
        for (int i = 0; i < rows; i++)
            V.Store(V.Load(edge + i * V.Count), target + (long)i * line);
    }

    /// <summary>The first address that is a multiple of a vector's length, so that no vector lies across two lines of the cache.</summary>
    private static float* Aligned<V>(float* room)
        where V : struct, ILanes<V>
        => (float*)(((nuint)room + (nuint)(V.Count * sizeof(float)) - 1) / (nuint)(V.Count * sizeof(float)) * (nuint)(V.Count * sizeof(float)));

    private static (int Image, int Top, int Left) Place(WinogradPlan plan, int tile)
    {
        int place = tile % plan.Tiles;
        return (tile / plan.Tiles, place / plan.TileColumns * plan.Outputs, place % plan.TileColumns * plan.Outputs);
    }
}
