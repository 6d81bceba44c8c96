using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>The layers of transformers on real numbers against their formulas in float64, values and gradients of inputs and parameters.</summary>
public sealed class TokenLayerTests : IDisposable
{
    private const int Steps = 2, Samples = 2, Height = 2, Width = 3, Positions = Height * Width;


    private readonly Engine _engine = new(2);


    [Theory]
    [InlineData(4, 2)]
    [InlineData(6, 1)]
    [InlineData(14, 2)]
    public void SoftmaxAttention_ValueAndGradient_AreThoseOfTheFormula(int channels, int heads)
    {
        int width = channels / heads;
        Check(new SoftmaxAttention(heads), 3 * channels, v =>
        {
            double At(int image, int position, int part, int channel) => v[0][(((image * Positions) + position) * 3 * channels) + (part * channels) + channel];
            double Score(int image, int head, int query, int key) => Math.Exp(Enumerable.Range(head * width, width).Sum(c => At(image, query, 0, c) * At(image, key, 1, c)) / Math.Sqrt(width));
            return
            [
                .. from image in Enumerable.Range(0, Steps * Samples)
                   from query in Enumerable.Range(0, Positions)
                   from c in Enumerable.Range(0, channels)
                   let scores = Enumerable.Range(0, Positions).Select(key => Score(image, c / width, query, key)).ToArray()
                   select Enumerable.Range(0, Positions).Sum(key => scores[key] * At(image, key, 2, c)) / scores.Sum(),
            ];
        });
        Assert.Equal(2L * Positions * Positions * channels, new SoftmaxAttention(heads).MultiplyAddsOf(new FeatureSize(Height, Width, 3 * channels)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(24)]
    public void LayerNorm_ValueAndGradient_AreThoseOfTheFormula(int channels) => Check(new LayerNorm(1e-6), channels, v => [.. v[0].Chunk(channels).SelectMany(row =>
    {
        double mean = row.Average(), deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-6);
        return row.Select((x, c) => ((x - mean) / deviation * v[1][c]) + v[2][c]);
    })]);

    [Fact]
    public void ClassToken_ValueAndGradient_AreThoseOfTheFormula()
        => Check(new ClassToken(), 3, v => [.. v[0].Chunk(Positions * 3).SelectMany(image => v[1].Concat(image))]);

    [Fact]
    public void PositionEmbedding_ValueAndGradient_AreThoseOfTheFormula()
        => Check(new PositionEmbedding(), 3, v => [.. v[0].Select((x, i) => x + v[1][i % (Positions * 3)])]);

    [Fact]
    public void FirstPosition_ValueAndGradient_AreThoseOfTheFormula()
        => Check(new FirstPosition(), 3, v => [.. v[0].Chunk(Positions * 3).SelectMany(image => image.Take(3))]);

    // Bicubic of PyTorch at corners that are not aligned: one axis after the other.
    [Theory]
    [InlineData(5, 7)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    public void BicubicResize_ValueAndGradient_AreThoseOfTheFormula(int height, int width) => Check(new BicubicResize(height, width), 2, v =>
    [
        .. from image in Enumerable.Range(0, Steps * Samples)
           from row in Enumerable.Range(0, height)
           from column in Enumerable.Range(0, width)
           from c in Enumerable.Range(0, 2)
           select Taps(row, height, Height).Sum(r => r.Weight * Taps(column, width, Width).Sum(k => k.Weight * v[0][(((((image * Height) + r.At) * Width) + k.At) * 2) + c])),
    ]);

    [Fact]
    public void BicubicResize_ToTheSameExtents_ChangesNoBit()
    {
        var size = new FeatureSize(Height, Width, 2);
        float[] values = RandomData.Normal(Steps * Samples * size.Count, 3);
        using var tape = new Tape(_engine, recording: false);
        var x = tape.Constant(new Shape("TNHWC", Steps, Samples, Height, Width, 2), values);

        Assert.Equal(values, new BicubicResize(Height, Width).Build(LayerScope.Apart("x", 1, 1), size).Forward(x, new ForwardPass(tape)).Values.ToArray());
    }

    [Fact]
    public void OutputOf_WhatDoesNotFit_IsRefused()
    {
        Assert.Contains("got 12 channels and 3 heads", Refused(new SoftmaxAttention(3), new FeatureSize(2, 2, 12)), StringComparison.Ordinal);
        Assert.Contains("expected 1 to 4096 rows and columns", Refused(new BicubicResize(2, 2), new FeatureSize(5000, 1, 1)), StringComparison.Ordinal);
        Assert.Contains("expected 1 to 4096 rows and columns", Refused(new BicubicResize(0, 2), new FeatureSize(5, 1, 1)), StringComparison.Ordinal);
        Assert.Contains("epsilon must be above 0", Refused(new LayerNorm(0), new FeatureSize(2, 2, 12)), StringComparison.Ordinal);
        foreach (var layer in new LayerDescription[] { new ClassToken(), new PositionEmbedding(), new FirstPosition(), new BicubicResize(2, 2), new SoftmaxAttention(1) })
            Assert.Contains("needs a map", Refused(layer, FeatureSize.Flat(12)), StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private static string Refused(LayerDescription layer, FeatureSize input) => Assert.Throws<ArgumentException>(() => layer.OutputOf(input)).Message;

    private static IEnumerable<(int At, double Weight)> Taps(int output, int outputs, int inputs)
    {
        double at = ((output + 0.5) * inputs / outputs) - 0.5;
        int first = (int)Math.Floor(at) - 1;
        return Enumerable.Range(first, 4).Select(tap => (Math.Clamp(tap, 0, inputs - 1), Cubic(Math.Abs(at - tap))));

        // Keys 1981, eq. 15, a = -3/4.
        static double Cubic(double s) => s <= 1 ? (1.25 * s * s * s) - (2.25 * s * s) + 1 : (-0.75 * s * s * s) + (3.75 * s * s) - (6 * s) + 3;
    }

    /// <summary>Inputs of a normal distribution, and parameters too, so that none is 0 or 1.</summary>
    private void Check(LayerDescription description, int channels, Func<IReadOnlyList<double[]>, double[]> formula)
    {
        var layer = description.Build(LayerScope.Apart("layer", 1, 1), new FeatureSize(Height, Width, channels));
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNHWC", Steps, Samples, Height, Width, channels));
        ulong seed = 3;
        foreach (var parameter in layer.Parameters.Prepend(x))
            RandomData.Normal(parameter.Values.Length, ++seed).CopyTo(parameter.Values, 0);

        var error = new GradientCheck(tape => layer.Forward(tape.Use(x, true), new ForwardPass(tape) { TrainsParameters = true }), [x, .. layer.Parameters]) { Reference = formula, Step = 1e-3 }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
        using var tape = new Tape(_engine, recording: false);
        var y = layer.Forward(tape.Use(x, false), new ForwardPass(tape));
        Assert.Equal(layer.Output.Count, y.Shape.Count / (Steps * Samples));
        double[] expected = formula([.. layer.Parameters.Prepend(x).Select(p => Array.ConvertAll(p.Values, v => (double)v))]);
        Assert.All(expected.Zip(y.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
