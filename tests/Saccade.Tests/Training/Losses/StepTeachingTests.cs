using Saccade.Networks;

using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Losses;

/// <summary>Losses in which the steps of a network teach each other, or a teacher only the steps that err: value and gradient against their formulas in double.</summary>
public sealed class StepTeachingTests
{
    private const int Steps = 4, Samples = 3, Classes = 4;

    private static readonly float[] _logits = RandomData.Normal(Steps * Samples * Classes, 31), _teacher = RandomData.Normal(Samples * Classes, 32);

    // Sample 0 is decided rightly at some steps and wrongly at others; no step is right on sample 2.
    private static readonly ClassTargets _targets = Targets();

    private static readonly Dictionary<string, (LossDescription Loss, Func<double[][][], double[][][], double> Formula)> _cases = new()
    {
        ["weak to strong"] = (new SelfDistillation(), (z, start) => Kl(start[Ranked(start)[0]], z[Ranked(start)[^1]], 2)),
        ["strong to weak, tau squared"] = (
            new SelfDistillation { Teaches = StepTeacher.Strong, Squares = true }, (z, start) => 4 * Kl(start[Ranked(start)[^1]], z[Ranked(start)[0]], 2)),
        ["cascade"] = (
            new SelfDistillation { Cascade = true, Temperature = 3 }, (z, start) => Enumerable.Range(1, Steps - 1).Average(i => Kl(start[Ranked(start)[i - 1]], z[Ranked(start)[i]], 3))),
        ["cascade, strong first, gradients through the teacher"] = (
            new SelfDistillation { Teaches = StepTeacher.Strong, Cascade = true, Detaches = false }, (z, start) => Enumerable.Range(1, Steps - 1).Average(i => Kl(z[Ranked(start)[i]], z[Ranked(start)[i - 1]], 2))),
        ["ensemble of the right steps"] = (new EnsembleDistillation(), (z, start) => z.Average(step => Enumerable.Range(0, Samples).Sum(n => Right(start, n) is { } mean ? 9 * Kl(mean, step[n], 3) / Samples : 0))),
        ["ensemble of the other steps"] = (
            new EnsembleDistillation { Of = EnsembleOf.OtherSteps, Temperature = 2 },
            (z, start) => Enumerable.Range(0, Steps).Average(t => Enumerable.Range(0, Samples).Average(n => 4 * Kl(Others(start, t, n), z[t][n], 2)))),
        ["selective"] = (new SelectiveDistillation { Temperature = 2 }, (z, start) => Enumerable.Range(0, Steps).Average(t => Enumerable.Range(0, Samples).Average(n => Selective(z[t][n], Decide(start[t][n]), n)))),
    };

    public static TheoryData<string> Names => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_ValueAndGradient_AreThoseOfTheFormula(string name)
    {
        var (description, formula) = _cases[name];
        var z = new Parameter("z", ParameterKind.Weight, new Shape("TNF", Steps, Samples, Classes));
        _logits.CopyTo(z.Values, 0);
        using var engine = new Engine(1);
        double[][][] start = ByStep([.. _logits.Select(v => (double)v)]);

        var error = new GradientCheck(tape => Take(description, tape.Use(z, true)), z) { Reference = values => [formula(ByStep(values[0]), start)] }.Worst(engine);

        Assert.True(error.Relative < 1e-5, error.ToString());
        using var tape = new Tape(engine, recording: false);
        Assert.Equal(formula(start, start), Take(description, tape.Use(z, false)).Values[0], 1e-5);
        Assert.True(formula(start, start) > 1e-3);
    }

    [Fact]
    public void Ensemble_NoStepIsRight_AddsNothing()
    {
        using var engine = new Engine(1);
        var z = new Parameter("z", ParameterKind.Weight, new Shape("TNF", 2, 1, 2));
        new float[] { 1, 3, 0, 2 }.CopyTo(z.Values, 0);
        using var tape = new Tape(engine, recording: true);

        var loss = Build(new EnsembleDistillation()).Of(new StepContext(new ForwardPass(tape), tape.Use(z, true), ClassTargets.Of([0], 2)));
        float value = loss.Values[0];
        using var gradients = tape.Backward(loss);

        Assert.Equal(0, value);
        Assert.All(gradients.Of(z).ToArray(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Selective_EveryStepIsRight_AddsNothing()
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);

        var loss = Build(new SelectiveDistillation()).Of(Context(tape.Constant(new Shape("TNK", 2, 1, 2), [1, 3, 0, 2]), ClassTargets.Of([1], 2), [5, -1]));

        Assert.Equal(0, loss.Values[0]);
    }

    [Theory]
    [InlineData("self-distillation")]
    [InlineData("ensemble-distillation")]
    public void Loss_OneStep_IsRefused(string kind)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);
        LossDescription loss = kind == "self-distillation" ? new SelfDistillation() : new EnsembleDistillation();

