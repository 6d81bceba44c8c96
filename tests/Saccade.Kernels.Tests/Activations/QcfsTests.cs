using System.Globalization;
using Saccade.Kernels.Activations;
using Saccade.Kernels.Activations.Reference;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Activations;

public sealed class QcfsTests
{
    [Fact]
    public void GoldenCases_ForwardAndBackward_Matches()
    {
        var golden = GoldenFile.Open("qcfs");
        float[] x = golden.Floats("x"), gradOutput = golden.Floats("grad_out"), y = new float[x.Length], gradInput = new float[x.Length];
        int cases = 0;
        foreach (string name in golden.Cases)
        {
            if (!name.StartsWith("qcfs_L", StringComparison.Ordinal) || !golden.Has(name + ".y"))
                continue;
            string[] parts = name["qcfs_L".Length..].Split("_lambda");
            int levels = int.Parse(parts[0], CultureInfo.InvariantCulture);
            float threshold = float.Parse(parts[1], CultureInfo.InvariantCulture);

            QcfsKernels.Forward(x, y, threshold, levels);
            double gradThreshold = QcfsKernels.Backward(x, gradOutput, gradInput, threshold, levels, QcfsGradient.FloorThenClip);

            Close.Relative(golden.Floats(name + ".y"), y, 1e-5, name);
            Close.Relative(golden.Floats(name + ".grad_x"), gradInput, 1e-5, name);
            Assert.Equal(golden.Floats(name + ".grad_lambda")[0], gradThreshold, 1e-5 * gradOutput.Sum(Math.Abs));
            cases++;
        }

        Assert.Equal(15, cases);
    }

    [Theory] // worked out by hand: threshold 8, L 4
    [InlineData(-1.2f, 0, 0, 0)]
    [InlineData(-1.0f, 0, 1, 0.125)]
    [InlineData(-0.3f, 0, 1, 0.0375)]
    [InlineData(0.9f, 0, 1, -0.1125)]
    [InlineData(1.0f, 2, 1, 0.125)]
    [InlineData(3.3f, 4, 1, 0.0875)]
    [InlineData(6.9f, 6, 1, -0.1125)]
    [InlineData(7.0f, 8, 1, 0.125)]
    [InlineData(8.9f, 8, 1, -0.1125)]
    [InlineData(9.0f, 8, 0, 1)]
    [InlineData(12f, 8, 0, 1)]
    public void FloorThenClip_KnownInputs_GivesKnownValues(float x, float y, float byInput, double byThreshold)
        => Check(QcfsGradient.FloorThenClip, x, y, byInput, byThreshold);

    [Theory]
    [InlineData(-1.0f, 0, 0, 0)]
    [InlineData(8.9f, 8, 0, 1)]
    [InlineData(0.9f, 0, 1, -0.1125)]
    [InlineData(7.0f, 8, 1, 0.125)]
    public void ClipThenFloor_KnownInputs_GivesKnownValues(float x, float y, float byInput, double byThreshold)
        => Check(QcfsGradient.ClipThenFloor, x, y, byInput, byThreshold);

