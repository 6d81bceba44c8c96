using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Random;
using Saccade.Kernels.Sparse;
using Saccade.Kernels.Streams;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Streams;

/// <summary>Sums of active inputs, in floats and in whole numbers.</summary>
public sealed class StreamSumTests
{
    private static readonly int[] _pixelsOfCall = [3, 1000];

    public static TheoryData<ConvolutionShape> Shapes =>
    [
        new ConvolutionShape(9, 7, 16, 32, 3, 3, 1, 1), new ConvolutionShape(8, 8, 64, 70, 3, 3, 2, 1), new ConvolutionShape(6, 9, 5, 130, 5, 5, 1, 2), new ConvolutionShape(7, 5, 96, 300, 3, 3, 1, 1),
        new ConvolutionShape(5, 5, 128, 3, 1, 1), new ConvolutionShape(1, 1, 900, 10, 1, 1), new ConvolutionShape(4, 4, 2, 40, 2, 2, 2), new ConvolutionShape(3, 3, 512, 130, 3, 3, 1, 1),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sum_OfFloats_HasTheBitsOfTheDefinition(ConvolutionShape shape)
    {
        foreach (double density in new[] { 0.01, 0.2, 0.7 })
        {
            float[] weight = RandomData.Normal(shape.WeightSize, 1);
            float[][] real = [Real(shape, density, 2), Real(shape, density / 2, 3)];
            byte[][] ones = [Whole(shape, density, 1, 4), Whole(shape, density, 1, 5), Whole(shape, 0, 1, 6)];

            Check<Lanes1>(shape, weight, real, ones);
            Check<Lanes4>(shape, weight, real, ones);
            Check<Lanes8>(shape, weight, real, ones);
            Check<Lanes16>(shape, weight, real, ones);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sum_OfWholeNumbers_IsExact(ConvolutionShape shape)
    {
        foreach (var (most, density) in new[] { (1, 0.02), (1, 0.3), (4, 0.6), (63, 0.3), (PairWeight.LargestInput, 1.0) })
        {
            var random = new CounterRandom((ulong)most, RandomPurpose.Test);
            sbyte[] weight = new sbyte[shape.WeightSize];
            foreach (ref sbyte w in weight.AsSpan())
                w = (sbyte)random.NextInt32(-127, 128);

            CheckPairs(shape, weight, [Whole(shape, density, most, 1), Whole(shape, density / 3, most, 2)], most);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(PairWeight.LargestInput)]
    public void Sum_OfTheLargestInputsAndWeights_DoesNotOverflow(int most)
    {
        var shape = new ConvolutionShape(3, 3, 512, 40, 3, 3, 1, 1);
        foreach (sbyte weight in new sbyte[] { 127, -127 })
        {
            byte[] image = new byte[shape.InputSize];
            Array.Fill(image, (byte)most);
            sbyte[] weights = new sbyte[shape.WeightSize];
            Array.Fill(weights, weight);

            CheckPairs(shape, weights, [image], most);
            Assert.Equal(short.MaxValue / (2 * 127 * most), new PairWeight(shape, weights, most).Room);
        }
    }

    [Fact]
    public void Room_OfSmallWeights_IsWithoutEnd()
    {
        var shape = new ConvolutionShape(3, 3, 64, 40, 3, 3, 1, 1);
        sbyte[] weights = new sbyte[shape.WeightSize];
        Array.Fill(weights, (sbyte)-30);

        Assert.Equal(int.MaxValue, new PairWeight(shape, weights, 1).Room);
    }

    [Fact]
    public void Problem_OfSumsThatMightOverflow_IsSaid()
    {
        Assert.Null(PairWeight.Problem(new ConvolutionShape(4, 4, 512, 8, 3, 3, 1, 1), 129));
        Assert.Contains("at most 129", PairWeight.Problem(new ConvolutionShape(4, 4, 512, 8, 3, 3, 1, 1), 130));
        Assert.Contains("add up to more than 2147483647", PairWeight.Problem(new ConvolutionShape(1, 1, 140_000, 8, 1, 1), 129));
        Assert.Contains("2 groups", PairWeight.Problem(new ConvolutionShape(4, 4, 8, 8, 3, 3, 1, 1, 2), 1));
        Assert.Throws<ArgumentException>(() => new PairWeight(new ConvolutionShape(1, 1, 1, 1, 1, 1), new sbyte[1], 130));
    }

    private static void Check<V>(ConvolutionShape shape, float[] weight, float[][] real, byte[][] ones)
        where V : struct, ILanes<V>
    {
        int columns = StreamConvolution.Columns(shape, V.Count);
        float[] packed = new float[SparseWeight.Panels(shape, columns) * columns * shape.Depth];
        StreamConvolution.Pack(shape, weight, packed, columns);
        var lists = real.Select(image => Listed(shape, (list, row) => list.Fill(shape, image, row, columns))).ToArray();
        var units = ones.Select(image => Listed(shape, (list, row) => list.Fill(shape, image, row, columns))).ToArray();

        foreach (int block in _pixelsOfCall)
        {
            Same(shape, weight, real, columns, block, (panel, first, last, sums) => StreamConvolution.Sum<V>(shape, lists, false, packed, panel, first, last, sums));
            Same(shape, weight, [.. ones.Select(Floats)], columns, block, (panel, first, last, sums) => StreamConvolution.Sum<V>(shape, units, true, packed, panel, first, last, sums));
        }
    }

    private static void CheckPairs(ConvolutionShape shape, sbyte[] weight, byte[][] images, int most)
    {
        var pairs = new PairWeight(shape, weight, most);
        int columns = PairWeight.Columns(shape);
        var lists = images.Select(image => Listed(shape, (list, row) => list.FillPairs(shape, image, row, columns))).ToArray();
        Assert.Equal(images.Select(image => image.Count(x => x != 0)), lists.Select(list => list.Count));

        foreach (int block in _pixelsOfCall)
            Same(shape, [.. weight.Select(w => (float)w)], [.. images.Select(Floats)], columns, block, (panel, first, last, sums) => PairConvolution.Sum(pairs, lists, panel, first, last, sums), exact: true);
    }

    /// <summary>Compares all sums, made by calls for some pixels each, with the definition.</summary>
    private static void Same(ConvolutionShape shape, float[] weight, float[][] images, int columns, int block, Sums compute, bool exact = false)
    {
        int pixels = shape.OutputHeight * shape.OutputWidth;
        float[][] expected = [.. images.Select(image => exact ? Exact(shape, weight, image) : Defined(shape, weight, image))], actual = [.. images.Select(_ => new float[shape.OutputSize])];
        for (int panel = 0; panel * columns < shape.OutputChannels; panel++)
        {
            for (int first = 0; first < pixels; first += block)
            {
                int last = Math.Min(pixels, first + block), valid = Math.Min(columns, shape.OutputChannels - (panel * columns));
                float[] sums = new float[images.Length * (last - first) * columns];
                compute(panel, first, last, sums);
                for (int i = 0; i < images.Length * (last - first); i++)
                    sums.AsSpan(i * columns, valid).CopyTo(actual[i / (last - first)].AsSpan(((first + (i % (last - first))) * shape.OutputChannels) + (panel * columns)));
            }
        }

        for (int n = 0; n < images.Length; n++)
            Close.SameBits(expected[n], actual[n]);
    }

    private static float[] Defined(ConvolutionShape shape, float[] weight, float[] image)
    {
        float[] sums = new float[shape.OutputSize];
        ConvolutionReference.Forward(shape, image, weight, [], sums);
        return sums;
    }

    private static float[] Exact(ConvolutionShape shape, float[] weight, float[] image)
    {
        double[] sums = new double[shape.OutputSize];
        ConvolutionReference.Forward<double>(shape, [.. image.Select(x => (double)x)], [.. weight.Select(w => (double)w)], [], sums);
        return [.. sums.Select(sum => (float)sum)];
    }

    private static ActiveList Listed(ConvolutionShape shape, Action<ActiveList, int> fill)
    {
        var list = new ActiveList();
        list.Reserve(shape);
        for (int row = shape.Height - 1; row >= 0; row--) // in any order
            fill(list, row);
        list.Close(shape);
        return list;
    }

    private static float[] Real(ConvolutionShape shape, double density, ulong seed)
        => [.. RandomData.Normal(shape.InputSize, seed).Zip(RandomData.Spikes(shape.InputSize, density, seed), (x, spike) => spike == 0 ? 0 : x)];

    private static byte[] Whole(ConvolutionShape shape, double density, int most, ulong seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test);
        byte[] image = new byte[shape.InputSize];
        foreach (ref byte x in image.AsSpan())
            x = random.NextDouble() < density ? (byte)random.NextInt32(1, most + 1) : (byte)0;
        return image;
    }

    private static float[] Floats(byte[] image) => [.. image.Select(x => (float)x)];

    private delegate void Sums(int panel, int first, int last, Span<float> sums);
}
