using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

public sealed class NeuronBackwardTests
{
    [Fact]
    public void Backward_EveryRule_MatchesReference()
    {
        const int steps = 7, count = 45;
        foreach (var parameters in NeuronCases.Backward())
            CheckAgainstReference(parameters, steps, count);
        foreach (var surrogate in NeuronCases.Surrogates())
            CheckAgainstReference(NeuronParameters.Converted(0.8f) with { Surrogate = surrogate }, steps, count);
    }

    [Fact]
    public void Backward_EveryWidthAndLength_SameBits()
    {
        const int steps = 3;
        foreach (var surrogate in NeuronCases.Surrogates())
        {
            var parameters = NeuronParameters.Converted(0.8f) with { Charge = Charge.LeakWithInput(0.6f), Surrogate = surrogate };
            for (int count = 0; count <= 70; count += count < 20 ? 1 : 9)
                CheckWidths(parameters, steps, count);
        }
    }

    [Fact]
    public void Backward_BlocksAndOddRanges_SameBitsAsOneRange()
    {
        const int steps = 4, count = 18_001;
        var parameters = NeuronParameters.Converted(1.1f) with { Charge = Charge.Leak(0.25f) };
        float[] charged = RandomData.Normal(steps * count, 1), gradOutput = RandomData.Normal(steps * count, 2);
        float[] whole = new float[steps * count];
        var parts = new GuardedBuffer(steps * count);
        var withParameters = new GuardedBuffer(steps * count);
        var gradStart = new GuardedBuffer(count);

        NeuronKernels.Backward(parameters, charged, gradOutput, whole, [], steps, count, 0, count);
        int[] edges = [0, 1, 1, 37, 8229, 8240, count];
        for (int i = 1; i < edges.Length; i++)
        {
            NeuronKernels.Backward(parameters, charged, gradOutput, parts.Span, [], steps, count, edges[i - 1], edges[i]);
            NeuronKernels.BackwardWithParameters(
                parameters, [], charged, gradOutput, withParameters.Span, gradStart.Span, steps, count, edges[i - 1], edges[i]);
        }

        Close.SameBits(whole, parts.Span);
        Close.SameBits(whole, withParameters.Span);
        parts.AssertIntact();
        withParameters.AssertIntact();
        gradStart.AssertIntact();
    }

    [Fact]
    public void Backward_InPlace_IsTheSame()
    {
        const int steps = 5, count = 60;
        var parameters = new NeuronParameters { Charge = Charge.Leak(0.5f) };
        float[] charged = RandomData.Normal(steps * count, 1), gradOutput = RandomData.Normal(steps * count, 2), expected = new float[steps * count];
        var sums = NeuronKernels.BackwardWithParameters(parameters, [], charged, gradOutput, expected, [], steps, count, 0, count);

        float[] overGradient = [.. gradOutput], overCharged = [.. charged];
        NeuronKernels.Backward(parameters, charged, overGradient, overGradient, [], steps, count, 0, count);
        var sumsInPlace = NeuronKernels.BackwardWithParameters(parameters, [], overCharged, gradOutput, overCharged, [], steps, count, 0, count);

        Close.SameBits(expected, overGradient);
        Close.SameBits(expected, overCharged);
        Assert.Equal(sums, sumsInPlace);
    }

    [Fact]
    public void Backward_TwoSegments_IsOneRun()
    {
        const int steps = 8, first = 3, count = 50;
        var parameters = NeuronParameters.Converted(0.9f) with { Charge = Charge.Leak(0.2f) };
        float[] charged = RandomData.Normal(steps * count, 1), gradOutput = RandomData.Normal(steps * count, 2);
        float[] whole = new float[steps * count], parts = new float[steps * count], wholeStart = new float[count], carry = new float[count];
        int cut = first * count;

        NeuronKernels.Backward(parameters, charged, gradOutput, whole, wholeStart, steps, count, 0, count);
        NeuronKernels.Backward(parameters, charged.AsSpan(cut), gradOutput.AsSpan(cut), parts.AsSpan(cut), carry, steps - first, count, 0, count);
        NeuronKernels.Backward(parameters, charged.AsSpan(0, cut), gradOutput.AsSpan(0, cut), parts.AsSpan(0, cut), carry, first, count, 0, count);

        Close.SameBits(whole, parts);
        Close.SameBits(wholeStart, carry);
    }

