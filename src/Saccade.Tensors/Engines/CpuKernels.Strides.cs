using System.Collections.Concurrent;
using Saccade.Kernels.Convolution;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>The input gradient of convolutions whose stride is above 1, phase by phase.</summary>
internal sealed partial class CpuKernels
{
    private readonly ConcurrentDictionary<ConvolutionShape, InputGradientPhase[]> _phases = new();

    private void StridedInputGradients(ConvolutionShape shape, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
    {
        foreach (var phase in _phases.GetOrAdd(shape, static s => InputGradientPhase.Of(s)))
        {
            int images = dy.Length / shape.OutputSize;
            if (phase.Plan is not { } plan)
            {
                phase.Place(default, dx.Span, 0, images * phase.Pixels);
                continue;
            }

            var weight = PhaseWeight(phase, plan.Shape, w);
            ForImages(images, phase.Pixels, (image, count, begin, end, worker) =>
            {
                var scratch = _scratch[worker].Floats(count * (plan.PaddedSize + plan.Shape.OutputSize));
                var padded = scratch[..(count * plan.PaddedSize)];
                for (int i = 0; i < count; i++)
                    phase.Pad(dy.Span.Slice((image + i) * shape.OutputSize, shape.OutputSize), padded.Slice(i * plan.PaddedSize, plan.PaddedSize));
                var gradients = scratch[padded.Length..];
                DenseConvolution.Forward(plan, padded, weight.Storage.Span, default, gradients, begin, end);
                phase.Place(gradients, dx.Span.Slice(image * shape.InputSize, count * shape.InputSize), begin, end);
            });
            Pool.Return(weight);
        }
    }

    private Buffer PhaseWeight(InputGradientPhase phase, ConvolutionShape back, ReadOnlyStorage w)
    {
        Buffer selected = Pool.Rent(phase.WeightSize), packed = Pool.Rent(PackedWeight.Length(back));
        phase.SelectWeight(w.Span, selected.Storage.Span);
        workers.Run(PackedWeight.Panels(back), (panel, _) => PackedWeight.PackFlipped(back, selected.Storage.Span, packed.Storage.Span, panel));
        Pool.Return(selected);
        return packed;
    }
}
