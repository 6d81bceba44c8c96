using Saccade.Kernels.Reduce;
using Saccade.Kernels.Winograd;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>Gradients of convolutions through Winograd's transforms.</summary>
internal sealed partial class CpuKernels
{
    /// <summary>Floats of transformed images that a weight gradient is made of at a time.</summary>
    private const int TransformedFloats = 4 * 1024 * 1024;

    /// <summary>Floats of sums of a weight gradient that a task keeps: they stay in the second-level cache.</summary>
    private const int ProductFloats = 128 * 1024;

    /// <summary>Shares out blocks of tiles, evenly among the workers; which tiles make a block changes no bit.</summary>
    private void WinogradInputGradients(WinogradInputPlan plan, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
    {
        int tiles = dy.Length / plan.Shape.OutputSize * plan.Tiling.Tiles;
        int blocks = (tiles + WinogradInputPlan.BlockTiles - 1) / WinogradInputPlan.BlockTiles;
        blocks = Math.Min(tiles, (blocks + workers.Count - 1) / workers.Count * workers.Count);
        Buffer weight = Pool.Rent(plan.WeightLength), scratch = Pool.Rent(workers.Count * plan.ScratchLength);
        workers.Run(plan.Panels, (panel, _) => WinogradInputGradient.PackPanel(plan, w.Span, weight.Storage.Span, panel));
        workers.Run(blocks, (block, worker) => WinogradInputGradient.Compute(
            plan,
            dy.Span,
            weight.Storage.Span,
            dx.Span,
            scratch.Storage.Span.Slice(worker * plan.ScratchLength, plan.ScratchLength),
            Part(tiles, block, blocks),
            Part(tiles, block + 1, blocks)));
        Pool.Return(scratch);
        Pool.Return(weight);
    }

    /// <summary>Transforms some images at a time, in the order of their shards, and adds them up; see <see cref="AtOnce"/>.</summary>
    private void WinogradWeightGradients(WinogradWeightPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
    {
        int images = shards.Rows, sumFloats = plan.OutputPanels * plan.InputPanels * plan.ScratchLength(shards);
        int atOnce = AtOnce(images, plan.InputLength(1) + plan.GradientLength(1), sumFloats, TransformedFloats);
        Buffer inputs = Pool.Rent(plan.InputLength(atOnce)), gradients = Pool.Rent(plan.GradientLength(atOnce));
        var sums = atOnce == images ? null : Pool.Rent(sumFloats);
        var values = x.AreSpikes ? Unpacked(x) : null;
        for (int first = 0; first < images; first += atOnce)
        {
            var stretch = new ShardStretch(shards, first, Math.Min(atOnce, images - first));
            TransformImages(plan, stretch, values?.Storage ?? x.Values, dy, inputs.Storage, gradients.Storage);
            AddProducts(plan, stretch, inputs.Storage, gradients.Storage, sums?.Storage ?? default, dw);
        }

        foreach (var buffer in (ReadOnlySpan<Buffer?>)[inputs, gradients, sums, values])
        {
            if (buffer is not null)
                Pool.Return(buffer);
        }
    }

    private void TransformImages(WinogradWeightPlan plan, ShardStretch stretch, ReadOnlyStorage x, ReadOnlyStorage dy, Storage inputs, Storage gradients)
    {
        var shape = plan.Shape;
        workers.Run(stretch.Count, (i, _) =>
        {
            int image = stretch.Shards.Row(stretch.First + i);
            WinogradWeightGradient.Transform(
                plan, x.Span.Slice(image * shape.InputSize, shape.InputSize), dy.Span.Slice(image * shape.OutputSize, shape.OutputSize), inputs.Span, gradients.Span, i, stretch.Count);
        });
    }

    /// <summary>Every task takes one panel of output channels and some of inputs through all images; see <see cref="DenseWeightPanels"/>.</summary>
    private void AddProducts(WinogradWeightPlan plan, ShardStretch stretch, Storage inputs, Storage gradients, Storage sums, Storage dw)
    {
        int outputs = plan.OutputPanels, panels = plan.InputPanels, scratch = plan.ScratchLength(stretch.Shards);
        int parts = Math.Min(panels, Math.Max((4 * workers.Count + outputs - 1) / outputs, (panels * scratch + ProductFloats - 1) / ProductFloats));
        workers.Run(outputs * parts, (task, worker) =>
        {
            int output = task / parts, begin = Part(panels, task % parts, parts), end = Part(panels, task % parts + 1, parts), length = (end - begin) * scratch;
            var memory = sums.IsEmpty ? _scratch[worker].Floats(length) : sums.Span.Slice((output * panels + begin) * scratch, length);
            WinogradWeightGradient.Accumulate(plan, stretch, inputs.Span, gradients.Span, memory, dw.Span, output, begin, end);
        });
    }
}
