using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using static Saccade.Kernels.Winograd.WinogradPatchTransform;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The gradient by input of a convolution 3x3 through Winograd's transforms: fewer multiplications, rounded otherwise than the plain way. One accumulator for each
/// product, terms in the order of the output channels, and transforms lane by lane, so neither threads, blocks nor widths change a bit.
/// </summary>
internal static unsafe class WinogradInputGradient
{
    /// <summary>Output channels whose taps are turned together.</summary>
    private const int TurnedDepth = 16;

    /// <summary>Transforms and packs a panel of the weight, flipped: input channels [panel * columns, ...).</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="weight">[3, 3, Cin, Cout].</param>
    /// <param name="packed">The whole packed weight, <see cref="WinogradInputPlan.WeightLength"/>.</param>
    /// <param name="panel">From 0 to <see cref="WinogradInputPlan.Panels"/>.</param>
    public static void PackPanel(WinogradInputPlan plan, ReadOnlySpan<float> weight, Span<float> packed, int panel)
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

    /// <summary>Computes the input gradient of tiles [<paramref name="begin"/>, <paramref name="end"/>), at most <see cref="WinogradInputPlan.BlockTiles"/>.</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="outputGradient">[images, OH, OW, Cout].</param>
    /// <param name="packed">The transformed weight, see <see cref="PackPanel(WinogradInputPlan, ReadOnlySpan{float}, Span{float}, int)"/>.</param>
    /// <param name="inputGradient">[images, H, W, Cin]; only the pixels of these tiles are written.</param>
    /// <param name="scratch">Of <see cref="WinogradInputPlan.ScratchLength"/>.</param>
    /// <param name="begin">First tile: image * tiles of an image + its place in the image, row by row.</param>
    /// <param name="end">One past the last tile.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Compute(
        WinogradInputPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
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

    internal static void PackPanel<V>(WinogradInputPlan plan, ReadOnlySpan<float> weight, Span<float> packed, int panel)
        where V : struct, ILanes<V>
    {
        int columns = PackedWeight.VectorsPerPanel * V.Count, depth = plan.Shape.OutputChannels;
        ArgumentOutOfRangeException.ThrowIfLessThan(weight.Length, plan.Shape.WeightSize, nameof(weight));
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, plan.Tiling.Positions * plan.WeightPlaneFor(columns), nameof(packed));
        float* room = stackalloc float[9 * TurnedDepth * columns + V.Count], turned = Aligned<V>(room);
        new Span<float>(turned, 9 * TurnedDepth * columns).Clear(); // columns beyond the last channel stay 0
        fixed (float* target = packed)
        {
            for (int first = 0; first < depth; first += TurnedDepth)
            {
                int count = Math.Min(TurnedDepth, depth - first);
                Turn(plan.Shape, weight, turned, panel * columns, columns, first, count);
                float* block = target + ((long)panel * depth + first) * columns;
                switch (plan.Tiling.Outputs)
                {
                    case 2: PackRows<V, WinogradTile2>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                    case 3: PackRows<V, WinogradTile3>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                    default: PackRows<V, WinogradTile4>(turned, block, count, columns, plan.WeightPlaneFor(columns)); break;
                }
            }
        }
    }

    internal static void Compute<V>(
        WinogradInputPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int images = (end + plan.Tiling.Tiles - 1) / plan.Tiling.Tiles;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end - begin, WinogradInputPlan.BlockTiles, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(outputGradient.Length, images * s.OutputSize, nameof(outputGradient));
        ArgumentOutOfRangeException.ThrowIfLessThan(packed.Length, plan.Tiling.Positions * plan.WeightPlaneFor(PackedWeight.VectorsPerPanel * V.Count), nameof(packed));
        ArgumentOutOfRangeException.ThrowIfLessThan(inputGradient.Length, images * s.InputSize, nameof(inputGradient));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, plan.ScratchLength, nameof(scratch));
        switch (plan.Tiling.Outputs)
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
        float* room = stackalloc float[(MostPositions + 1) * V.Count], between = Aligned<V>(room);
        float** taps = stackalloc float*[9], lines = stackalloc float*[MostPositions];
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
        WinogradInputPlan plan, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> packed, Span<float> inputGradient, Span<float> scratch, int begin, int end)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        var inputs = scratch[..(plan.Tiling.Positions * plan.InputPlane)];
        var products = scratch.Slice(inputs.Length, plan.Tiling.Positions * plan.OutputPlane);
        int weightPlane = plan.WeightPlaneFor(PackedWeight.VectorsPerPanel * V.Count);
        fixed (float* dy = outputGradient, left = inputs)
            Run<V, InputAxis<T>>(plan.Patches, dy, new WinogradPanels(plan.Shape.OutputChannels, WinogradInputPlan.BlockTiles, plan.InputPlane), left, begin, end);

        for (int i = 0; i < plan.Tiling.Positions; i++)
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

    /// <summary>Transforms the products of some tiles from channel <paramref name="first"/> on, as far as whole vectors reach; says how far.</summary>
    private static int TransformOutput<V, T>(WinogradInputPlan plan, float* products, float* inputGradient, int begin, int end, int first)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        var s = plan.Shape;
        int m = T.Outputs, n = m + 2, channels = s.InputChannels, last = first + (channels - first) / V.Count * V.Count;
        if (first == last)
            return first;
        float* room = stackalloc float[(MostPositions + 1) * V.Count], between = Aligned<V>(room);
        float* edge = between + n * m * V.Count; // a column of a tile that reaches beyond the image
        float** planes = stackalloc float*[MostPositions], lines = stackalloc float*[MostPositions];
        for (int i = 0; i < n * m; i++)
            lines[i % m * n + i / m] = between + i * V.Count;
        for (int tile = begin; tile < end; tile++)
        {
            for (int i = 0; i < n * n; i++)
                planes[i] = products + (long)i * plan.OutputPlane + (long)(tile - begin) * channels;
            var (image, top, left) = plan.Tiling.Place(tile);
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
}
