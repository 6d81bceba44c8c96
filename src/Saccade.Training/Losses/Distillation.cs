using Saccade.Schema;

namespace Saccade.Training.Losses;

/// <summary>What a Kullback-Leibler divergence is divided by.</summary>
public enum KlReduction
{
    /// <summary>The number of samples: the true divergence.</summary>
    BatchMean,

    /// <summary>Samples times classes, as in the code published with HSD.</summary>
    ElementMean,
}

/// <summary>Vanilla distillation: divergence of the student's mean logits from the teacher's, times the squared temperature (HSD, arXiv 2409.12507, eq. 9 and 10).</summary>
public sealed record Distillation : LossDescription
{
    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>What the divergence is divided by.</summary>
    public KlReduction Reduction { get; init; } = KlReduction.BatchMean;

    /// <inheritdoc/>
    public override string About => "the distance of the outputs' mean over all steps from the teacher's (distillation)";

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    internal static LossKind Kind { get; } = LossKind.Of("distillation", () => new Section<Distillation>(new Distillation()).Means("The divergence of the outputs' mean over all steps from the teacher's (HSD, eq. 9 and 10).")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau.")
        .Key("reduction", new ChoiceKind<KlReduction>(), r => r.Reduction, (r, v) => r with { Reduction = v }, "batch-mean: true divergence. element-mean: divided by the classes too (the published code)."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
        => new(step => LossTerms.Distillation(step.Logits, step.Teacher(Teacher).MeanLogits, Temperature, Reduction == KlReduction.ElementMean));
}

/// <summary>
/// Step-wise distillation (SKD): the mean over steps of the divergence of each step from the teacher's mean logits, times the squared temperature (HSD,
/// arXiv 2409.12507, eq. 11).
/// </summary>
public sealed record StepDistillation : LossDescription
{
    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>What the divergence is divided by.</summary>
    public KlReduction Reduction { get; init; } = KlReduction.BatchMean;

    /// <inheritdoc/>
    public override string About => "the distance of each step's outputs from the teacher's mean, averaged over the steps (step-wise distillation)";

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    public override bool IsPerStep => true;

    internal static LossKind Kind { get; } = LossKind.Of("step-distillation", () => new Section<StepDistillation>(new StepDistillation()).Means("The divergence of each step's outputs from the teacher's mean, averaged over the steps (HSD, eq. 11).")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau.")
        .Key("reduction", new ChoiceKind<KlReduction>(), r => r.Reduction, (r, v) => r with { Reduction = v }, "batch-mean: true divergence. element-mean: divided by the classes too (the published code)."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope)
        => new(step => LossTerms.StepDistillation(step.Logits, step.Teacher(Teacher).MeanLogits, Temperature, Reduction == KlReduction.ElementMean));
}
