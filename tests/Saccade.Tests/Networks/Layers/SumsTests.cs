using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Sums over positions and heads, and masks that are repeated over what was summed, against their formulas in float64.</summary>
public sealed class SumsTests : IDisposable
{
    private const int Steps = 2, Samples = 2, Height = 2, Width = 3, Channels = 4;

    private static readonly FeatureSize _size = new(Height, Width, Channels);

    private readonly Engine _engine = new(2);

    [Fact]
    public void PositionSums_ValueAndGradient_AreThoseOfTheFormula()
        => Check(new PositionSums(0.5f), x => [.. from i in Images from c in Range(Channels) select 0.5 * Range(Height * Width).Sum(p => x[At(i, p, c)])]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void HeadSums_ValueAndGradient_AreThoseOfTheFormula(int heads) => Check(
        new HeadSums(heads, 2),
        x => [.. from i in Images from p in Range(Height * Width) from h in Range(heads) select 2 * Range(Channels / heads).Sum(c => x[At(i, p, (h * Channels / heads) + c)])]);

    // The mask on either side, over positions, over the channels of heads, over both.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void And_RepeatsMasksOverPositions(bool maskFirst) => Check(
        Masked(maskFirst, new PositionSums()),
        x => [.. from i in Images from p in Range(Height * Width) from c in Range(Channels) select x[At(i, p, c)] * Range(Height * Width).Sum(q => x[At(i, q, c)])]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void And_RepeatsMasksOverTheChannelsOfHeads(bool maskFirst) => Check(
        Masked(maskFirst, new HeadSums(2)),
        x => [.. from i in Images from p in Range(Height * Width) from c in Range(Channels) select x[At(i, p, c)] * Range(2).Sum(k => x[At(i, p, (c / 2 * 2) + k)])]);

    [Fact]
    public void And_RepeatsMasksOverBoth() => Check(
        Masked(true, new HeadSums(2), new PositionSums()),
        x => [.. from i in Images from p in Range(Height * Width) from c in Range(Channels) select x[At(i, p, c)] * Range(Height * Width).Sum(q => Range(2).Sum(k => x[At(i, q, (c / 2 * 2) + k)]))]);

    [Fact]
    public void OutputOf_WhatDoesNotFit_IsRefused()
    {
        Assert.Contains("got 4 channels and 3 heads", Assert.Throws<ArgumentException>(() => new HeadSums(3).OutputOf(_size)).Message, StringComparison.Ordinal);
        Assert.Contains("got a factor of NaN", Assert.Throws<ArgumentException>(() => new PositionSums(float.NaN).OutputOf(_size)).Message, StringComparison.Ordinal);
        Assert.Contains("such as can be repeated", Assert.Throws<ArgumentException>(() => Masked(true, new Convolution(3)).OutputOf(_size)).Message, StringComparison.Ordinal);
        Assert.Contains("expected equal extents", Assert.Throws<ArgumentException>(() => (Masked(true, new PositionSums()) with { Combine = Combine.Add }).OutputOf(_size)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private static IEnumerable<int> Images => Range(Steps * Samples);

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    private static int At(int image, int position, int channel) => (((image * Height * Width) + position) * Channels) + channel;

    private static Branches Masked(bool maskFirst, params LayerDescription[] mask)
    {
        LayerPath[] paths = [new("mask", [.. mask]), new("value", [])];
        return new Branches([.. maskFirst ? paths : paths.Reverse()], Combine.And);
    }

    private void Check(LayerDescription description, Func<double[], double[]> formula)
    {
        var layer = description.Build(LayerScope.Apart("layer", 1, 1), _size);
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNHWC", Steps, Samples, Height, Width, Channels));
        RandomData.Normal(x.Shape.Count, 4).CopyTo(x.Values, 0);

        var error = new GradientCheck(tape => layer.Forward(tape.Use(x, true), new ForwardPass(tape)), x) { Reference = values => formula(values[0]), Step = 1e-3 }.Worst(_engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
    }
}
