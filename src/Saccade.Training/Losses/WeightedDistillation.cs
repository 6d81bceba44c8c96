using Saccade.Schema;

namespace Saccade.Training.Losses;

/// <summary>
/// Weighted soft-label distillation, the logits' part of BKDSNN (arXiv 2407.09083): the cross-entropy of the student's mean logits with the teacher's, softened, each sample weighted the more the worse the
/// student knows it in comparison with the teacher. See <see cref="LossTerms.WeightedDistillation"/>.
/// </summary>
public sealed record WeightedDistillation : LossDescription
{
    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <inheritdoc/>
    public override string About => "the distance of the outputs' mean over all steps from the teacher's, weighted by what the student does not know yet (weighted distillation)";

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    internal static LossKind Kind { get; } = LossKind.Of("weighted-distillation", () => new Section<WeightedDistillation>(new WeightedDistillation()).Means("The cross-entropy of the outputs' mean over all steps with the teacher's, samples weighted by what the student does not know yet (BKDSNN).")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
        => new(step => LossTerms.WeightedDistillation(step.Logits, step.Teacher(Teacher).MeanLogits, step.Targets, Temperature));
}
