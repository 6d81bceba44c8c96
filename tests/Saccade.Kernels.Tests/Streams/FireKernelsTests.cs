using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Streams;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Streams;

/// <summary>What becomes of sums: spikes and potentials; and maps of spikes in bytes.</summary>
public sealed class FireKernelsTests
{
    private const int Columns = 32, Pixels = 3;
    private static readonly int[] _widths = [1, 4, 8, 16];

    public static TheoryData<string> Rules => ["soft", "hard", "above", "levels", "hard levels", "leak", "per channel"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Fire_OfSums_IsTheNeuronsOnTheScaledSums(string rule)
    {
        foreach (int channels in new[] { 1, 5, 19, 32, 45, 64 })
        {
            var neurons = Neurons(rule, channels);
            // Powers of two and no bias, so that folding the gain of the charge rounds nothing.
            float[] gain = [.. Enumerable.Range(0, channels).Select(c => 1f / (1 << (c % 3)))];
            var table = FireTable.Of(gain, new float[channels], neurons);
            foreach (int width in _widths)
                Check(table, neurons, gain, channels, width);
        }
    }

    [Fact]
    public void Scale_OfSums_MultipliesAndAddsWithOneRounding()
    {
        float[] gain = RandomData.Normal(40, 1), bias = RandomData.Normal(40, 2), sums = RandomData.Normal(2 * Columns, 3), output = new float[2 * 40];
        FireKernels.Scale(FireTable.Of(gain, bias), sums, Columns, 0, output);
        FireKernels.Scale(FireTable.Of(gain, bias), sums, Columns, 32, output);

        for (int i = 0; i < output.Length; i++)
            Assert.Equal(MathF.FusedMultiplyAdd(sums[(i / 40 * Columns) + (i % 40 % 32)], gain[i % 40], bias[i % 40]), output[i]);
    }

    [Theory]
    [InlineData(6, 8, 70, 2, 2, 0)]
    [InlineData(7, 5, 3, 3, 1, 1)]
    [InlineData(9, 9, 33, 3, 2, 0)]
    public void Maps_OfWindows_AreThoseOfTheDefinition(int height, int width, int channels, int kernel, int stride, int padding)
    {
        var geometry = PoolGeometry.Square((height, width), channels, kernel, stride, padding);
        byte[] x = [.. RandomData.Normal(geometry.InputSize, 1).Select(v => (byte)Math.Clamp(2 * v, 0, 3))], y = new byte[geometry.OutputSize];
        float[] floats = [.. x.Select(v => (float)v)], expected = new float[y.Length];

        ByteMaps.Sum(x, geometry, y);
        PoolReference.AverageForward<float>(floats, geometry, expected);
        Assert.Equal(expected.Select(mean => (byte)MathF.Round(mean * geometry.WindowArea)), y);

        ByteMaps.Max(x, geometry, y);
        PoolReference.MaxForward<float>(floats, geometry, expected);
        Assert.Equal(expected.Select(largest => (byte)largest), y);

        ByteMaps.Add(x, x);
        Assert.Equal(floats.Select(v => (byte)(2 * v)), x);
    }

    private static void Check(FireTable table, NeuronChannels neurons, float[] gain, int channels, int width)
    {
        int panels = (channels + Columns - 1) / Columns;
        float[] potentials = RandomData.Normal(Pixels * channels, 5), expected = [.. potentials], sums = RandomData.Normal(panels * Pixels * Columns, 6);
        byte[] levels = new byte[Pixels * channels];
        float[] x = new float[levels.Length], spikes = new float[levels.Length];
        for (int i = 0; i < x.Length; i++)
            x[i] = gain[i % channels] * sums[((((i % channels / Columns) * Pixels) + (i / channels)) * Columns) + (i % channels % Columns)];
        NeuronKernels.Forward(neurons, 0, x, expected, [], spikes, 1, x.Length, 0, x.Length);

        for (int panel = 0; panel < panels; panel++)
            FireKernels.Fire(table, sums.AsSpan(panel * Pixels * Columns, Pixels * Columns), Columns, panel * Columns, potentials, levels, width);

        Assert.Equal(spikes.Select((spike, i) => (byte)MathF.Round(spike / neurons.Heights[i % neurons.Heights.Length])), levels);
        Close.SameBits(expected, potentials);
    }

    private static NeuronChannels Neurons(string rule, int channels) => rule switch
    {
        "hard" => new NeuronParameters { Threshold = 0.5f, Reset = Reset.Hard(0.125f), Charge = Charge.Leak(0.25f) },
        "above" => new NeuronParameters { Threshold = 0.25f, FireRule = FireRule.Above },
        "levels" => new NeuronParameters { Threshold = 0.25f, Levels = 5, OutputHeight = 0.25f },
        "hard levels" => new NeuronParameters { Threshold = 0.25f, Levels = 3, Reset = Reset.Hard() },
        "leak" => new NeuronParameters { Threshold = 0.5f, Charge = Charge.LeakWithInput(0.5f) },
        "per channel" => NeuronChannels.Of([.. Enumerable.Range(0, channels).Select(c => new NeuronParameters { Threshold = 0.1f + (0.01f * c), Charge = Charge.Leak(1f / (2 + c)) })]),
        _ => new NeuronParameters { Threshold = 0.5f },
    };
}
