using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

public sealed class NeuronForwardTests
{
    [Fact]
    public void Forward_EveryRuleLengthAndWidth_IsReferenceToTheBit()
    {
        const int steps = 5;
        foreach (var parameters in NeuronCases.Forward())
        {
            var reference = new NeuronReference<float>(parameters);
            for (int count = 0; count <= 70; count += count < 20 ? 1 : 5)
            {
                float[] input = RandomData.Normal(steps * count, (ulong)count);
                float[] start = RandomData.Normal(count, 7);
                var expected = reference.Forward(input, start, count);
                foreach (int widest in new[] { 1, 4, 8, 16 })
                    CheckForward(parameters, input, start, expected, steps, count, widest);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public void Forward_BlocksAndOddRanges_IsReferenceToTheBit(int steps)
    {
        const int count = 18_001; // several blocks and an odd rest
        var parameters = NeuronParameters.Converted(0.8f) with { Charge = Charge.Leak(0.2f) };
        float[] input = RandomData.Normal(steps * count, 3);
        var expected = new NeuronReference<float>(parameters).Forward(input, [], count);
        var output = new GuardedBuffer(steps * count);
        var charged = new GuardedBuffer(steps * count);
        var potential = new GuardedBuffer(count);
        potential.Span.Fill(parameters.StartPotential);

        int[] edges = [0, 1, 1, 37, 8229, 8240, count];
        for (int i = 1; i < edges.Length; i++)
            NeuronKernels.Forward(parameters, input, potential.Span, charged.Span, output.Span, steps, count, edges[i - 1], edges[i]);

        Close.SameBits(expected.Output, output.Span);
        Close.SameBits(expected.Charged, charged.Span);
        Close.SameBits(expected.Potential.AsSpan(steps * count), potential.Span);
        output.AssertIntact();
        charged.AssertIntact();
        potential.AssertIntact();
    }

    [Fact]
    public void Forward_WithoutState_StartsAtStartPotential()
    {
        const int steps = 4, count = 8_200;
        var parameters = NeuronParameters.Converted(1.3f);
        float[] input = RandomData.Normal(steps * count, 4), output = new float[steps * count];

        NeuronKernels.Forward(parameters, input, [], [], output, steps, count, 0, count);

        Close.SameBits(new NeuronReference<float>(parameters).Forward(input, [], count).Output, output);
    }

    [Fact]
    public void Forward_RangeOfNeurons_TouchesNoOthers()
    {
        const int steps = 3, count = 40;
        float[] input = RandomData.Normal(steps * count, 5), output = new float[steps * count], potential = new float[count];
        Array.Fill(output, -1);
        Array.Fill(potential, -1);

        NeuronKernels.Forward(new NeuronParameters(), input, potential, [], output, steps, count, 13, 30);

        for (int i = 0; i < output.Length; i++)
            Assert.Equal(i % count is < 13 or >= 30, output[i] == -1);
        Assert.All(potential[..13].Concat(potential[30..]), v => Assert.Equal(-1, v));
    }

    [Fact]
    public void Forward_InPlace_IsTheSame()
    {
        const int steps = 6, count = 77;
        var parameters = new NeuronParameters { Charge = Charge.LeakWithInput(0.5f) };
        float[] input = RandomData.Normal(steps * count, 6);
        var expected = new NeuronReference<float>(parameters).Forward(input, [], count);
        float[] charged = [.. input], output = new float[input.Length], both = [.. input];

        NeuronKernels.Forward(parameters, charged, [], charged, output, steps, count, 0, count);
        NeuronKernels.Forward(parameters, both, [], [], both, steps, count, 0, count);

        Close.SameBits(expected.Charged, charged);
        Close.SameBits(expected.Output, output);
        Close.SameBits(expected.Output, both);
    }

    [Fact]
    public void Step_OneByOne_IsFusedRunToTheBit()
    {
        const int steps = 9, count = 203;
        foreach (var parameters in NeuronCases.Forward())
        {
            float[] input = RandomData.Normal(steps * count, 8), output = new float[input.Length], potential = new float[count];
            Array.Fill(potential, parameters.StartPotential);
            float[] fused = new float[input.Length], fusedPotential = [.. potential];

            NeuronKernels.Forward(parameters, input, fusedPotential, [], fused, steps, count, 0, count);
            for (int t = 0; t < steps; t++)
                NeuronKernels.Step(parameters, input.AsSpan(t * count, count), potential, output.AsSpan(t * count, count), 0, count);

            Close.SameBits(fused, output, $"{parameters}");
            Close.SameBits(fusedPotential, potential, $"{parameters}");
        }
    }

    [Theory] // the neuron of a QCFS conversion (Bu et al. 2022, arXiv 2303.04347): IF, threshold 1, start 0.5
    [InlineData(FireRule.AtOrAbove, new[] { .3f, .3f, .3f, .3f }, "0100", new[] { .8f, .1f, .4f, .7f })]
    [InlineData(FireRule.AtOrAbove, new[] { .5f, .5f, .5f, .5f }, "1010", new[] { 0f, .5f, 0f, .5f })]
    [InlineData(FireRule.AtOrAbove, new[] { .25f, .25f, .25f, .25f }, "0100", new[] { .75f, 0f, .25f, .5f })]
    [InlineData(FireRule.AtOrAbove, new[] { 1.5f, -1f, .2f, .9f }, "1001", new[] { 1f, 0f, .2f, .1f })]
    [InlineData(FireRule.AtOrAbove, new[] { .125f, .125f, .125f, .125f }, "0001", new[] { .625f, .75f, .875f, 0f })]
    [InlineData(FireRule.Above, new[] { .5f, .5f, .5f, .5f }, "0101", null)]
    [InlineData(FireRule.Above, new[] { .25f, .25f, .25f, .25f }, "0010", null)]
    [InlineData(FireRule.Above, new[] { .125f, .125f, .125f, .125f }, "0000", null)]
    public void Step_KnownInputs_GivesKnownSpikes(FireRule rule, float[] input, string spikes, float[]? potentials)
    {
        var parameters = new NeuronParameters { FireRule = rule, StartPotential = 0.5f };
        float[] potential = [0.5f], output = new float[1];
        for (int t = 0; t < input.Length; t++)
        {
            NeuronKernels.Step(parameters, input.AsSpan(t, 1), potential, output, 0, 1);

            Assert.Equal(spikes[t] - '0', output[0]);
            if (potentials is not null)
                Assert.Equal(potentials[t], potential[0], 1e-6f);
        }
    }

    [Fact]
    public void Forward_WrongArguments_SaysWhichAndWhy()
    {
        var p = new NeuronParameters();
        float[] ten = new float[10], five = new float[5], shared = new float[11];

        var length = Assert.Throws<ArgumentException>(() => NeuronKernels.Forward(p, ten, [], [], five, 2, 5, 0, 5));
        Assert.Contains("'output' has 5 elements; expected 10", length.Message, StringComparison.Ordinal);
        var overlap = Assert.Throws<ArgumentException>(() => NeuronKernels.Forward(p, shared.AsSpan(0, 10), [], [], shared.AsSpan(1), 2, 5, 0, 5));
        Assert.Contains("overlaps 'input'", overlap.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NeuronKernels.Forward(p, ten, five, ten.AsSpan(0, 5), ten, 2, 5, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeuronKernels.Forward(p, ten, [], [], ten, 2, 5, 3, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeuronKernels.Forward(p, ten, [], [], ten, -2, 5, 0, 5));
        Assert.Throws<ArgumentNullException>(() => NeuronKernels.Forward(null!, ten, [], [], ten, 2, 5, 0, 5));
    }

    [Fact]
    public void Parameters_ValuesWithoutMeaning_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeuronParameters { Threshold = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NeuronParameters { OutputHeight = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Charge.Leak(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Charge.LeakWithInput(1.01f));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reset.Hard(float.PositiveInfinity));
        Assert.Throws<InvalidOperationException>(() => Charge.Integrate.WithRate(0.5f));
    }

    private static void CheckForward(
        NeuronParameters parameters, float[] input, float[] start, NeuronReference<float>.Trace expected, int steps, int count, int widest)
    {
        var output = new GuardedBuffer(steps * count, misalignment: 1);
        var charged = new GuardedBuffer(steps * count, misalignment: 2);
        var potential = new GuardedBuffer(start, misalignment: 3);

        NeuronKernels.Forward(parameters, input, potential.Span, charged.Span, output.Span, steps, count, 0, count, widest);

        string what = $"{parameters}, {count} neurons, {widest} lanes";
        Close.SameBits(expected.Output, output.Span, what);
        Close.SameBits(expected.Charged, charged.Span, what);
        Close.SameBits(expected.Potential.AsSpan(steps * count), potential.Span, what);
        output.AssertIntact();
        charged.AssertIntact();
        potential.AssertIntact();
    }
}
