using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
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
        float[] output = new float[images * shape.OutputSize], padded = new float[plan.PaddedSize], packed = new float[PackedWeight.Length(shape)];
        PackedWeight.Pack(shape, weight, packed);
        for (int n = 0; n < images; n++)
        {
            plan.Pad(input.AsSpan(n * shape.InputSize, shape.InputSize), padded);
            var y = output.AsSpan(n * shape.OutputSize, shape.OutputSize);
            int pixels = shape.OutputHeight * shape.OutputWidth, half = pixels / 2;
            DenseConvolution.Forward(plan, padded, packed, bias, y, 0, half);
            DenseConvolution.Forward(plan, padded, packed, bias, y, half, pixels);
        }

        return output;
    }

    public static float[] Sparse(ConvolutionShape shape, float[] input, float[] weight, float[] bias)
    {
        var plan = new ConvolutionPlan(shape);
        var inputs = new NonZeros();
        float[] output = new float[input.Length / shape.InputSize * shape.OutputSize];
        for (int n = 0; n < input.Length / shape.InputSize; n++)
        {
            SparseConvolution.Collect(shape, input.AsSpan(n * shape.InputSize, shape.InputSize), inputs);
            SparseConvolution.Forward(plan, inputs, weight, bias, output.AsSpan(n * shape.OutputSize, shape.OutputSize), 0, shape.OutputHeight * shape.OutputWidth);
        }

        return output;
    }

    public static float[] DenseInputGradient(ConvolutionShape shape, float[] gradient, float[] weight)
    {
        var plan = new ConvolutionPlan(shape);
        var back = plan.ForInputGradient();
        float[] flipped = new float[shape.WeightSize], packed = new float[PackedWeight.Length(back.Shape)];
        PackedWeight.FlipTranspose(shape, weight, flipped);
        PackedWeight.Pack(back.Shape, flipped, packed);
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

    public static float[] DenseWeight(ConvolutionShape shape, float[] input, float[] gradient)
    {
        var plan = new ConvolutionPlan(shape);
        int images = input.Length / shape.InputSize, half = shape.Depth / 2;
        float[] padded = new float[images * plan.PaddedSize], result = new float[shape.WeightSize];
        for (int n = 0; n < images; n++)
            plan.Pad(input.AsSpan(n * shape.InputSize, shape.InputSize), padded.AsSpan(n * plan.PaddedSize, plan.PaddedSize));
        DenseWeightGradient.Accumulate(plan, padded, gradient, result, 0, half);
        DenseWeightGradient.Accumulate(plan, padded, gradient, result, half, shape.Depth);
        return result;
    }

    public static float[] SparseWeight(ConvolutionShape shape, float[] input, float[] gradient)
    {
        var plan = new ConvolutionPlan(shape);
        var inputs = new ChannelNonZeros();
        float[] spread = new float[plan.SpreadSize], result = new float[shape.WeightSize];
        for (int n = 0; n < input.Length / shape.InputSize; n++)
        {
            plan.Spread(gradient.AsSpan(n * shape.OutputSize, shape.OutputSize), spread);
            for (int band = 0; band < SparseWeightGradient.Bands(shape); band++)
            {
                SparseWeightGradient.Collect(shape, input.AsSpan(n * shape.InputSize, shape.InputSize), band, inputs);
                SparseWeightGradient.Accumulate(plan, inputs, spread, result, 0, shape.InputChannels / 2);
                SparseWeightGradient.Accumulate(plan, inputs, spread, result, shape.InputChannels / 2, shape.InputChannels);
            }
        }

        return result;
    }
}
