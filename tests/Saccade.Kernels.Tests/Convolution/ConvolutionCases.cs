using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Convolution;

/// <summary>Shapes that every convolution kernel is tried at, and one call for each kernel over whole batches.</summary>
internal static class ConvolutionCases
{
    public static TheoryData<ConvolutionShape> All { get; } =
    [
        new ConvolutionShape(1, 1, 1, 1, 1, 1),
        new ConvolutionShape(5, 4, 2, 3, 3, 3, 1, 1),
        new ConvolutionShape(12, 10, 2, 8, 3, 3, 1, 1),
        new ConvolutionShape(11, 13, 3, 16, 3, 3, 2, 1),
        new ConvolutionShape(7, 7, 16, 24, 1, 1),
        new ConvolutionShape(7, 5, 9, 33, 1, 1, 2),
        new ConvolutionShape(9, 9, 8, 8, 5, 5, 1, 2),
        new ConvolutionShape(8, 8, 16, 16, 3, 3, 1, 1, 16),
        new ConvolutionShape(9, 7, 6, 6, 3, 3, 2, 1, 6),
        new ConvolutionShape(8, 6, 8, 12, 3, 3, 1, 1, 2),
        new ConvolutionShape(6, 5, 5, 7, 3, 3, 1, 1),
        new ConvolutionShape(20, 18, 4, 6, 7, 7, 2, 3),
        new ConvolutionShape(17, 17, 32, 64, 3, 3, 1, 1),
        new ConvolutionShape(4, 4, 64, 65, 3, 3, 1, 1),
        new ConvolutionShape(3, 6, 50, 130, 3, 3, 1, 0),
        new ConvolutionShape(1, 50, 70, 40, 1, 1),
        new ConvolutionShape(6, 6, 3, 31, 4, 2, 3, 1),
    ];

    public static float[] Dense(ConvolutionShape shape, float[] input, float[] weight, float[] bias)
    {
        var plan = new ConvolutionPlan(shape);
        int images = input.Length / shape.InputSize;
        float[] output = new float[images * shape.OutputSize], padded = new float[images * plan.PaddedSize], packed = new float[PackedWeight.Length(shape)];
        PackedWeight.Pack(shape, weight, packed);
        for (int n = 0; n < images; n++)
            plan.Pad(input.AsSpan(n * shape.InputSize, shape.InputSize), padded.AsSpan(n * plan.PaddedSize, plan.PaddedSize));
        int pixels = images * shape.OutputHeight * shape.OutputWidth, cut = pixels / 3;
        DenseConvolution.Forward(plan, padded, packed, bias, output, 0, cut);
        DenseConvolution.Forward(plan, padded, packed, bias, output, cut, pixels);
        return output;
    }

    public static float[] Sparse(ConvolutionShape shape, float[] input, float[] weight, float[] bias)
    {
        var plan = new ConvolutionPlan(shape);
        int images = input.Length / shape.InputSize, pixels = images * shape.OutputHeight * shape.OutputWidth, cut = pixels / 3;
        float[] output = new float[images * shape.OutputSize], packed = new float[SparseWeight.Length(shape)];
        SparseWeight.Pack(shape, weight, packed);
        var inputs = new NonZeros[images];
        for (int n = 0; n < images; n++)
            SparseConvolution.Collect(shape, input.AsSpan(n * shape.InputSize, shape.InputSize), inputs[n] = new NonZeros());
        for (int panel = 0; panel < SparseWeight.Panels(shape); panel++)
        {
            SparseConvolution.Forward(plan, inputs, packed, bias, output, panel, 0, cut);
            SparseConvolution.Forward(plan, inputs, packed, bias, output, panel, cut, pixels);
        }

        return output;
    }

    public static float[] DenseInputGradient(ConvolutionShape shape, float[] gradient, float[] weight)
    {
        var plan = new ConvolutionPlan(shape);
        var back = plan.ForInputGradient();
        float[] flipped = new float[shape.WeightSize], packed = new float[PackedWeight.Length(back.Shape)], direct = new float[packed.Length];
        PackedWeight.FlipTranspose(shape, weight, flipped);
        PackedWeight.Pack(back.Shape, flipped, packed);
        if (shape.Groups == 1)
        {
            for (int panel = 0; panel < PackedWeight.Panels(back.Shape); panel++)
                PackedWeight.PackFlipped(back.Shape, weight, direct, panel);
            Close.SameBits(packed, direct, "packed and flipped at once");
        }

        int images = gradient.Length / shape.OutputSize;
        float[] spread = new float[plan.SpreadSize], result = new float[images * shape.InputSize];
        for (int n = 0; n < images; n++)
        {
            Array.Fill(spread, float.NaN);
            plan.Spread(gradient.AsSpan(n * shape.OutputSize, shape.OutputSize), spread);
            DenseConvolution.Forward(back, spread, packed, [], result.AsSpan(n * shape.InputSize, shape.InputSize), 0, shape.Height * shape.Width);
        }

        return result;
    }

