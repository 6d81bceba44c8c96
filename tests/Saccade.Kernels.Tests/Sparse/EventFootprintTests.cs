using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Sparse;

public sealed class EventFootprintTests
{
    public static TheoryData<ConvolutionShape> Shapes =>
    [
        new ConvolutionShape(9, 7, 2, 32, 3, 3, 1, 1), new ConvolutionShape(8, 8, 2, 5, 3, 3, 2, 1), new ConvolutionShape(6, 9, 1, 21, 5, 5, 1, 2),
        new ConvolutionShape(10, 10, 3, 16, 4, 4, 3), new ConvolutionShape(5, 5, 2, 7, 1, 1), new ConvolutionShape(1, 1, 12, 10, 1, 1),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_OfAllEventsOfAFrame_IsTheConvolutionOfTheCounts(ConvolutionShape shape)
    {
        // Whole numbers: sums are exact in any order.
        float[] weight = [.. RandomData.Normal(shape.WeightSize, 1).Select(w => MathF.Round(16 * w))];
        float[] frame = new float[shape.InputSize], sums = new float[shape.OutputSize], expected = new float[shape.OutputSize];
        foreach (float draw in RandomData.Normal(200, 2))
        {
            int at = (int)(Math.Abs(draw) * 7919) % shape.InputSize, pixel = at / shape.InputChannels;
            frame[at]++;
            EventFootprint.Add(shape, weight, pixel / shape.Width, pixel % shape.Width, at % shape.InputChannels, sums);
        }

        ConvolutionReference.Forward(shape, frame, weight, [], expected);

        Close.SameBits(expected, sums);
    }

    [Fact]
    public void Add_OutsideTheInput_IsRefused()
    {
        var shape = new ConvolutionShape(4, 5, 2, 3, 3, 3, 1, 1);
        float[] weight = new float[shape.WeightSize], sums = new float[shape.OutputSize];

        Assert.Throws<ArgumentOutOfRangeException>(() => EventFootprint.Add(shape, weight, 4, 0, 0, sums));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventFootprint.Add(shape, weight, 0, -1, 0, sums));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventFootprint.Add(shape, weight, 0, 0, 2, sums));
        Assert.Throws<ArgumentException>(() => EventFootprint.Add(shape, weight, 0, 0, 0, sums.AsSpan(1)));
    }
}