    [Fact]
    public void BackwardWithParameters_NoSteps_PassesTheCarriedGradientOn()
    {
        float[] carry = [1, 2, 4];

        var sums = NeuronKernels.BackwardWithParameters(new NeuronParameters(), [], [], [], [], carry, 0, 3, 0, 3);

        Assert.Equal([1, 2, 4], carry);
        Assert.Equal(new NeuronGradients(0, 0, 0, 7), sums);
    }

    [Fact]
    public void Backward_WrongArguments_Throws()
    {
        var p = new NeuronParameters();
        float[] ten = new float[10], other = new float[10], five = new float[5];

        Assert.Throws<ArgumentException>(() => NeuronKernels.Backward(p, five, ten, other, [], 2, 5, 0, 5));
        Assert.Throws<ArgumentException>(() => NeuronKernels.Backward(p, ten, ten, five, [], 2, 5, 0, 5));
        Assert.Throws<ArgumentException>(() => NeuronKernels.Backward(p, ten, ten, other, ten, 2, 5, 0, 5));
        Assert.Throws<ArgumentException>(() => NeuronKernels.BackwardWithParameters(p, ten, ten, ten, other, [], 2, 5, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NeuronKernels.Backward(p, ten, ten, other, [], 2, 5, 4, 3));
    }

    private static void CheckAgainstReference(NeuronParameters parameters, int steps, int count)
    {
        float[] input = RandomData.Normal(steps * count, 1), gradOutput = RandomData.Normal(steps * count, 2);
        float[] start = RandomData.Normal(count, 3), gradEnd = RandomData.Normal(count, 4);
        var reference = new NeuronReference<float>(parameters);
        var trace = reference.Forward(input, start, count);
        var expected = reference.Backward(trace, input, gradOutput, gradEnd);
        float[] gradInput = new float[input.Length], gradPotential = [.. gradEnd];

        var sums = NeuronKernels.BackwardWithParameters(
            parameters, start, trace.Charged, gradOutput, gradInput, gradPotential, steps, count, 0, count);

        string what = $"{parameters}";
        Close.Relative(expected.Input, gradInput, 1e-5, what);
        Close.Relative(expected.Start, gradPotential, 1e-5, what);
        float scale = expected.Input.Sum(MathF.Abs); // what the sums over neurons are made of
        Assert.Equal(expected.Rate, sums.Rate, scale * 1e-5);
        Assert.Equal(expected.Threshold, sums.Threshold, scale * 1e-5);
        Assert.Equal(expected.OutputHeight, sums.OutputHeight, scale * 1e-5);
        Assert.Equal(expected.Start.Sum(), sums.StartPotential, scale * 1e-5);
    }

    private static void CheckWidths(NeuronParameters parameters, int steps, int count)
    {
        float[] charged = RandomData.Normal(steps * count, 1), gradOutput = RandomData.Normal(steps * count, 2), gradEnd = RandomData.Normal(count, 3);
        float[] expected = new float[steps * count], expectedStart = [.. gradEnd];
        var expectedSums = NeuronKernels.BackwardWithParameters(
            parameters, [], charged, gradOutput, expected, expectedStart, steps, count, 0, count, widest: 1);
        foreach (int widest in new[] { 1, 4, 8, 16 })
        {
            var plain = new GuardedBuffer(steps * count, misalignment: 1);
            var full = new GuardedBuffer(steps * count, misalignment: 2);
            var plainStart = new GuardedBuffer(gradEnd, misalignment: 3);
            var fullStart = new GuardedBuffer(gradEnd);

            NeuronKernels.Backward(parameters, charged, gradOutput, plain.Span, plainStart.Span, steps, count, 0, count, widest);
            var sums = NeuronKernels.BackwardWithParameters(
                parameters, [], charged, gradOutput, full.Span, fullStart.Span, steps, count, 0, count, widest);

            string what = $"{parameters}, {count} neurons, {widest} lanes";
            Close.SameBits(expected, plain.Span, what);
            Close.SameBits(expected, full.Span, what);
            Close.SameBits(expectedStart, plainStart.Span, what);
            Close.SameBits(expectedStart, fullStart.Span, what);
            Assert.Equal(expectedSums, sums);
            Array.ForEach([plain, full, plainStart, fullStart], b => b.AssertIntact());
        }
    }
}