    public static float[] PhasedInputGradient(ConvolutionShape shape, float[] gradient, float[] weight)
    {
        int images = gradient.Length / shape.OutputSize;
        float[] result = new float[images * shape.InputSize];
        Array.Fill(result, float.NaN);
        foreach (var phase in InputGradientPhase.Of(shape))
        {
            float[] gradients = [];
            if (phase.Plan is { } plan)
            {
                float[] selected = new float[phase.WeightSize], packed = new float[PackedWeight.Length(plan.Shape)], padded = new float[images * plan.PaddedSize];
                Array.Fill(padded, float.NaN);
                gradients = new float[images * plan.Shape.OutputSize];
                phase.SelectWeight(weight, selected);
                for (int panel = 0; panel < PackedWeight.Panels(plan.Shape); panel++)
                    PackedWeight.PackFlipped(plan.Shape, selected, packed, panel);
                for (int n = 0; n < images; n++)
                    phase.Pad(gradient.AsSpan(n * shape.OutputSize, shape.OutputSize), padded.AsSpan(n * plan.PaddedSize, plan.PaddedSize));
                DenseConvolution.Forward(plan, padded, packed, [], gradients, 0, images * phase.Pixels);
            }

            phase.Place(gradients, result, 0, images * phase.Pixels);
        }

        return result;
    }

    public static float[] DenseWeight(ConvolutionShape shape, Shards shards, float[] input, float[] gradient)
    {
        var plan = new ConvolutionPlan(shape);
        int perGroup = DenseWeightGradient.InputPanels(shape) / shape.Groups, scratch = DenseWeightGradient.ScratchLength(shape, shards);
        float[] result = new float[shape.WeightSize], sums = new float[shape.Groups * DenseWeightGradient.OutputPanels(shape) * perGroup * scratch];

        // Some images at a time, and panels apart: as stretches of images and threads divide the work.
        foreach (var stretch in Stretches(shards))
        {
            float[] x = new float[DenseWeightGradient.InputLength(plan, stretch.Count)], g = new float[DenseWeightGradient.GradientLength(plan, stretch.Count)];
            Array.Fill(x, float.NaN);
            for (int n = 0; n < stretch.Count; n++)
            {
                int image = shards.Row(stretch.First + n);
                DenseWeightGradient.PackInput(plan, input.AsSpan(image * shape.InputSize, shape.InputSize), x, n, stretch.Count);
                DenseWeightGradient.PackGradient(plan, gradient.AsSpan(image * shape.OutputSize, shape.OutputSize), g, n, stretch.Count);
            }

            for (int panel = 0; panel < shape.Groups * DenseWeightGradient.OutputPanels(shape); panel++)
            {
                int output = panel % DenseWeightGradient.OutputPanels(shape), begin = panel / DenseWeightGradient.OutputPanels(shape) * perGroup, middle = perGroup / 2;
                var memory = sums.AsSpan(panel * perGroup * scratch, perGroup * scratch);
                DenseWeightGradient.Accumulate(plan, stretch, x, g, memory[..(middle * scratch)], result, output, begin, begin + middle);
                DenseWeightGradient.Accumulate(plan, stretch, x, g, memory[(middle * scratch)..], result, output, begin + middle, begin + perGroup);
            }
        }

        return result;
    }

    public static float[] SparseWeightGradients(ConvolutionShape shape, Shards shards, float[] input, float[] gradient)
    {
        const int Channels = 7;
        var plan = new ConvolutionPlan(shape);
        int length = SparseWeightGradient.SpreadLength(plan), parts = (shape.InputChannels + Channels - 1) / Channels, scratch = Channels * SparseWeightGradient.ScratchLength(shape, shards);
        float[] result = new float[shape.WeightSize], sums = new float[SparseWeightGradient.Panels(shape) * parts * scratch];
        List<GradientBand> bands = [];

        // Some images at a time, and channels in pieces: as stretches of images and threads divide the work.
        foreach (var stretch in Stretches(shards))
        {
            float[] spread = new float[stretch.Count * length];
            SparseWeightGradient.Cut(shape, stretch, bands);
            ChannelNonZeros[] inputs = [.. bands.Select(_ => new ChannelNonZeros())];
            for (int i = 0; i < inputs.Length; i++)
                SparseWeightGradient.Collect(plan, stretch, input, bands[i], inputs[i]);
            for (int n = 0; n < stretch.Count; n++)
                SparseWeightGradient.Spread(plan, gradient.AsSpan(shards.Row(stretch.First + n) * shape.OutputSize, shape.OutputSize), spread.AsSpan(n * length, length), 0, SparseWeightGradient.Panels(shape));
            for (int i = 0; i < SparseWeightGradient.Panels(shape) * parts; i++)
            {
                int begin = i % parts * Channels, end = Math.Min(begin + Channels, shape.InputChannels);
                SparseWeightGradient.Accumulate(
                    plan, stretch, CollectionsMarshal.AsSpan(bands), inputs, spread, sums.AsSpan(i * scratch, scratch), result, i / parts, begin, end);
            }
        }

        return result;
    }

    /// <summary>One image, then two thirds of the others, then the rest.</summary>
    private static IEnumerable<ShardStretch> Stretches(Shards shards)
    {
        int images = shards.Rows, more = 2 * (images - 1) / 3;
        yield return new ShardStretch(shards, 0, 1);
        if (more > 0)
            yield return new ShardStretch(shards, 1, more);
        if (images - 1 - more > 0)
            yield return new ShardStretch(shards, 1 + more, images - 1 - more);
    }
}