        var error = Assert.Throws<ArgumentException>(() => Build(loss).Of(Context(tape.Constant(new Shape("TNK", 1, 1, 2), [1, 3]), ClassTargets.Of([1], 2), [])));

        Assert.Contains("got logits of 1 time step, expected at least 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipe_NotGiven_HasThePublishedWeightsAndTemperatures()
    {
        var recipe = RecipeReader.Read("""
            name: terms
            data: {layout: glyphs}
            phases:
              twin: {network: relu, epochs: 1}
              train:
                network: spiking
                teachers: {twin: {mean: true}}
                objective:
                  - {kind: ensemble-distillation}
                  - {kind: selective-distillation}
                  - {kind: self-distillation}
                  - {kind: stable-spikes, tap: map}
            """, "recipe.yaml");

        Assert.Equal<LossDescription>(
        [
            new EnsembleDistillation { Weight = 0.5, Temperature = 3, Of = EnsembleOf.RightSteps },
            new SelectiveDistillation { Weight = 0.6, Temperature = 3 },
            new SelfDistillation { Weight = 1, Temperature = 2, Teaches = StepTeacher.Weak, Detaches = true },
            new StableSpikes { Tap = "map", Weight = 1, Spikes = 1, Noise = 1, Temperature = 2 },
        ], recipe.Phases[1].Objective);
    }

    private static ClassTargets Targets()
    {
        double[][][] z = ByStep([.. _logits.Select(v => (double)v)]);
        int Missed(int n) => Enumerable.Range(0, Classes).First(k => z.All(step => Decide(step[n]) != k));
        int[] labels = [Decide(z[0][0]), Decide(z[1][1]), Missed(2)];
        return ClassTargets.Of(labels, Classes);
    }

    private static Tensor Take(LossDescription loss, Tensor logits) => Build(loss).Of(Context(logits, _targets, _teacher));

    private static Loss Build(LossDescription loss) => loss.Build(null!);

    private static StepContext Context(Tensor logits, ClassTargets targets, float[] teacher) => new(new ForwardPass(logits.Tape), logits, targets)
    {
        Teachers = new Dictionary<string, TeacherAnswer> { ["teacher"] = new(1, teacher, teacher, new Dictionary<string, float[]>()) },
    };

    private static double[][][] ByStep(double[] values) => [.. values.Chunk(Samples * Classes).Select(step => step.Chunk(Classes).ToArray())];

    private static double[] Softmax(double[] z, double tau) => [.. z.Select(v => Math.Exp(v / tau) / z.Sum(w => Math.Exp(w / tau)))];

    private static double Kl(double[] p, double[] q, double tau) => Softmax(p, tau).Zip(Softmax(q, tau), (a, b) => a * Math.Log(a / b)).Sum();

    private static double Kl(double[][] p, double[][] q, double tau) => p.Zip(q, (a, b) => Kl(a, b, tau)).Average();

    private static int Decide(double[] z) => Array.IndexOf(z, z.Max());

    /// <summary>Steps from the least sure to the surest.</summary>
    private static int[] Ranked(double[][][] z) => [.. Enumerable.Range(0, Steps).OrderBy(t => z[t].Average(row => Softmax(row, 1).Max()))];

    private static double[]? Right(double[][][] z, int n)
    {
        double[][] right = [.. z.Select(step => step[n]).Where(row => Decide(row) == _targets.LabelOf(n))];
        return right.Length == 0 ? null : [.. Enumerable.Range(0, Classes).Select(k => right.Average(row => row[k]))];
    }

    private static double[] Others(double[][][] z, int t, int n)
    {
        double Length(double[] v) => Math.Sqrt(v.Sum(x => x * x));
        double Score(int j) => Math.Exp((1 + Softmax(z[j][n], 1).Sum(p => p * Math.Log(p)) / Math.Log(Classes)) * z[t][n].Zip(z[j][n], (a, b) => a * b).Sum() / Length(z[t][n]) / Length(z[j][n]));
        int[] others = [.. Enumerable.Range(0, Steps).Where(j => j != t)];
        return [.. Enumerable.Range(0, Classes).Select(k => others.Sum(j => Score(j) / others.Sum(Score) * z[j][n][k]))];
    }

    private static double Selective(double[] z, int decided, int n)
    {
        int right = _targets.LabelOf(n);
        if (decided == right)
            return 0;
        double[] student = [.. z], teacher = [.. _teacher.Skip(n * Classes).Take(Classes).Select(v => (double)v)];
        student[decided] = student[right];
        teacher[right] = teacher[decided] = Math.Min(teacher[right], teacher[decided]);
        return 4 * Kl(teacher, student, 2);
    }
}
