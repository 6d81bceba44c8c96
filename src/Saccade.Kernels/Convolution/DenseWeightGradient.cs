using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// Weight gradient of a convolution: 6 rows of the weight by two vectors of output channels are accumulated in
/// registers while pixels stream by.
/// </summary>
/// <remarks>
/// Inputs are read from panels of 6 channels and output gradients from panels of two vectors, so that what a tile needs for
/// one pixel after the other lies in a row. Each element of the gradient is one accumulator for each shard of the batch that adds
/// pixels in order, image after image; shards are added as <see cref="ShardTree"/> says, block by block while they are in the
/// cache. So the bits are those of <see cref="ConvolutionReference"/> and do not depend on how panels are divided among threads.
/// </remarks>
internal static unsafe class DenseWeightGradient
{
    private const int TileRows = 6;

    /// <summary>Pixels, also of several images, whose panels stay in the first-level cache while all rows of the weight pass.</summary>
    private const int PixelBlock = 192;

    /// <summary>Panels of input channels, of all groups: parts that can be computed apart.</summary>
    public static int InputPanels(in ConvolutionShape shape) => shape.Groups * GroupInputPanels(shape);

    /// <summary>Panels of output channels in a group: parts that can be computed apart.</summary>
    public static int OutputPanels(in ConvolutionShape shape) => PackedWeight.Panels(shape) / shape.Groups;

    /// <summary>Floats of some images' inputs in panels.</summary>
    public static int InputLength(ConvolutionPlan plan, int images)
        => images * plan.PaddedHeight * plan.PaddedWidth * TileRows * InputPanels(plan.Shape);

    /// <summary>Floats of some images' output gradients in panels.</summary>
    public static int GradientLength(ConvolutionPlan plan, int images) => GradientLength(plan, images, PackedWeight.PanelColumns);

    /// <summary>Floats of memory for the sums of one panel of input channels and one of output channels: those of the shards that are not yet added.</summary>
    public static int ScratchLength(in ConvolutionShape shape, in Shards shards) => ShardTree.Levels(shards.Count) * BlockLength(shape, PackedWeight.PanelColumns);

    /// <summary>Writes one image into the panels of inputs: [panels, images, padded pixels, 6], missing channels zero.</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="image">[H, W, Cin].</param>
    /// <param name="panels">The panels of all images, see <see cref="InputLength"/>.</param>
    /// <param name="index">Which image.</param>
    /// <param name="images">How many there are.</param>
    public static void PackInput(ConvolutionPlan plan, ReadOnlySpan<float> image, Span<float> panels, int index, int images)
        => PackInput(plan, image, panels, index, images, 0, InputPanels(plan.Shape));

    /// <summary>Writes some of the panels of one image.</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="image">[H, W, Cin].</param>
    /// <param name="panels">The panels of all images.</param>
    /// <param name="index">Which image.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="begin">First panel to write.</param>
    /// <param name="end">One past the last panel to write.</param>
    public static void PackInput(ConvolutionPlan plan, ReadOnlySpan<float> image, Span<float> panels, int index, int images, int begin, int end)
    {
        var s = plan.Shape;
        int pixels = plan.PaddedHeight * plan.PaddedWidth, groupPanels = GroupInputPanels(s);
        for (int panel = begin; panel < end; panel++)
        {
            int first = panel % groupPanels * TileRows, valid = Math.Min(TileRows, s.GroupInputs - first), channel = panel / groupPanels * s.GroupInputs + first;
            var target = panels.Slice((panel * images + index) * pixels * TileRows, pixels * TileRows);
            target.Clear();
            for (int h = 0; h < s.Height; h++)
            {
                var line = target[(((h + s.Padding) * plan.PaddedWidth + s.Padding) * TileRows)..];
                for (int w = 0; w < s.Width; w++)
                    image.Slice((h * s.Width + w) * s.InputChannels + channel, valid).CopyTo(line[(w * TileRows)..]);
            }
        }
    }

    /// <summary>Writes one image into the panels of output gradients: [panels, images, pixels, columns], missing channels zero.</summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="gradient">[OH, OW, Cout].</param>
    /// <param name="panels">The panels of all images, see <see cref="GradientLength(ConvolutionPlan, int)"/>.</param>
    /// <param name="index">Which image.</param>
    /// <param name="images">How many there are.</param>
    public static void PackGradient(ConvolutionPlan plan, ReadOnlySpan<float> gradient, Span<float> panels, int index, int images)
        => PackGradient(plan, gradient, panels, index, images, PackedWeight.PanelColumns);

