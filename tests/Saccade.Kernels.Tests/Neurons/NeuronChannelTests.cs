using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

/// <summary>Neurons with constants for each channel and with several levels, against the kernels of single constants and against the reference.</summary>
public sealed class NeuronChannelTests
{
    private const int Steps = 6;

    [Fact]
    public void EqualChannels_HaveTheBitsOfOneSetOfConstants()
    {
        const int channels = 3, count = 15 * channels;
        float[] x = RandomData.Normal(Steps * count, 1), start = RandomData.Normal(count, 2), dy = RandomData.Normal(Steps * count, 3);
        foreach (var p in NeuronCases.Backward())
        {
            var (one, several) = ((NeuronChannels)p, NeuronChannels.Of([p, p, p]));
            var expected = Run(one, x, start, dy, count, 16);
            var actual = Run(several, x, start, dy, count, 16);

            Close.SameBits(expected.Output, actual.Output, $"output, {p}");
            Close.SameBits(expected.End, actual.End, $"end, {p}");
            Close.SameBits(expected.Input, actual.Input, $"input, {p}");
            Close.SameBits(expected.Start, actual.Start, $"start, {p}");
            var sum = actual.Constants.Aggregate((a, b) => a + b);
            Close.Relative([(float)expected.Constants[0].Rate, (float)expected.Constants[0].Threshold, (float)expected.Constants[0].OutputHeight], [(float)sum.Rate, (float)sum.Threshold, (float)sum.OutputHeight], 1e-4, $"constants, {p}");
        }
    }

    [Fact]
    public void EveryRuleAndLevel_MatchesReference()
    {
        const int channels = 5, count = 9 * channels;
        float[] x = [.. RandomData.Normal(Steps * count, 1).Select(v => 1.5f * v + 0.5f)], start = RandomData.Normal(count, 2), dy = RandomData.Normal(Steps * count, 3);
        foreach (var rules in NeuronCases.Backward())
        {
            foreach (int levels in (int[])[1, 2, 7])
            {
                var neurons = Channels(rules with { Levels = levels }, channels);
                var run = Run(neurons, x, start, dy, count, 16);
                for (int c = 0; c < channels; c++)
                {
                    var reference = new NeuronReference<float>(neurons[c]);
                    var trace = reference.Forward(Every(x, c, channels), Every(start, c, channels), count / channels);
                    var g = reference.Backward(trace, Every(x, c, channels), Every(dy, c, channels), []);
                    string what = $"channel {c} of {neurons[c]}";

                    Close.SameBits(trace.Output, Every(run.Output, c, channels), what);
                    Close.SameBits(trace.Potential.AsSpan(trace.Potential.Length - count / channels), Every(run.End, c, channels), what);
                    Close.Relative(g.Input, Every(run.Input, c, channels), 1e-4, what);
                    Close.Relative(g.Start, Every(run.Start, c, channels), 1e-4, what);
                    Close.Relative(
                        [g.Rate, g.Threshold, g.OutputHeight, g.ResetPotential],
                        [(float)run.Constants[c].Rate, (float)run.Constants[c].Threshold, (float)run.Constants[c].OutputHeight, (float)run.Constants[c].ResetPotential],
                        1e-4,
                        what);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(33)]
    public void EveryWidth_HasTheSameBits(int channels)
    {
        int count = 5 * channels;
        float[] x = RandomData.Normal(Steps * count, 1), start = RandomData.Normal(count, 2), dy = RandomData.Normal(Steps * count, 3);
        var neurons = Channels(new NeuronParameters { Charge = Charge.Leak(0.3f), Levels = 3, Reset = Reset.Hard() }, channels);
        var expected = Run(neurons, x, start, dy, count, 1);

        foreach (int widest in (int[])[4, 8, 16])
        {
            var actual = Run(neurons, x, start, dy, count, widest);
            Close.SameBits(expected.Output, actual.Output);
            Close.SameBits(expected.Input, actual.Input);
            Close.SameBits(expected.Start, actual.Start);
            Assert.Equal(expected.Constants, actual.Constants);
        }
    }

    [Fact]
    public void ARangeThatBeginsWithinAPixel_HasItsChannels()
    {
        const int channels = 7, count = 5 * channels, first = 11;
        var neurons = Channels(new NeuronParameters { Charge = Charge.Leak(0.3f), Levels = 2 }, channels);
        float[] x = RandomData.Normal(count, 1), whole = new float[count], part = new float[count - first];

        NeuronKernels.Forward(neurons, 0, x, [], [], whole, 1, count, 0, count);
        NeuronKernels.Forward(neurons, first % channels, x.AsSpan(first), [], [], part, 1, part.Length, 0, part.Length);

        Close.SameBits(whole.AsSpan(first), part);
    }

    [Fact]
    public void Level_IsTheNumberOfThresholdsReached()
    {
        var p = new NeuronParameters { Threshold = 0.5f, OutputHeight = 2, Levels = 3 };
        float[] x = [0.4f, 0.5f, 0.9f, 1, 1.5f, 9], y = new float[6], v = new float[6];

        NeuronKernels.Forward(p, 0, x, v, [], y, 1, 6, 0, 6);

        Assert.Equal([0f, 2, 2, 4, 6, 6], y);
        Assert.Equal([0.4f, 0, 0.9f - 0.5f, 0, 0, 7.5f], v); // what was emitted is subtracted
        v.AsSpan().Clear();
        NeuronKernels.Forward(p with { Reset = Reset.Hard(-1) }, 0, x, v, [], y, 1, 6, 0, 6);
        Assert.Equal([0.4f, -1, -1, -1, -1, -1], v);
    }

    [Fact]
    public void ChannelsOfSeveralRules_AreRefused()
        => Assert.Throws<ArgumentException>(() => NeuronChannels.Of([new NeuronParameters(), new NeuronParameters { Levels = 2 }]));

    private static NeuronChannels Channels(NeuronParameters rules, int channels) => NeuronChannels.Of(
        [.. Enumerable.Range(0, channels).Select(c => rules with
        {
            Threshold = 0.5f + 0.1f * (c % 5),
            OutputHeight = 1 + c % 3,
            StartPotential = 0.1f * c,
            Charge = rules.Charge.Kind == ChargeKind.Integrate ? rules.Charge : rules.Charge.WithRate(0.2f + 0.7f / (c + 1)),
            Reset = rules.Reset.Kind == ResetKind.Hard ? Reset.Hard(-0.1f * (c + 1)) : rules.Reset,
        })],
        learnsReset: true);

    private static float[] Every(float[] values, int channel, int channels) => [.. values.Where((_, i) => i % channels == channel)];

    private static (float[] Output, float[] End, float[] Input, float[] Start, NeuronGradients[] Constants) Run(
        NeuronChannels neurons, float[] x, float[] start, float[] dy, int count, int widest)
    {
        float[] charged = new float[x.Length], y = new float[x.Length], end = [.. start], dx = new float[x.Length], carry = new float[count];
        var constants = new NeuronGradients[neurons.Count];
        NeuronKernels.Forward(neurons, 0, x, end, charged, y, Steps, count, 0, count, widest);
        NeuronKernels.Backward(neurons, 0, start, charged, dy, dx, carry, Steps, count, 0, count, constants, widest);
        return (y, end, dx, carry, constants);
    }
}
