using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Convolution;

public sealed class ConvolutionTests
{
    private const int Images = 6;

    /// <summary>Ways to cut the images: not at all, three samples of two steps, six samples.</summary>
    private static readonly Shards[] _shards = [Shards.One(Images), Shards.Of(2, 3, 1), Shards.Of(1, Images, 1)];

    public static TheoryData<ConvolutionShape> Shapes => ConvolutionCases.All;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_DenseInput_HasTheBitsOfTheReference(ConvolutionShape shape)
    {
        var (x, w, b, _) = Draw(shape, RandomData.Normal(Images * shape.InputSize, 1));

        Close.SameBits(Reference(shape, x, w, b), ConvolutionCases.Dense(shape, x, w, b), "y");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_Spikes_DenseSparseAndReferenceHaveTheSameBits(ConvolutionShape shape)
    {
        foreach (double density in (double[])[0, 0.02, 0.3, 1])
        {
            var (x, w, b, _) = Draw(shape, RandomData.Spikes(Images * shape.InputSize, density, 2));

            float[] expected = Reference(shape, x, w, b);
            Close.SameBits(expected, ConvolutionCases.Dense(shape, x, w, b), "dense");
            if (SparseConvolution.Supports(shape))
                Close.SameBits(expected, ConvolutionCases.Sparse(shape, x, w, b), "sparse");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InputGradient_MatchesReference(ConvolutionShape shape)
    {
        var (_, w, _, g) = Draw(shape, []);
        float[] expected = new float[Images * shape.InputSize];
        ConvolutionReference.InputGradient<float>(shape, g, w, expected);

        // Another order of the same terms: equal up to rounding.
        Close.Relative(expected, ConvolutionCases.DenseInputGradient(shape, g, w), 1e-5, "dx");
    }

    [Fact]
    public void InputGradient_PhaseByPhase_HasTheBitsOfZerosInBetween()
    {
        var shapes = from stride in Enumerable.Range(2, 3)
                     from kernel in Enumerable.Range(1, 5)
                     from padding in Enumerable.Range(0, kernel)
                     from side in (int[])[5, 8]
                     select new ConvolutionShape(side, side + 1, 3, 5, kernel, Math.Max(kernel - 1, padding + 1), stride, padding);
        Assert.All(shapes.Where(s => s.Problem() is null), shape =>
        {
            var (_, w, _, g) = Draw(shape, []);

            Close.SameBits(ConvolutionCases.DenseInputGradient(shape, g, w), ConvolutionCases.PhasedInputGradient(shape, g, w), $"{shape}");
        });
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WeightGradient_DenseSparseAndReferenceHaveTheSameBits(ConvolutionShape shape)
    {
        foreach (var (density, shards) in new[] { 0.05, 0.4, 1 }.Zip(_shards))
        {
            var (x, _, _, g) = Draw(shape, RandomData.Spikes(Images * shape.InputSize, density, 3, 0.75f));
            float[] expected = new float[shape.WeightSize];
            ConvolutionReference.WeightGradient<float>(shape, shards, x, g, expected);

            Close.SameBits(expected, ConvolutionCases.DenseWeight(shape, shards, x, g), $"dense, {shards}");
            if (SparseConvolution.Supports(shape))
                Close.SameBits(expected, ConvolutionCases.SparseWeightGradients(shape, shards, x, g), $"sparse, {shards}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Depthwise_HasTheBitsOfTheReference(ConvolutionShape shape)
    {
        if (!shape.IsDepthwise)
            shape = shape with { InputChannels = shape.OutputChannels, Groups = shape.OutputChannels };
        var (x, w, b, g) = Draw(shape, RandomData.Normal(Images * shape.InputSize, 4));
        var plan = new ConvolutionPlan(shape);
        float[] padded = new float[Images * plan.PaddedSize], y = new float[Images * shape.OutputSize], dw = new float[shape.WeightSize];
        for (int n = 0; n < Images; n++)
        {
            var image = padded.AsSpan(n * plan.PaddedSize, plan.PaddedSize);
            plan.Pad(x.AsSpan(n * shape.InputSize, shape.InputSize), image);
            DepthwiseConvolution.Forward(plan, image, w, b, y.AsSpan(n * shape.OutputSize, shape.OutputSize), 0, shape.OutputHeight * shape.OutputWidth);
        }

        Close.SameBits(Reference(shape, x, w, b), y, "y");
        foreach (var shards in _shards)
        {
            DepthwiseConvolution.WeightGradient(plan, shards, padded, g, dw, 0, shape.OutputChannels);
            float[] expected = new float[shape.WeightSize];
            ConvolutionReference.WeightGradient<float>(shape, shards, x, g, expected);
            Close.SameBits(expected, dw, $"dw, {shards}");
        }
    }

    [Fact]
    public void Forward_AllWidths_HaveTheSameBits()
    {
        var shape = new ConvolutionShape(7, 6, 21, 37, 3, 3, 1, 1);
        var (x, w, b, _) = Draw(shape, RandomData.Normal(shape.InputSize, 5));
        var plan = new ConvolutionPlan(shape);
        float[] padded = new float[plan.PaddedSize];
        plan.Pad(x, padded);
        float[] expected = Reference(shape, x, w, b);

        Close.SameBits(expected, Run<Lanes.Lanes1>(), "1 lane");
        Close.SameBits(expected, Run<Lanes.Lanes4>(), "4 lanes");
        Close.SameBits(expected, Run<Lanes.Lanes8>(), "8 lanes");
        Close.SameBits(expected, Run<Lanes.Lanes16>(), "16 lanes");

        float[] Run<V>()
            where V : struct, Lanes.ILanes<V>
        {
            float[] packed = new float[PackedWeight.Length(shape, 2 * V.Count)];
            PackedWeight.Pack(shape, w, packed, 2 * V.Count);
            var y = new GuardedBuffer(shape.OutputSize, misalignment: 1);
            DenseConvolution.Forward<V>(plan, padded, packed, b, y.Span, 0, shape.OutputHeight * shape.OutputWidth);
            y.AssertIntact();
            return y.Span.ToArray();
        }
    }

    [Fact]
    public void WeightGradient_AllWidths_HaveTheSameBits()
    {
        var shape = new ConvolutionShape(7, 6, 5, 37, 3, 3, 1, 1);
        var (x, _, _, g) = Draw(shape, RandomData.Normal(Images * shape.InputSize, 6));
        var plan = new ConvolutionPlan(shape);
        float[] inputs = new float[DenseWeightGradient.InputLength(plan, Images)], expected = new float[shape.WeightSize];
        var shards = Shards.Of(2, 3, 1);
        ConvolutionReference.WeightGradient<float>(shape, shards, x, g, expected);

        Close.SameBits(expected, Run<Lanes.Lanes1>(), "1 lane");
        Close.SameBits(expected, Run<Lanes.Lanes4>(), "4 lanes");
        Close.SameBits(expected, Run<Lanes.Lanes8>(), "8 lanes");
        Close.SameBits(expected, Run<Lanes.Lanes16>(), "16 lanes");

        float[] Run<V>()
            where V : struct, Lanes.ILanes<V>
        {
            int columns = 2 * V.Count, panels = DenseWeightGradient.InputPanels(shape);
            float[] gradients = new float[DenseWeightGradient.GradientLength(plan, Images, columns)], scratch = new float[ShardTree.Levels(shards.Count) * panels * WeightGradientTile.BlockLength(shape, columns)];
            for (int n = 0; n < Images; n++)
            {
                int image = shards.Row(n);
                DenseWeightGradient.PackInput(plan, x.AsSpan(image * shape.InputSize, shape.InputSize), inputs, n, Images);
                DenseWeightGradient.PackGradient(plan, g.AsSpan(image * shape.OutputSize, shape.OutputSize), gradients, n, Images, columns);
            }

            var dw = new GuardedBuffer(shape.WeightSize, misalignment: 3);
            for (int panel = 0; panel < (shape.OutputChannels + columns - 1) / columns; panel++)
                DenseWeightGradient.Accumulate<V>(plan, new ShardStretch(shards, 0, Images), inputs, gradients, scratch, dw.Span, panel, 0, panels);
            dw.AssertIntact();
            return dw.Span.ToArray();
        }
    }

    [Fact]
    public void SparseForward_AllWidths_HaveTheSameBits()
    {
        foreach (int outputs in (int[])[10, 37, 130])
        {
            var shape = new ConvolutionShape(9, 8, 64, outputs, 3, 3, 1, 1);
            var (x, w, b, _) = Draw(shape, RandomData.Spikes(Images * shape.InputSize, 0.2, 6));
            var plan = new ConvolutionPlan(shape);
            float[] expected = Reference(shape, x, w, b);

            Close.SameBits(expected, Run<Lanes.Lanes1>(), "1 lane");
            Close.SameBits(expected, Run<Lanes.Lanes4>(), "4 lanes");
            Close.SameBits(expected, Run<Lanes.Lanes8>(), "8 lanes");
            Close.SameBits(expected, Run<Lanes.Lanes16>(), "16 lanes");

            float[] Run<V>()
                where V : struct, Lanes.ILanes<V>
            {
                int columns = SparseWeight.Columns(shape, V.Count), panels = SparseWeight.Panels(shape, columns);
                float[] packed = new float[panels * columns * shape.Depth];
                var inputs = new NonZeros[Images];
                for (int n = 0; n < Images; n++)
                    SparseConvolution.Collect(shape, x.AsSpan(n * shape.InputSize, shape.InputSize), inputs[n] = new NonZeros(), columns);
                var y = new GuardedBuffer(Images * shape.OutputSize, misalignment: 1);
                for (int panel = 0; panel < panels; panel++)
                {
                    SparseWeight.PackPanel(shape, w, packed, panel, columns);
                    SparseConvolution.Forward<V>(plan, inputs, packed, b, y.Span, panel, 0, Images * shape.OutputHeight * shape.OutputWidth);
                }

                y.AssertIntact();
                return y.Span.ToArray();
            }
        }
    }

    [Fact]
    public void Plan_ImpossibleExtents_SayWhatIsWrong()
    {
        var error = Assert.Throws<ArgumentException>(() => new ConvolutionPlan(new(8, 8, 3, 4, 3, 3, 1, 3)));
        Assert.Contains("padding 3 must be at least 0 and smaller than the kernel 3x3", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ArgumentException>(() => new ConvolutionPlan(new(8, 8, 3, 4, 3, 3, 1, 1, 2)));
        Assert.Contains("3 input and 4 output channels do not divide into 2 groups", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ArgumentException>(() => new ConvolutionPlan(new(2, 8, 3, 4, 3, 3)));
        Assert.Contains("the kernel 3x3 is larger than the padded input 2x8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Golden_Convolutions_Match()
    {
        var golden = GoldenFile.Open("layers");
        foreach (string name in golden.Cases.Where(c => c.StartsWith("conv", StringComparison.Ordinal)))
        {
            var shape = ShapeOf(golden, name);
            float[] x = golden.ChannelsLast(name + ".x"), g = golden.ChannelsLast(name + ".grad_out");
            float[] w = golden.ConvolutionWeight(name + ".weight"), b = golden.Floats(name + ".bias");

            Close.Relative(golden.ChannelsLast(name + ".y"), ConvolutionCases.Dense(shape, x, w, b), 1e-5, name + ".y");
            Close.Relative(golden.ChannelsLast(name + ".grad_x"), ConvolutionCases.DenseInputGradient(shape, g, w), 1e-5, name + ".grad_x");
            Close.Relative(golden.ConvolutionWeight(name + ".grad_weight"), ConvolutionCases.DenseWeight(shape, Shards.Of(1, x.Length / shape.InputSize, 1), x, g), 1e-5, name + ".grad_weight");
        }
    }

    [Fact]
    public void Golden_Linear_Matches()
    {
        var golden = GoldenFile.Open("layers");
        int[] x = golden.Shape("linear.x"), w = golden.Shape("linear.weight");
        var shape = new ConvolutionShape(x[0], 1, w[1], w[0], 1, 1);
        float[] input = golden.Floats("linear.x"), gradient = golden.Floats("linear.grad_out"), weight = golden.LinearWeight("linear.weight");

        Close.Relative(golden.Floats("linear.y"), ConvolutionCases.Dense(shape, input, weight, golden.Floats("linear.bias")), 1e-5, "y");
        Close.Relative(golden.Floats("linear.grad_x"), ConvolutionCases.DenseInputGradient(shape, gradient, weight), 1e-5, "grad_x");
        Close.Relative(golden.LinearWeight("linear.grad_weight"), ConvolutionCases.DenseWeight(shape, Shards.One(1), input, gradient), 1e-5, "grad_weight");
    }

    /// <summary>Names are like conv1_k3_s2_p1_g1.</summary>
    private static ConvolutionShape ShapeOf(GoldenFile golden, string name)
    {
        int[] x = golden.Shape(name + ".x"), w = golden.Shape(name + ".weight");
        int Field(char letter) => int.Parse(name.Split('_').First(p => p[0] == letter && char.IsDigit(p[1]))[1..]);
        return new(x[2], x[3], x[1], w[0], w[2], w[3], Field('s'), Field('p'), Field('g'));
    }

    private static (float[] X, float[] W, float[] B, float[] G) Draw(ConvolutionShape shape, float[] x)
        => (x, RandomData.Normal(shape.WeightSize, 11), RandomData.Normal(shape.OutputChannels, 12), RandomData.Normal(Images * shape.OutputSize, 13));

    private static float[] Reference(ConvolutionShape shape, float[] x, float[] w, float[] b)
    {
        float[] y = new float[x.Length / shape.InputSize * shape.OutputSize];
        ConvolutionReference.Forward<float>(shape, x, w, b, y);
        return y;
    }
}
