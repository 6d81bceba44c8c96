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
    /// <summary>Panels of input channels, of all groups: parts that can be computed apart.</summary>
    public static int InputPanels(in ConvolutionShape shape) => shape.Groups * WeightGradientTile.InputPanels(shape);

    /// <summary>Panels of output channels in a group: parts that can be computed apart.</summary>
    public static int OutputPanels(in ConvolutionShape shape) => PackedWeight.Panels(shape) / shape.Groups;

    /// <summary>Floats of some images' inputs in panels.</summary>
    public static int InputLength(ConvolutionPlan plan, int images)
        => images * plan.PaddedHeight * plan.PaddedWidth * WeightGradientTile.Rows * InputPanels(plan.Shape);

    /// <summary>Floats of some images' output gradients in panels.</summary>
    public static int GradientLength(ConvolutionPlan plan, int images) => GradientLength(plan, images, PackedWeight.PanelColumns);

    /// <summary>Floats of memory for the sums of one panel of input channels and one of output channels: those of the shards that are not yet added.</summary>
    public static int ScratchLength(in ConvolutionShape shape, in Shards shards) => ShardTree.Levels(shards.Count) * WeightGradientTile.BlockLength(shape, PackedWeight.PanelColumns);

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
        int pixels = plan.PaddedHeight * plan.PaddedWidth, groupPanels = WeightGradientTile.InputPanels(s);
        for (int panel = begin; panel < end; panel++)
        {
            int first = panel % groupPanels * WeightGradientTile.Rows, valid = Math.Min(WeightGradientTile.Rows, s.GroupInputs - first), channel = panel / groupPanels * s.GroupInputs + first;
            var target = panels.Slice((panel * images + index) * pixels * WeightGradientTile.Rows, pixels * WeightGradientTile.Rows);
            target.Clear();
            for (int h = 0; h < s.Height; h++)
            {
                var line = target[(((h + s.Padding) * plan.PaddedWidth + s.Padding) * WeightGradientTile.Rows)..];
                for (int w = 0; w < s.Width; w++)
                    image.Slice((h * s.Width + w) * s.InputChannels + channel, valid).CopyTo(line[(w * WeightGradientTile.Rows)..]);
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
        int columns = PackedWeight.VectorsPerPanel * V.Count, block = (end - begin) * WeightGradientTile.BlockLength(s, columns);
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
            WeightGradientTile.Write(s, scratch, weightGradient, outputPanel, begin, end, columns);
    }

    private static void Pixels<V>(ConvolutionPlan plan, float* x, float* g, int images, ShardPiece piece, float* sums, int outputPanel, int begin, int end)
        where V : struct, ILanes<V>
    {
        var s = plan.Shape;
        int pixels = plan.WindowOffsets.Length, padded = plan.PaddedHeight * plan.PaddedWidth, columns = PackedWeight.VectorsPerPanel * V.Count;
        int group = begin / WeightGradientTile.InputPanels(s);
        float* gradients = g + ((nint)group * PackedWeight.Panels(s, columns) + outputPanel) * images * pixels * columns;
        int* windows = stackalloc int[WeightGradientTile.PixelBlock];
        for (int first = piece.Begin * pixels; first < piece.End * pixels; first += WeightGradientTile.PixelBlock)
        {
            int count = Math.Min(WeightGradientTile.PixelBlock, piece.End * pixels - first);
            for (int i = 0; i < count; i++)
                windows[i] = ((first + i) / pixels * padded + plan.WindowOffsets[(first + i) % pixels] / s.InputChannels) * WeightGradientTile.Rows;
            float* sum = sums;
            for (int panel = begin; panel < end; panel++)
            {
                float* source = x + (nint)panel * images * padded * WeightGradientTile.Rows;
                for (int tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++, sum += WeightGradientTile.Rows * columns)
                    WeightGradientTile.Add<V>(source + (tap / s.KernelWidth * plan.PaddedWidth + tap % s.KernelWidth) * WeightGradientTile.Rows, windows, count, gradients + (nint)first * columns, sum);
            }
        }
    }
}
