using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Losses;
using Xunit;

namespace Saccade.Tests.Training.Losses;

/// <summary>Every loss of logits against its formula in double: value and gradient.</summary>
public sealed class LossGradientTests
{
    private const int Steps = 3, Samples = 2, Classes = 4;

    private static readonly float[] _logits = RandomData.Normal(Steps * Samples * Classes, 21), _teacher = RandomData.Normal(Samples * Classes, 22);

    // A hard label, and one that two classes share.
    private static readonly ClassTargets _targets = ClassTargets.Of(Samples, [0, 1, 0, 0, 0.25f, 0, 0, 0.75f]);

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Loss, Func<double[][][], double> Formula)> _cases = new()
    {
        ["cross-entropy of each step"] = (z => LossTerms.CrossEntropyPerStep(z, _targets), z => z.Average(Entropy)),
        ["cross-entropy of the mean"] = (z => LossTerms.CrossEntropyOfMean(z, _targets), z => Entropy(Mean(z, Steps))),
        ["cross-entropy of running means"] = (
            z => LossTerms.CrossEntropyPerStep(LossTerms.RunningMean(z), _targets), z => Enumerable.Range(1, Steps).Average(t => Entropy(Mean(z, t)))),
        ["squared error"] = (z => LossTerms.SquaredError(z, _targets), z => z.Average(step => Squares(step, (n, k) => _targets.Weights[n * Classes + k]))),
        ["tet"] = (z => LossTerms.Tet(z, _targets, 0.05, 0.5), z => z.Average(step => 0.95 * Entropy(step) + 0.05 * Squares(step, (_, _) => 0.5))),
        ["distillation"] = (z => LossTerms.Distillation(z, _teacher, 3), z => Divergence(Mean(z, Steps), 3)),
        ["weighted distillation"] = (z => LossTerms.WeightedDistillation(z, _teacher, _targets, 3), z => Weighted(Mean(z, Steps), 3)),
        ["step distillation"] = (z => LossTerms.StepDistillation(z, _teacher, 3), z => z.Average(step => Divergence(step, 3))),
    };

    public static TheoryData<string> Names => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_ValueAndGradient_AreThoseOfTheFormula(string name)
    {
        var (loss, formula) = _cases[name];
        var z = new Parameter("z", ParameterKind.Weight, new Shape("TNF", Steps, Samples, Classes));
        _logits.CopyTo(z.Values, 0);
        using var engine = new Engine(1);

        var error = new GradientCheck(tape => loss(tape.Use(z, true)), z) { Reference = values => [formula(ByStep(values[0]))] }.Worst(engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
        using var tape = new Tape(engine, recording: false);
        Assert.Equal(formula(ByStep([.. _logits.Select(v => (double)v)])), loss(tape.Use(z, false)).Values[0], 1e-5);
    }

    [Fact]
    public void RunningMean_IsTheMeanOfTheStepsSoFar()
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);

        var means = LossTerms.RunningMean(tape.Constant(new Shape("TNK", 3, 1, 2), [1, 2, 3, 6, 5, 1]));

        Assert.Equal([1, 2, 2, 4, 3, 3], means.Values.ToArray().Select(v => Math.Round(v, 5)));
    }

    [Fact]
    public void SquaredError_OtherSamples_AreRefused()
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);
        var logits = tape.Constant(new Shape("TNK", 1, 3, 4), new float[12]);

        Assert.Contains("squared error: got logits [T 1, N 3, K 4], expected [T any, N 2, K 4]", Assert.Throws<ArgumentException>(() => LossTerms.SquaredError(logits, _targets)).Message, StringComparison.Ordinal);
    }

    private static double[][][] ByStep(double[] values) => [.. values.Chunk(Samples * Classes).Select(step => step.Chunk(Classes).ToArray())];

    private static double[][] Mean(double[][][] z, int steps)
        => [.. Enumerable.Range(0, Samples).Select(n => Enumerable.Range(0, Classes).Select(k => z.Take(steps).Average(step => step[n][k])).ToArray())];

    private static double[] Softmax(double[] z, double tau) => [.. z.Select(v => Math.Exp(v / tau) / z.Sum(w => Math.Exp(w / tau)))];

    private static double Entropy(double[][] z) => Enumerable.Range(0, Samples).Average(n => EntropyOf(z[n], n));

    private static double EntropyOf(double[] z, int n) => -Enumerable.Range(0, Classes).Sum(k => _targets.Weights[n * Classes + k] * Math.Log(Softmax(z, 1)[k]));

    /// <summary>The weights of the samples are those at the logits where the gradient is taken: no gradient goes through them.</summary>
    private static double Weighted(double[][] z, double tau) => Enumerable.Range(0, Samples).Average(n =>
    {
        double[] taught = [.. _teacher.Skip(n * Classes).Take(Classes).Select(v => (double)v)], start = Mean(ByStep([.. _logits.Select(v => (double)v)]), Steps)[n];
        double weight = 1 - Math.Exp(-EntropyOf(start, n) / (EntropyOf(taught, n) + 1e-7));
        return -tau * tau * weight * Softmax(taught, tau).Zip(Softmax(z[n], tau), (p, q) => p * Math.Log(q)).Sum();
    });

    private static double Squares(double[][] z, Func<int, int, double> target)
        => Enumerable.Range(0, Samples).Average(n => Enumerable.Range(0, Classes).Average(k => Math.Pow(z[n][k] - target(n, k), 2)));

    private static double Divergence(double[][] z, double tau) => Enumerable.Range(0, Samples).Average(n =>
    {
        double[] p = Softmax([.. _teacher.Skip(n * Classes).Take(Classes).Select(v => (double)v)], tau), q = Softmax(z[n], tau);
        return tau * tau * p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
    });
}
