using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.TestKit.OpCases;

/// <summary>Compares the gradients of an op with central differences of its float64 forward pass.</summary>
public static class OpDifferences
{
    private const long WorkPerInput = 10_000_000;

    /// <summary>
    /// Probes each gradient along random directions, which no wrong element escapes, and along some axes, which say
    /// where it is wrong.
    /// </summary>
    public static void Check(OpCase op, double step, double[][] inputs, float[]?[] gradients, double[] outputWeights)
    {
        ArgumentNullException.ThrowIfNull(op);
        var random = new CounterRandom(3, RandomPurpose.Test, 5);
        int probes = (int)Math.Clamp(WorkPerInput / Math.Max(1, op.Flops), 2, 60);
        for (int input = 0; input < inputs.Length; input++)
        {
            if (gradients[input] is not { Length: > 0 } gradient)
                continue;
            double scale = gradient.Max(g => Math.Abs((double)g));
            for (int probe = 0; probe < probes; probe++)
            {
                double[] direction = probe < 2 ? Signs(gradient.Length, ref random) : Axis(gradient.Length, random.NextInt32(0, gradient.Length));
                double expected = Slope(op, step, inputs, input, direction, outputWeights);
                double actual = gradient.Zip(direction, (g, d) => g * d).Sum();
                double allowed = Math.Max(op.Tolerance * scale * Math.Sqrt(direction.Count(d => d != 0)), 1e-6);
                Assert.True(
                    Math.Abs(expected - actual) <= allowed,
                    $"{op.Name}: gradient of input {input} along {Describe(direction)}: {actual:R}, differences give {expected:R}, allowed {allowed:G2}");
            }
        }
    }

    private static double Slope(OpCase op, double step, double[][] inputs, int input, double[] direction, double[] outputWeights)
    {
        double At(double distance)
        {
            double[][] moved = [.. inputs];
            moved[input] = [.. inputs[input].Zip(direction, (x, d) => x + distance * d)];
            return op.Reference(moved).Zip(outputWeights, (y, w) => y * w).Sum();
        }

        return (At(step) - At(-step)) / (2 * step);
    }

    private static double[] Signs(int count, ref CounterRandom random)
    {
        double[] signs = new double[count];
        for (int i = 0; i < count; i++)
            signs[i] = random.NextSingle() < 0.5f ? -1 : 1;
        return signs;
    }

    private static double[] Axis(int count, int index)
    {
        double[] axis = new double[count];
        axis[index] = 1;
        return axis;
    }

    private static string Describe(double[] direction)
        => direction.Count(d => d != 0) > 1 ? "a random direction" : $"element {Array.IndexOf(direction, 1)}";
}
