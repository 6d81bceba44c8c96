using Saccade.Kernels.Convolution;
using Saccade.Kernels.Random;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Sparse;

public sealed class IntegerConvolutionTests
{
    public static TheoryData<ConvolutionShape> Shapes =>
    [
        new ConvolutionShape(9, 7, 16, 32, 3, 3, 1, 1), new ConvolutionShape(8, 8, 64, 70, 3, 3, 2, 1), new ConvolutionShape(6, 9, 5, 130, 5, 5, 1, 2),
        new ConvolutionShape(5, 5, 128, 3, 1, 1), new ConvolutionShape(1, 1, 900, 10, 1, 1), new ConvolutionShape(4, 4, 2, 300, 2, 2, 2),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_OfWholeNumbers_IsExact(ConvolutionShape shape)
    {
        foreach (var (most, parts) in new[] { (1, 1), (3, 1), (4, 4), (9, 9), (63, 1) })
        {
            var random = new CounterRandom((ulong)most, RandomPurpose.Test);
            sbyte[] weight = new sbyte[shape.WeightSize];
            foreach (ref sbyte w in weight.AsSpan())
                w = (sbyte)random.NextInt32(-127, 128);
            float[] image = new float[shape.InputSize];
            foreach (ref float x in image.AsSpan())
                x = random.NextDouble() < 0.3 ? (float)random.NextInt32(1, most + 1) / parts : 0;

            Check(shape, weight, image, parts, most);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(258)]
    public void Forward_OfTheLargestInputsAndWeights_DoesNotOverflow(int most)
    {
        var shape = new ConvolutionShape(3, 3, 512, 40, 3, 3, 1, 1);
        foreach (sbyte weight in new sbyte[] { 127, -127 })
        {
            float[] image = new float[shape.InputSize];
            Array.Fill(image, most);
            sbyte[] weights = new sbyte[shape.WeightSize];
            Array.Fill(weights, weight);

            Check(shape, weights, image, parts: 1, most);
        }
    }

    [Fact]
    public void Problem_OfSumsThatMightOverflow_IsSaid()
    {
        Assert.Null(IntegerConvolution.Problem(new ConvolutionShape(4, 4, 512, 8, 3, 3, 1, 1), 258));
        Assert.Contains("at most 258", IntegerConvolution.Problem(new ConvolutionShape(4, 4, 512, 8, 3, 3, 1, 1), 259));
        Assert.Contains("add up to more than 2147483647", IntegerConvolution.Problem(new ConvolutionShape(1, 1, 70_000, 8, 1, 1), 258));
        Assert.Contains("2 groups", IntegerConvolution.Problem(new ConvolutionShape(4, 4, 8, 8, 3, 3, 1, 1, 2), 1));
        Assert.Throws<ArgumentException>(() => IntegerConvolution.Forward(new ConvolutionShape(1, 1, 1, 1, 1, 1), new NonZeros(), 1, 300, new short[32], [1], [0], new float[1]));
    }

    /// <summary>Against sums in 64 bits, by the definition.</summary>
    private static void Check(ConvolutionShape shape, sbyte[] weight, float[] image, int parts, int most)
    {
        float[] scale = [.. RandomData.Normal(shape.OutputChannels, 3)], bias = [.. RandomData.Normal(shape.OutputChannels, 4)];
        double[] sums = new double[shape.OutputSize];
        ConvolutionReference.Forward<double>(shape, [.. image.Select(x => Math.Round((double)x * parts))], [.. weight.Select(w => (double)w)], [], sums);
        float[] expected = [.. sums.Select((sum, i) => MathF.FusedMultiplyAdd((float)sum, scale[i % shape.OutputChannels], bias[i % shape.OutputChannels]))];
        short[] packed = new short[IntegerConvolution.Length(shape)];
        var inputs = new NonZeros();
        float[] actual = new float[shape.OutputSize];
        IntegerConvolution.Pack(shape, weight, packed);
        IntegerConvolution.Collect(shape, image, inputs);

        IntegerConvolution.Forward(shape, inputs, parts, most, packed, scale, bias, actual);

        Close.SameBits(expected, actual);
    }
}
