using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.Training.Losses;
using Saccade.Training.Steps;
using Xunit;

namespace Saccade.Tests.Training.Losses;

public sealed class LossTermsTests
{
    // One sample of class 0, two steps, three classes; the values below come from a computation apart from this library.
    private static readonly float[] _student = [1, 1, 0, 0, 2, 1];
    private static readonly float[] _teacher = [2, 1, 0];

    public static TheoryData<string, double, double, double> Divergences => new()
    {
        // SKD, then KD on the mean logits, both as batch means; element means are a third of them
        { "tau 1", 1, .557676, .474321 },
        { "tau 2", 2, .581422, .482350 },
        { "tau 10", 10, .565037, .455899 },
    };

    [Theory]
    [InlineData("ce_mean_output")]
    [InlineData("ce_per_step")]
    [InlineData("ce_smooth0.1")]
    [InlineData("tet_lambda0.0_means1")]
    [InlineData("tet_lambda0.05_means1")]
    [InlineData("tet_lambda0.001_means1")]
    [InlineData("kd_tau1.0")]
    [InlineData("kd_tau2.0")]
    [InlineData("kd_tau4.0")]
    [InlineData("skd_tau1.0")]
    [InlineData("skd_tau2.0")]
    [InlineData("skd_tau4.0")]
    [InlineData("hsd_tau1.0_alpha1")]
    [InlineData("hsd_tau2.0_alpha1")]
    [InlineData("hsd_tau4.0_alpha1")]
    public void Loss_GoldenCase_GivesValueAndGradientOfPyTorch(string name)
    {
        var golden = GoldenFile.Open("losses");
        int[] shape = golden.Shape("student"), labels = [.. golden.Longs("labels").Select(l => (int)l)];
        float[] teacher = golden.Floats("teacher");

        var (value, gradient) = Differentiate(new Shape("TNK", shape), golden.Floats("student"), z => Build(name, z, labels, teacher));

        Close.Relative(golden.Floats(name + ".loss"), [value], 1e-5, name);
        Close.Relative(golden.Floats(name + ".grad"), gradient, 1e-5, name + " gradient");
    }

    [Fact]
    public void Golden_EveryCase_IsTried()
    {
        var tried = typeof(LossTermsTests).GetMethod(nameof(Loss_GoldenCase_GivesValueAndGradientOfPyTorch))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(a => (string)a.Data[0]!);
        var golden = GoldenFile.Open("losses");

        Assert.Equal(golden.Names.Where(n => n.EndsWith(".loss", StringComparison.Ordinal)).Select(n => n[..^5]).Order(), tried.Order());
    }

    [Theory]
    [MemberData(nameof(Divergences))]
    public void Distillation_FactsVector_BothReductions(string name, double tau, double stepWise, double vanilla)
    {
        // Six printed digits, and one unit in the last place of log-softmax, magnified.
        double tolerance = 1e-6 + tau * tau * 6e-8;
        Assert.Equal(stepWise, Value(z => LossTerms.StepDistillation(z, _teacher, tau)), tolerance);
        Assert.Equal(stepWise / 3, Value(z => LossTerms.StepDistillation(z, _teacher, tau, elementMean: true)), tolerance);
        Assert.Equal(vanilla, Value(z => LossTerms.Distillation(z, _teacher, tau)), tolerance);
        Assert.True(Math.Abs(vanilla / 3 - Value(z => LossTerms.Distillation(z, _teacher, tau, elementMean: true))) < tolerance, name);
    }

    [Fact]
    public void CrossEntropyAndTet_FactsVector()
    {
        Assert.Equal(1.551445, Value(z => LossTerms.CrossEntropyOfMean(z, new[] { 0 })), 5e-6);
        Assert.Equal(1.634800, Value(z => LossTerms.CrossEntropyPerStep(z, new[] { 0 })), 5e-6);
        Assert.Equal(1.633666, Value(z => LossTerms.Tet(z, new[] { 0 }, 1e-3, 1)), 5e-6);
        Assert.Equal(.5, Value(z => LossTerms.Tet(z, new[] { 0 }, 1, 1)), 5e-6);
    }

    [Fact]
    public void Distillation_StudentEqualsTeacher_IsZeroWithoutGradient()
    {
        float[] student = [.. _teacher, .. _teacher];

        var (value, gradient) = Differentiate(new Shape("TNK", 2, 1, 3), student, z => LossTerms.StepDistillation(z, _teacher, 2));

        Assert.Equal(0, value, 1e-6);
        Assert.All(gradient, g => Assert.Equal(0, g, 1e-7));
    }

    [Theory]
    [InlineData(new float[] { 2, 1, 0 }, new float[] { 2, 1, 0 }, 0.632120)] // as good as each other: 1 - 1 / e
    [InlineData(new float[] { 2, 1, 0 }, new float[] { 60, 0, 0 }, 1)] // the teacher is certain
    [InlineData(new float[] { 60, 0, 0 }, new float[] { 2, 1, 0 }, 0)] // the student is
    [InlineData(new float[] { 1, 0, 0 }, new float[] { 0, 0, 0 }, 0.394648)] // 1 - exp(-0.551445 / ln 3)
    public void WeightedDistillation_WeightsSamplesByWhatTheStudentLacks(float[] student, float[] teacher, double weight)
    {
        const double Tau = 2;
        double[] Softmax(float[] z) => [.. z.Select(v => Math.Exp(v / Tau) / z.Sum(w => Math.Exp(w / Tau)))];
        double entropy = -Softmax(teacher).Zip(Softmax(student), (p, q) => p * Math.Log(q)).Sum();

        var (value, _) = Differentiate(new Shape("TNK", 2, 1, 3), [.. student, .. student], z => LossTerms.WeightedDistillation(z, teacher, ClassTargets.Of([0], 3), Tau));

        Assert.Equal(Tau * Tau * weight * entropy, value, 1e-5);
    }

