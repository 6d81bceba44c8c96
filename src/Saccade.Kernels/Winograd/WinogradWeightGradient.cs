using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;
using static Saccade.Kernels.Winograd.WinogradPatchTransform;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The gradient by weight of a convolution 3x3 through Winograd's transforms: fewer multiplications, rounded otherwise than the plain way. For each shard of the batch one
/// accumulator for each product, which adds tiles in order; shards are added as <see cref="ShardTree"/> says. So neither threads, stretches nor widths change a bit.
/// </summary>
internal static unsafe class WinogradWeightGradient
{
    /// <summary>Transforms the tiles of an image: its inputs and its output gradients.</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="image">[H, W, Cin].</param>
    /// <param name="gradient">[OH, OW, Cout].</param>
    /// <param name="inputs">Those of all images, see <see cref="WinogradWeightPlan.InputLength"/>.</param>
    /// <param name="gradients">Those of all images, see <see cref="WinogradWeightPlan.GradientLength"/>.</param>
    /// <param name="index">Which image.</param>
    /// <param name="images">How many there are.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Transform(
        WinogradWeightPlan plan, ReadOnlySpan<float> image, ReadOnlySpan<float> gradient, Span<float> inputs, Span<float> gradients, int index, int images)
    {
        if (HardwareWidths.Use16)
            Transform<Lanes16>(plan, image, gradient, inputs, gradients, index, images);
        else if (HardwareWidths.Use8)
            Transform<Lanes8>(plan, image, gradient, inputs, gradients, index, images);
        else if (HardwareWidths.Use4)
            Transform<Lanes4>(plan, image, gradient, inputs, gradients, index, images);
        else
            Transform<Lanes1>(plan, image, gradient, inputs, gradients, index, images);
    }

    /// <summary>
    /// Adds what some images contribute to one panel of output channels, for panels of inputs [<paramref name="begin"/>, <paramref name="end"/>). Images come in the order of
    /// <see cref="Shards"/>, some at a time; with the last the gradient is written.
    /// </summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="batch">Which images there are, a row being an image; which of them are given, by their places.</param>
    /// <param name="inputs">See <see cref="Transform(WinogradWeightPlan, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float}, int, int)"/>.</param>
    /// <param name="gradients">See there.</param>
    /// <param name="scratch">The sums so far: <see cref="WinogradWeightPlan.ScratchLength(in Shards)"/> for each panel of inputs. Keep them for the images that follow.</param>
    /// <param name="weightGradient">[3, 3, Cin, Cout]; this part is written with the last image.</param>
    /// <param name="outputPanel">Which panel of output channels.</param>
    /// <param name="begin">First panel of inputs.</param>
    /// <param name="end">One past the last panel of inputs.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Accumulate(
        WinogradWeightPlan plan, in ShardStretch batch, ReadOnlySpan<float> inputs, ReadOnlySpan<float> gradients, Span<float> scratch, Span<float> weightGradient, int outputPanel, int begin, int end)
    {
        if (HardwareWidths.Use16)
            Accumulate<Lanes16>(plan, batch, inputs, gradients, scratch, weightGradient, outputPanel, begin, end);
        else if (HardwareWidths.Use8)
            Accumulate<Lanes8>(plan, batch, inputs, gradients, scratch, weightGradient, outputPanel, begin, end);
        else if (HardwareWidths.Use4)
            Accumulate<Lanes4>(plan, batch, inputs, gradients, scratch, weightGradient, outputPanel, begin, end);
        else
            Accumulate<Lanes1>(plan, batch, inputs, gradients, scratch, weightGradient, outputPanel, begin, end);
    }

    internal static void Transform<V>(
        WinogradWeightPlan plan, ReadOnlySpan<float> image, ReadOnlySpan<float> gradient, Span<float> inputs, Span<float> gradients, int index, int images)
        where V : struct, ILanes<V>
    {
        int columns = PackedWeight.VectorsPerPanel * V.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Length, plan.Shape.InputSize, nameof(image));
        ArgumentOutOfRangeException.ThrowIfLessThan(gradient.Length, plan.Shape.OutputSize, nameof(gradient));
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Length, plan.InputLength(images), nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(gradients.Length, plan.Tiling.Positions * plan.GradientSides(images, columns).Plane, nameof(gradients));
        fixed (float* x = image, dy = gradient, left = inputs, right = gradients)
        {
            var (to, toGradients, first) = (plan.InputSides(images), plan.GradientSides(images, columns), index * plan.Tiling.Tiles);
            switch (plan.Tiling.Outputs)
            {
                case 2: Transform<V, WinogradTile2>(plan, x, dy, to, left + to.At(first, 0), toGradients, right + toGradients.At(first, 0)); break;
                case 3: Transform<V, WinogradTile3>(plan, x, dy, to, left + to.At(first, 0), toGradients, right + toGradients.At(first, 0)); break;
                default: Transform<V, WinogradTile4>(plan, x, dy, to, left + to.At(first, 0), toGradients, right + toGradients.At(first, 0)); break;
            }
        }
    }

    internal static void Accumulate<V>(
        WinogradWeightPlan plan, in ShardStretch batch, ReadOnlySpan<float> inputs, ReadOnlySpan<float> gradients, Span<float> scratch, Span<float> weightGradient, int outputPanel, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int columns = PackedWeight.VectorsPerPanel * V.Count, panels = end - begin, block = panels * WeightGradientTile.BlockLength(s, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Length, plan.InputLength(batch.Count), nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(gradients.Length, plan.Tiling.Positions * plan.GradientSides(batch.Count, columns).Plane, nameof(gradients));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, panels * plan.ScratchLength(batch.Shards, columns), nameof(scratch));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, s.WeightSize, nameof(weightGradient));
        var products = scratch[..(panels * plan.ProductLength(columns))];
        var sums = scratch[products.Length..];
        fixed (float* x = inputs, g = gradients, product = products)
        {
            foreach (var piece in batch)
            {
                if (piece.Opens)
                    products.Clear();
                Products<V>(plan, x, g, batch.Count, piece, product, outputPanel, begin, panels);
                if (!piece.Closes)
                    continue;
                fixed (float* sum = sums[(ShardTree.Level(piece.Shard) * block)..])
                    Taps<V>(plan, product, sum, panels, columns);
                ShardTree.Close(sums, block, piece.Shard, batch.Shards.Count);
            }
        }

        if (batch.IsLast)
            WeightGradientTile.Write(s, sums, weightGradient, outputPanel, begin, end, columns);
    }

    private static void Transform<V, T>(WinogradWeightPlan plan, float* x, float* dy, in WinogradPanels inputs, float* left, in WinogradPanels gradients, float* right)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        Run<V, InputAxis<T>>(plan.Inputs, x, inputs, left, 0, plan.Tiling.Tiles);
        Run<V, OutputGradientAxis<T>>(plan.Gradients, dy, gradients, right, 0, plan.Tiling.Tiles);
    }

    /// <summary>Adds the tiles of some images to the products [panels of inputs, positions, 6, columns].</summary>
    private static void Products<V>(WinogradWeightPlan plan, float* x, float* g, int images, ShardPiece piece, float* products, int outputPanel, int begin, int panels)
        where V : struct, ILanes<V>
    {
        int columns = PackedWeight.VectorsPerPanel * V.Count, positions = plan.Tiling.Positions, tile = WeightGradientTile.Rows * columns;
        var (inputs, gradients) = (plan.InputSides(images), plan.GradientSides(images, columns));
        int* windows = stackalloc int[WeightGradientTile.PixelBlock];
        for (int i = 0; i < WeightGradientTile.PixelBlock; i++)
            windows[i] = i * inputs.Columns;
        for (int position = 0; position < positions; position++)
        {
            for (int first = piece.Begin * plan.Tiling.Tiles, last = piece.End * plan.Tiling.Tiles; first < last; first += WeightGradientTile.PixelBlock)
            {
                int count = Math.Min(WeightGradientTile.PixelBlock, last - first);
                float* from = x + (nint)position * inputs.Plane + inputs.At(first, begin * WeightGradientTile.Rows);
                float* gradient = g + (nint)position * gradients.Plane + gradients.At(first, outputPanel * columns);
                for (int panel = 0; panel < panels; panel++)
                    WeightGradientTile.Add<V>(from + panel * WeightGradientTile.Rows, windows, count, gradient, products + ((nint)panel * positions + position) * tile);
            }
        }
    }

    /// <summary>Products [panels of inputs, positions, 6, columns] to sums [panels of inputs, taps, 6, columns].</summary>
    private static void Taps<V>(WinogradWeightPlan plan, float* products, float* sums, int panels, int columns)
        where V : struct, ILanes<V>
    {
        switch (plan.Tiling.Outputs)
        {
            case 2: Taps<V, WinogradTile2>(products, sums, panels, columns); break;
            case 3: Taps<V, WinogradTile3>(products, sums, panels, columns); break;
            default: Taps<V, WinogradTile4>(products, sums, panels, columns); break;
        }
    }

    private static void Taps<V, T>(float* products, float* sums, int panels, int columns)
        where V : struct, ILanes<V>
        where T : struct, IWinogradTile
    {
        int n = T.Outputs + 2, tile = WeightGradientTile.Rows * columns;
        float* room = stackalloc float[MostPositions * V.Count], between = Aligned<V>(room);
        float** planes = stackalloc float*[MostPositions], lines = stackalloc float*[MostPositions];
        for (int i = 0; i < n * 3; i++)
            lines[i % 3 * n + i / 3] = between + i * V.Count;
        for (int panel = 0; panel < panels; panel++, products += n * n * tile, sums += 9 * tile)
        {
            for (int i = 0; i < n * n; i++)
                planes[i] = products + (nint)i * tile;
            for (int at = 0; at < tile; at += V.Count)
            {
                for (int i = 0; i < n; i++)
                    T.KernelGradient<V>(planes + i * n, at, between + i * 3 * V.Count, V.Count);
                for (int j = 0; j < 3; j++)
                    T.KernelGradient<V>(lines + j * n, 0, sums + (nint)j * tile + at, (nint)3 * tile);
            }
        }
    }
}