    internal static int GradientLength(ConvolutionPlan plan, int images, int columns)
        => images * plan.WindowOffsets.Length * columns * plan.Shape.Groups * PackedWeight.Panels(plan.Shape, columns);

    internal static void PackGradient(ConvolutionPlan plan, ReadOnlySpan<float> gradient, Span<float> panels, int index, int images, int columns)
    {
        var s = plan.Shape;
        int pixels = plan.WindowOffsets.Length, groupPanels = PackedWeight.Panels(s, columns);
        for (int panel = 0; panel < s.Groups * groupPanels; panel++)
        {
            int first = panel % groupPanels * columns, valid = Math.Min(columns, s.GroupOutputs - first), channel = panel / groupPanels * s.GroupOutputs + first;
            var target = panels.Slice((panel * images + index) * pixels * columns, pixels * columns);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                var row = target.Slice(pixel * columns, columns);
                gradient.Slice(pixel * s.OutputChannels + channel, valid).CopyTo(row);
                row[valid..].Clear();
            }
        }
    }

    /// <summary>
    /// Adds what some images contribute to one panel of output channels, for panels of inputs [<paramref name="begin"/>, <paramref name="end"/>) of one group. Images come
    /// in the order of <see cref="Shards"/>, some at a time; with the last the gradient is written.
    /// </summary>
    /// <param name="plan">The convolution.</param>
    /// <param name="batch">Which images there are, a row being an image; which of them are given, by their places; which part of the gradient.</param>
    /// <param name="inputs">See <see cref="PackInput(ConvolutionPlan, ReadOnlySpan{float}, Span{float}, int, int)"/>.</param>
    /// <param name="gradients">See <see cref="PackGradient(ConvolutionPlan, ReadOnlySpan{float}, Span{float}, int, int)"/>.</param>
    /// <param name="scratch">The sums so far: <see cref="ScratchLength"/> for each panel of inputs. Keep them for the images that follow.</param>
    /// <param name="weightGradient">[KH, KW, Cin / groups, Cout]; this part is written with the last image.</param>
    /// <param name="outputPanel">Which panel of output channels of the group.</param>
    /// <param name="begin">First panel of inputs.</param>
    /// <param name="end">One past the last panel of inputs, of the same group as the first.</param>
    /// <exception cref="ArgumentException">A span is shorter than the plan says.</exception>
    public static void Accumulate(
        ConvolutionPlan plan, in ShardStretch batch, ReadOnlySpan<float> inputs, ReadOnlySpan<float> gradients, Span<float> scratch, Span<float> weightGradient, int outputPanel, int begin, int end)
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

    internal static void Accumulate<V>(
        ConvolutionPlan plan, in ShardStretch batch, ReadOnlySpan<float> inputs, ReadOnlySpan<float> gradients, Span<float> scratch, Span<float> weightGradient, int outputPanel, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int columns = PackedWeight.VectorsPerPanel * V.Count, block = (end - begin) * BlockLength(s, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Length, InputLength(plan, batch.Count), nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(gradients.Length, GradientLength(plan, batch.Count, columns), nameof(gradients));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ShardTree.Levels(batch.Shards.Count) * block, nameof(scratch));
        ArgumentOutOfRangeException.ThrowIfLessThan(weightGradient.Length, s.WeightSize, nameof(weightGradient));
        fixed (float* x = inputs, g = gradients)
        {
            foreach (var piece in batch)
            {
                var sums = scratch.Slice(ShardTree.Level(piece.Shard) * block, block);
                if (piece.Opens)
                    sums.Clear();
                fixed (float* sum = sums)
                    Pixels<V>(plan, x, g, batch.Count, piece, sum, outputPanel, begin, end);
                if (piece.Closes)
                    ShardTree.Close(scratch, block, piece.Shard, batch.Shards.Count);
            }
        }

        if (batch.IsLast)
            Write(s, scratch, weightGradient, outputPanel, begin, end, columns);
    }

    /// <summary>Floats of the sums of a panel of input channels: [taps, 6, columns].</summary>
    internal static int BlockLength(in ConvolutionShape shape, int columns) => shape.KernelHeight * shape.KernelWidth * TileRows * columns;

    private static int GroupInputPanels(in ConvolutionShape shape) => (shape.GroupInputs + TileRows - 1) / TileRows;

    private static void Pixels<V>(ConvolutionPlan plan, float* x, float* g, int images, ShardPiece piece, float* sums, int outputPanel, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int pixels = plan.WindowOffsets.Length, padded = plan.PaddedHeight * plan.PaddedWidth, columns = PackedWeight.VectorsPerPanel * V.Count;
        int group = begin / GroupInputPanels(s);
        float* gradients = g + ((nint)group * PackedWeight.Panels(s, columns) + outputPanel) * images * pixels * columns;
        int* windows = stackalloc int[PixelBlock];
        for (int first = piece.Begin * pixels; first < piece.End * pixels; first += PixelBlock)
        {
            int count = Math.Min(PixelBlock, piece.End * pixels - first);
            for (int i = 0; i < count; i++)
                windows[i] = ((first + i) / pixels * padded + plan.WindowOffsets[(first + i) % pixels] / s.InputChannels) * TileRows;
            float* sum = sums;
            for (int panel = begin; panel < end; panel++)
            {
                float* source = x + (nint)panel * images * padded * TileRows;
                for (int tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++, sum += TileRows * columns)
                    Tile<V>(source + (tap / s.KernelWidth * plan.PaddedWidth + tap % s.KernelWidth) * TileRows, windows, count, gradients + (nint)first * columns, sum);
            }
        }
    }

    private static void Tile<V>(float* x, int* windows, int pixels, float* g, float* sums)
        where V : struct, ILanes<V>
    {
        V c00 = At<V>(sums, 0), c01 = At<V>(sums, 1), c10 = At<V>(sums, 2), c11 = At<V>(sums, 3), c20 = At<V>(sums, 4), c21 = At<V>(sums, 5);
        V c30 = At<V>(sums, 6), c31 = At<V>(sums, 7), c40 = At<V>(sums, 8), c41 = At<V>(sums, 9), c50 = At<V>(sums, 10), c51 = At<V>(sums, 11);
        for (int* stop = windows + pixels; windows < stop; windows++)
        {
            float* a = x + *windows;
            V g0 = V.Load(g), g1 = V.Load(g + V.Count);
            g += 2 * V.Count;
            var b = V.Broadcast(a[0]);
            c00 = V.Fma(b, g0, c00);
            c01 = V.Fma(b, g1, c01);
            b = V.Broadcast(a[1]);
            c10 = V.Fma(b, g0, c10);
            c11 = V.Fma(b, g1, c11);
            b = V.Broadcast(a[2]);
            c20 = V.Fma(b, g0, c20);
            c21 = V.Fma(b, g1, c21);
            b = V.Broadcast(a[3]);
            c30 = V.Fma(b, g0, c30);
            c31 = V.Fma(b, g1, c31);
            b = V.Broadcast(a[4]);
            c40 = V.Fma(b, g0, c40);
            c41 = V.Fma(b, g1, c41);
            b = V.Broadcast(a[5]);
            c50 = V.Fma(b, g0, c50);
            c51 = V.Fma(b, g1, c51);
        }

        Put(sums, c00, c01);
        Put(sums + 2 * V.Count, c10, c11);
        Put(sums + 4 * V.Count, c20, c21);
        Put(sums + 6 * V.Count, c30, c31);
        Put(sums + 8 * V.Count, c40, c41);
        Put(sums + 10 * V.Count, c50, c51);
    }

    private static V At<V>(float* source, int vector)
        where V : struct, ILanes<V>
        => V.Load(source + vector * V.Count);

    private static void Put<V>(float* target, V first, V second)
        where V : struct, ILanes<V>
    {
        V.Store(first, target);
        V.Store(second, target + V.Count);
    }

    /// <summary>Writes sums [panels of inputs, taps, 6, columns] where they belong.</summary>
    private static void Write(in ConvolutionShape s, ReadOnlySpan<float> sums, Span<float> gradient, int outputPanel, int begin, int end, int columns)
    {
        int taps = s.KernelHeight * s.KernelWidth, groupPanels = GroupInputPanels(s);
        int first = outputPanel * columns, valid = Math.Min(columns, s.GroupOutputs - first), channel = begin / groupPanels * s.GroupOutputs + first;
        for (int panel = begin; panel < end; panel++)
        {
            int input = panel % groupPanels * TileRows, rows = Math.Min(TileRows, s.GroupInputs - input);
            for (int i = 0; i < taps * rows; i++)
            {
                int tap = i / rows, row = i % rows;
                sums.Slice((((panel - begin) * taps + tap) * TileRows + row) * columns, valid)
                    .CopyTo(gradient[((tap * s.GroupInputs + input + row) * s.OutputChannels + channel)..]);
            }
        }
    }
}