    [Fact]
    public void Losses_LogitsOfAnySize_StayFinite()
    {
        float[] student = [1e4f, -1e4f, 0, -3e4f, 3e4f, 1];
        float[] teacher = [-5e4f, 5e4f, 0];

        foreach (var loss in new Func<Tensor, Tensor>[]
        {
            z => LossTerms.CrossEntropyOfMean(z, new[] { 1 }), z => LossTerms.CrossEntropyPerStep(z, new[] { 1 }, 0.1), z => LossTerms.Distillation(z, teacher, 1), z => LossTerms.StepDistillation(z, teacher, 10),
            z => LossTerms.WeightedDistillation(z, teacher, ClassTargets.Of([1], 3), 1),
        })
        {
            var (value, gradient) = Differentiate(new Shape("TNK", 2, 1, 3), student, loss);
            Assert.True(float.IsFinite(value));
            Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
        }
    }

    [Fact]
    public void Objective_Terms_AreWeightedAndAdded()
    {
        LossDescription[] terms = [new CrossEntropy { Weight = 0.5 }, new StepDistillation { Weight = 3, Temperature = 2, Reduction = KlReduction.ElementMean }];

        double value = Value(z => Objective(terms, z, [0], _teacher));

        Assert.Equal(0.5 * 1.551445 + 3 * .193807, value, 2e-5);
    }

    [Fact]
    public void Losses_InputsThatDoNotFit_SayHow()
    {
        AssertSays("got logits [T 2, N 1, K 3], expected [T any, N 2, K 3]", z => LossTerms.CrossEntropyPerStep(z, new[] { 0, 1 }));
        AssertSays("got label 3 for sample 0, but there are 3 classes", z => LossTerms.CrossEntropyPerStep(z, new[] { 3 }));
        AssertSays("got label -1", z => LossTerms.CrossEntropyPerStep(z, new[] { -1 }));
        AssertSays("4 logits of the teacher for those of the student, [T 2, N 1, K 3]", z => LossTerms.StepDistillation(z, [1, 2, 3, 4], 1));
        AssertSays("4 logits of the teacher", z => LossTerms.WeightedDistillation(z, [1, 2, 3, 4], ClassTargets.Of([0], 3), 1));
        AssertSays("weighted distillation: got logits [T 2, N 1, K 3], expected [T any, N 2, K 3]", z => LossTerms.WeightedDistillation(z, _teacher, ClassTargets.Of([0, 1], 3), 1));
        AssertSays("temperature", z => LossTerms.StepDistillation(z, _teacher, 0));
    }

    private static Tensor Build(string name, Tensor z, int[] labels, float[] teacher)
    {
        double Number(string key) => double.Parse(name[(name.IndexOf(key, StringComparison.Ordinal) + key.Length)..].Split('_')[0]);
        return name.Split('_')[0] switch
        {
            "ce" when name == "ce_per_step" => LossTerms.CrossEntropyPerStep(z, labels),
            "ce" => LossTerms.CrossEntropyOfMean(z, labels, name == "ce_mean_output" ? 0 : Number("smooth")),
            "tet" => LossTerms.Tet(z, labels, Number("lambda"), Number("means")),
            "kd" => LossTerms.Distillation(z, teacher, Number("tau")),
            "skd" => LossTerms.StepDistillation(z, teacher, Number("tau")),
            _ => Objective([new CrossEntropy(), new StepDistillation { Temperature = Number("tau") }], z, labels, teacher),
        };
    }

    private static Tensor Objective(LossDescription[] terms, Tensor z, int[] labels, float[] teacher)
    {
        var step = new StepContext(new ForwardPass(z.Tape), z, ClassTargets.Of(labels, z.Shape[^1]))
        {
            Teachers = new Dictionary<string, TeacherAnswer> { ["t"] = new(1, teacher, teacher, new Dictionary<string, float[]>()) },
        };
        return terms.Select(term => new WeightedLoss(term.Build(null!), term.Weight).Of(step)).Aggregate((a, b) => BinaryOp.Add(a, b));
    }

    private static double Value(Func<Tensor, Tensor> loss) => Differentiate(new Shape("TNK", 2, 1, 3), _student, loss).Value;

    private static void AssertSays(string text, Func<Tensor, Tensor> loss)
        => Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(() => Value(loss)).Message, StringComparison.Ordinal);

    private static (float Value, float[] Gradient) Differentiate(Shape shape, float[] logits, Func<Tensor, Tensor> loss)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: true);
        var z = tape.Variable(shape, logits);
        var value = loss(z);
        float result = value.Values[0];
        using var gradients = tape.Backward(value);
        return (result, gradients.Of(z).ToArray());
    }
}
