using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>Brightness as spikes: by rate, latency and phase.</summary>
public sealed class EncodeTests : IDisposable
{
    private const int Steps = 4;

    private readonly Engine _engine = new(1);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0.7, 1)]
    [InlineData(0.3, 2)]
    [InlineData(0.1, 3)]
    [InlineData(0, 3)]
    [InlineData(7, 0)]
    public void Latency_TheBrighterTheEarlier(float value, int step)
        => Assert.Equal(Enumerable.Range(0, Steps).Select(t => t == step ? 1f : 0), Codes(ImageCode.Latency, value));

    [Theory]
    [InlineData(0, new[] { 0f, 0, 0, 0 })]
    [InlineData(0.5, new[] { 0.5f, 0, 0, 0 })]
    [InlineData(0.3125, new[] { 0f, 0.25f, 0, 0.0625f })]
    [InlineData(0.36, new[] { 0f, 0.25f, 0, 0.0625f })]
    [InlineData(1, new[] { 0.5f, 0.25f, 0.125f, 0.0625f })]
    public void Phase_IsTheBinaryDigits(float value, float[] digits) => Assert.Equal(digits, Codes(ImageCode.Phase, value));

    [Fact]
    public void Rate_SpikesAsOftenAsTheValue_AnewInEachPassOfTraining()
    {
        float[] frames = [.. Enumerable.Range(0, 8 * 1000).Select(i => i % 1000 < 500 ? 0.2f : 1f)];
        float[] Run((ulong Seed, long Step)? noise) => Encoded(new Encode(ImageCode.Rate), new Shape("TNHWC", 8, 1, 1, 1000, 1), frames, pass => pass with { Noise = noise });
        float[] a = Run((1, 1)), b = Run((1, 2)), still = Run(null);

        Assert.InRange(a.Where((_, i) => frames[i] < 1).Average(), 0.18, 0.22);
        Assert.All(a.Where((_, i) => frames[i] == 1), v => Assert.Equal(1, v));
        Assert.NotEqual(a, b);
        Assert.Equal(a, Run((1, 1)));
        Assert.Equal(still, Run(null));
        Assert.NotEqual(a[..1000], a[1000..2000]);
    }

    [Theory]
    [InlineData(ImageCode.Rate)]
    [InlineData(ImageCode.Latency)]
    [InlineData(ImageCode.Phase)]
    public void Pieces_GiveTheSpikesOfTheWhole(ImageCode by)
    {
        float[] image = [.. Enumerable.Range(0, 50).Select(i => i / 49f)], frames = [.. Enumerable.Repeat(image, Steps).SelectMany(v => v)];
        var state = new NetworkState();

        float[] whole = Encoded(new Encode(by, Steps), new Shape("TNHWC", Steps, 1, 1, 50, 1), frames, pass => pass);
        var layer = new Encode(by, Steps).Build(LayerScope.Apart("encode", 1, 1), new FeatureSize(1, 50, 1));
        float[] pieces = [.. Enumerable.Range(0, Steps).SelectMany(_ => Run(layer, new Shape("TNHWC", 1, 1, 1, 50, 1), image, pass => pass with { State = state }))];

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void MoreStepsThanItIsMadeFor_AreRefused()
    {
        Assert.Equal("an encoder lays spikes out for 4 time steps, and there are 5", new Encode(ImageCode.Phase, 4).ProblemOver(5, inPieces: false));
        Assert.Null(new Encode(ImageCode.Rate, 4).ProblemOver(5, inPieces: false));
        Assert.Contains("there are 5", Assert.Throws<ArgumentException>(() => Encoded(new Encode(ImageCode.Latency, 4), new Shape("TNHWC", 5, 1, 1, 1, 1), new float[5], pass => pass)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DropPath_LeavesOutWholeSamples_InTrainingAlone()
    {
        var shape = new Shape("TNHWC", 3, 200, 1, 2, 1);
        float[] ones = [.. Enumerable.Repeat(1f, shape.Count)];
        float[] dropped = Encoded(new DropPath(0.2), shape, ones, pass => pass with { Noise = (3, 1) });

        float[] bySample = [.. Enumerable.Range(0, 200).Select(n => dropped[2 * n])];
        for (int i = 0; i < dropped.Length; i++)
            Assert.Equal(bySample[i / 2 % 200], dropped[i]);
        Assert.Equal([0f, 1.25f], bySample.Distinct().Order());
        Assert.InRange(bySample.Count(v => v == 0), 25, 55);
        Assert.Equal(ones, Encoded(new DropPath(0.2), shape, ones, pass => pass));
        Assert.Contains("from 0 to below 1", Assert.Throws<ArgumentException>(() => new DropPath(1).OutputOf(new FeatureSize(1, 1, 1))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private float[] Codes(ImageCode by, float value) => Encoded(new Encode(by, Steps), new Shape("TNHWC", Steps, 1, 1, 1, 1), [.. Enumerable.Repeat(value, Steps)], pass => pass);

    private float[] Encoded(LayerDescription description, Shape shape, float[] frames, Func<ForwardPass, ForwardPass> change)
        => Run(description.Build(LayerScope.Apart("layer", 1, 1), new FeatureSize(shape[2], shape[3], shape[4])), shape, frames, change);

    private float[] Run(Layer layer, Shape shape, float[] frames, Func<ForwardPass, ForwardPass> change)
    {
        using var tape = new Tape(_engine, recording: false);
        return layer.Forward(tape.Constant(shape, frames), change(new ForwardPass(tape))).Values.ToArray();
    }
}
