using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// Distillation where a step errs, the teacher's part of SeAl: for each step t that decides for a wrong class w, tau^2 KL(softmax(a / tau) || softmax(b / tau)), averaged over all steps and samples. In the student's copy b
/// the logit of w is that of the right class y; in the teacher's copy a both are the smaller of the two. So the divergence does not teach the answer, which the cross-entropy does, but what the teacher knows of the other
/// classes. The steps that are right add nothing.
/// </summary>
public sealed record SelectiveDistillation : LossDescription
{
    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 3;

    /// <inheritdoc/>
    public override string About => "the distance of the outputs from the teacher's mean at each step that is wrong, apart from the two classes that it mistakes (selective distillation)";

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    public override bool IsPerStep => true;

    internal static LossKind Kind { get; } = LossKind.Of("selective-distillation", () => new Section<SelectiveDistillation>(new SelectiveDistillation { Weight = 0.6 }).Means("The divergence of the outputs from the teacher's mean at each step that is wrong, apart from the two classes that it mistakes (SeAl).")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => Take(step.Logits, step.Teacher(Teacher).MeanLogits, step.Targets));

    private Tensor Take(Tensor logits, float[] teacher, ClassTargets targets)
    {
        LossTerms.Check("selective distillation", logits, targets);
        LossTerms.RequireTeacher(logits, teacher);
        int samples = targets.Samples, classes = targets.Classes, rows = logits.Shape[0] * samples;
        var values = logits.Values;
        float[] taught = new float[values.Length], right = new float[values.Length], wrong = new float[values.Length];
        bool[] errs = new bool[rows];
        for (int row = 0; row < rows; row++)
        {
            int n = row % samples, y = targets.LabelOf(n), w = LossTerms.ClassOf(values.Slice(row * classes, classes));
            var mine = taught.AsSpan(row * classes, classes);
            teacher.AsSpan(n * classes, classes).CopyTo(mine);
            errs[row] = w != y;
            mine[y] = mine[w] = Math.Min(mine[y], mine[w]);
            right[row * classes + y] = wrong[row * classes + w] = errs[row] ? 1 : 0;
        }

        double all = Temperature * Temperature / (logits.BatchCount / classes);
        return LossTerms.Divergence(Levelled(logits, right, wrong), LossTerms.Softmax(taught, classes, Temperature), row => errs[row] ? all : 0, Temperature);
    }

    /// <summary>The logits with the one of the wrong class replaced by the one of the right class, through which its gradient goes.</summary>
    private static Tensor Levelled(Tensor logits, float[] right, float[] wrong)
    {
        Tensor y = logits.Tape.Constant(logits.Shape, right), w = logits.Tape.Constant(logits.Shape, wrong);
        string classes = logits.Shape.Axes[^1].ToString();
        var gap = BinaryOp.Subtract(ReduceOp.Sum(BinaryOp.Multiply(logits, y), classes), ReduceOp.Sum(BinaryOp.Multiply(logits, w), classes));
        return BinaryOp.Add(logits, BinaryOp.Multiply(w, gap));
    }
}
