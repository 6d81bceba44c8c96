using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

/// <summary>Whether the gradients of the reference are gradients.</summary>
public sealed class NeuronGradientTests
{
    private const int Steps = 6;
    private const int Count = 5;

    /// <summary>A network whose spikes are a smooth function of the potential has true gradients, and the full backward pass must give them.</summary>
    [Fact]
    public void Backward_SmoothSpikes_MatchesFiniteDifferences()
    {
        double[] input = Doubles(Steps * Count, 1), start = Doubles(Count, 2), weights = Doubles(Steps * Count, 3), endWeights = Doubles(Count, 4);
        foreach (var parameters in NeuronCases.Backward().Where(IsTrueGradient).SelectMany(p => (NeuronParameters[])[p, p with { Levels = 3 }]))
        {
            var reference = new NeuronReference<double>(parameters, new LogisticSpike());
            var gradients = reference.Backward(reference.Forward(input, start, Count), input, weights, endWeights);

            string what = $"{parameters}";
            for (int i = 0; i < input.Length; i++)
                Same(Difference(d => Loss(reference, Moved(input, i, d), start)), gradients.Input[i], $"input {i}, {what}");
            for (int i = 0; i < Count; i++)
                Same(Difference(d => Loss(reference, input, Moved(start, i, d))), gradients.Start[i], $"start {i}, {what}");
            Same(Difference(d => Loss(reference with { Rate = reference.Rate + d }, input, start)), gradients.Rate, $"rate, {what}");
            Same(Difference(d => Loss(reference with { Threshold = reference.Threshold + d }, input, start)), gradients.Threshold, $"threshold, {what}");
            Same(
                Difference(d => Loss(reference with { OutputHeight = reference.OutputHeight + d }, input, start)), gradients.OutputHeight, $"height, {what}");
            if (parameters.Reset.Kind == ResetKind.Hard)
                Same(Difference(d => Loss(reference with { ResetPotential = reference.ResetPotential + d }, input, start)), gradients.ResetPotential, $"reset potential, {what}");
        }

        double Loss(NeuronReference<double> neuron, double[] x, double[] v0)
        {
            var trace = neuron.Forward(x, v0, Count);
            double output = trace.Output.Zip(weights, (y, w) => y * w).Sum();
            return output + trace.Potential.AsSpan(Steps * Count).ToArray().Zip(endWeights, (v, w) => v * w).Sum();
        }
    }

    /// <summary>The threshold of a converted network is also the height of its spikes and twice its start potential.</summary>
    [Theory]
    [InlineData(SurrogateUnits.Potential)]
    [InlineData(SurrogateUnits.Threshold)]
    public void ConvertedThreshold_SmoothSpikes_MatchesFiniteDifferences(SurrogateUnits units)
    {
        double[] input = Doubles(Steps * Count, 5), weights = Doubles(Steps * Count, 6);
        var reference = Tied(0.8);
        var gradients = reference.Backward(reference.Forward(input, [], Count), input, weights, []);
        var sums = new NeuronGradients(gradients.Rate, gradients.Threshold, gradients.OutputHeight, gradients.Start.Sum());

        double expected = Difference(d => Tied(0.8 + d).Forward(input, [], Count).Output.Zip(weights, (y, w) => y * w).Sum());

        Same(expected, sums.ConvertedThreshold, "threshold");

        NeuronReference<double> Tied(double threshold)
            => new(NeuronParameters.Converted(0.8f) with { SurrogateUnits = units }, new LogisticSpike())
            {
                Threshold = threshold,
                OutputHeight = threshold,
                StartPotential = threshold / 2,
            };
    }

    /// <summary>The recurrences of backpropagation through time, by hand: IF with soft reset, LIF with hard reset, SLTT.</summary>
    [Theory]
    [InlineData(ResetGradient.Full)]
    [InlineData(ResetGradient.Detached)]
    public void Backward_KnownRecurrences_Matches(ResetGradient resetGradient)
    {
        bool full = resetGradient == ResetGradient.Full;
        var integrate = new NeuronParameters { StartPotential = 0.5f, ResetGradient = resetGradient };
        CheckRecurrence(integrate, 1, (ds, dv, g, s, h) => ds * g + dv * (full ? 1 - g : 1));

        var leak = new NeuronParameters { Charge = Charge.Leak(0.5f), Reset = Reset.Hard(), ResetGradient = resetGradient };
        CheckRecurrence(leak, 0.5, (ds, dv, g, s, h) => ds * g + dv * (1 - s - (full ? h * g : 0)));

        var noCarry = new NeuronParameters { Charge = Charge.Leak(0.9f), ResetGradient = resetGradient, TemporalGradient = TemporalGradient.Detached };
        CheckRecurrence(noCarry, 0, (ds, dv, g, s, h) => ds * g);
    }

    private delegate double Recurrence(double ds, double dv, double g, double s, double h);

    private static void CheckRecurrence(NeuronParameters parameters, double keep, Recurrence dh)
    {
        double[] input = Doubles(Steps * Count, 7), gradOutput = Doubles(Steps * Count, 8);
        var reference = new NeuronReference<double>(parameters);
        var trace = reference.Forward(input, [], Count);
        var gradients = reference.Backward(trace, input, gradOutput, []);
        for (int n = 0; n < Count; n++)
        {
            double dv = 0;
            for (int t = Steps - 1; t >= 0; t--)
            {
                int i = (t * Count) + n;
                double h = trace.Charged[i], g = Math.Max(0, 1 - Math.Abs(h - 1)), s = h >= 1 ? 1 : 0;
                double expected = dh(gradOutput[i], dv, g, s, h);
                Same(expected, gradients.Input[i], $"{parameters} step {t}");
                dv = keep * expected;
            }
        }
    }

    private static bool IsTrueGradient(NeuronParameters p) => p is { ResetGradient: ResetGradient.Full, TemporalGradient: TemporalGradient.Full };

    /// <summary>Central difference; its error is about 1e-10 here, far below the tolerance of <see cref="Same"/>.</summary>
    private static double Difference(Func<double, double> f) => (f(1e-5) - f(-1e-5)) / 2e-5;

    private static void Same(double expected, double actual, string what)
        => Assert.True(Math.Abs(expected - actual) <= 1e-7 * (1 + Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");

    private static double[] Moved(double[] values, int index, double by)
    {
        double[] moved = [.. values];
        moved[index] += by;
        return moved;
    }

    private static double[] Doubles(int count, ulong seed) => [.. RandomData.Normal(count, seed).Select(x => (double)x)];

    /// <summary>A spike that is a logistic function of the potential, with its true derivative.</summary>
    private sealed class LogisticSpike : ISpikeFunction<double>
    {
        public double Spike(double u) => 1 / (1 + Math.Exp(-2 * u));

        public double Derivative(double u) => 2 * Spike(u) * (1 - Spike(u));
    }
}