    [Fact]
    public void EveryWidthAndLength_IsReferenceToTheBit()
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] x = [.. RandomData.Normal(length, (ulong)length).Select(v => 2 * v)], gradOutput = RandomData.Normal(length, 9);
            foreach (int levels in new[] { 1, 3, 4, 10 })
            {
                foreach (int widest in new[] { 1, 4, 8, 16 })
                {
                    CheckWidth(x, gradOutput, 1.3f, levels, QcfsGradient.FloorThenClip, widest);
                    CheckWidth(x, gradOutput, 1.3f, levels, QcfsGradient.ClipThenFloor, widest);
                }
            }
        }
    }

    [Fact]
    public void ThresholdGradient_ManyBlocks_SameBitsAtEveryWidth()
    {
        float[] x = RandomData.Normal(5003, 1), gradOutput = RandomData.Normal(5003, 2), gradInput = new float[5003];

        double[] sums = [.. new[] { 1, 4, 8, 16 }.Select(w => QcfsKernels.Backward(x, gradOutput, gradInput, 0.9f, 8, QcfsGradient.FloorThenClip, w))];

        Assert.All(sums, s => Assert.Equal(sums[0], s));
        double expected = x.Zip(gradOutput, (a, g) => g * QcfsReference.Derivatives<double>(a, 0.9f, 8, QcfsGradient.FloorThenClip).ByThreshold).Sum();
        Assert.Equal(expected, sums[0], 1e-3); // float32 terms of size 1, 5003 of them
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void IntegrateAndFire_ConstantInputForLSteps_EqualsQcfs(int levels)
    {
        var random = new CounterRandom(13, RandomPurpose.Test);
        float[] x = new float[20_000];
        for (int i = 0; i < x.Length; i++)
            x[i] = (2 * random.NextSingle()) - 0.5f;
        float[] expected = new float[x.Length], rate = new float[x.Length], potential = new float[x.Length], output = new float[x.Length];
        var parameters = NeuronParameters.Converted(1);
        Array.Fill(potential, parameters.StartPotential);

        QcfsKernels.Forward(x, expected, 1, levels);
        for (int t = 0; t < levels; t++)
        {
            NeuronKernels.Step(parameters, x, potential, output, 0, x.Length);
            for (int i = 0; i < x.Length; i++)
                rate[i] += output[i];
        }

        for (int i = 0; i < x.Length; i++)
            Assert.Equal(expected[i], rate[i] / levels);
    }

    [Fact]
    public void InPlace_IsTheSame()
    {
        float[] x = RandomData.Normal(100, 1), expected = new float[100], actual = [.. x];

        QcfsKernels.Forward(x, expected, 0.8f, 4);
        QcfsKernels.Forward(actual, actual, 0.8f, 4);

        Close.SameBits(expected, actual);
    }

    [Fact]
    public void WrongArguments_Throws()
    {
        float[] x = new float[4], y = new float[4];

        Assert.Throws<ArgumentException>(() => QcfsKernels.Forward(x, y.AsSpan(1), 1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => QcfsKernels.Forward(x, y, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => QcfsKernels.Forward(x, y, float.NaN, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => QcfsKernels.Forward(x, y, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => QcfsKernels.Backward(x, x, y, 1, 4, (QcfsGradient)7));
    }

    private static void Check(QcfsGradient rule, float x, float y, float byInput, double byThreshold)
    {
        float[] input = [x], output = new float[1], gradInput = new float[1];

        QcfsKernels.Forward(input, output, 8, 4);
        double gradThreshold = QcfsKernels.Backward(input, [1], gradInput, 8, 4, rule);

        Assert.Equal(y, output[0]);
        Assert.Equal(byInput, gradInput[0]);
        Assert.Equal(byThreshold, gradThreshold, 1e-6);
    }

    private static void CheckWidth(float[] x, float[] gradOutput, float threshold, int levels, QcfsGradient rule, int widest)
    {
        var output = new GuardedBuffer(x.Length, misalignment: 1);
        var gradInput = new GuardedBuffer(x.Length, misalignment: 2);

        QcfsKernels.Forward(x, output.Span, threshold, levels, widest);
        double sum = QcfsKernels.Backward(x, gradOutput, gradInput.Span, threshold, levels, rule, widest);

        var derivatives = x.Select(v => QcfsReference.Derivatives(v, threshold, levels, rule)).ToArray();
        Close.SameBits([.. x.Select(v => QcfsReference.Forward(v, threshold, levels))], output.Span);
        Close.Relative([.. derivatives.Zip(gradOutput, (d, g) => d.ByInput * g)], gradInput.Span, 0, absolute: 0);
        Assert.Equal(derivatives.Zip(gradOutput, (d, g) => (double)(d.ByThreshold * g)).Sum(), sum, 1e-9);
        output.AssertIntact();
        gradInput.AssertIntact();
    }
}
