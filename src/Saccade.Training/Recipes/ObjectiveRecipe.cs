namespace Saccade.Training.Recipes;

/// <summary>One term of the loss.</summary>
public abstract record ObjectiveRecipe
{
    /// <summary>Factor of the term in the sum; above 0. For distillation, alpha of HSD eq. 13.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether the term compares with a teacher.</summary>
    public virtual bool NeedsTeacher => false;

    /// <summary>Cross-entropy with the label.</summary>
    public sealed record CrossEntropy : ObjectiveRecipe
    {
        /// <summary>Which logits it sees. Not given, each step's in a quantised phase and the mean in a spiking one.</summary>
        public LogitsOf Of { get; init; } = LogitsOf.MeanLogits;

        /// <summary>Share of the probability that is spread over all classes. 0 to below 1.</summary>
        public double Smoothing { get; init; }
    }

    /// <summary>Temporal efficient training: (1 - lambda) mean over steps of cross-entropy + lambda mean squared distance of the logits from a constant (facts 9.5).</summary>
    public sealed record Tet : ObjectiveRecipe
    {
        /// <summary>Share of the regularisation. 0 to 1.</summary>
        public double Lambda { get; init; } = 1e-3;

        /// <summary>The constant the logits are drawn to.</summary>
        public double Target { get; init; } = 1;
    }

    /// <summary>Vanilla distillation: divergence of the student's mean logits from the teacher's, times the squared temperature (HSD, eq. 9 and 10).</summary>
    public sealed record Distillation : ObjectiveRecipe
    {
        /// <summary>Temperature tau; above 0.</summary>
        public double Temperature { get; init; } = 2;

        /// <summary>What the divergence is divided by.</summary>
        public KlReduction Reduction { get; init; } = KlReduction.BatchMean;

        /// <inheritdoc/>
        public override bool NeedsTeacher => true;
    }

    /// <summary>Step-wise distillation (SKD): the mean over steps of the divergence of each step from the teacher's mean logits, times the squared temperature (HSD, eq. 11).</summary>
    public sealed record StepDistillation : ObjectiveRecipe
    {
        /// <summary>Temperature tau; above 0.</summary>
        public double Temperature { get; init; } = 2;

        /// <summary>What the divergence is divided by.</summary>
        public KlReduction Reduction { get; init; } = KlReduction.BatchMean;

        /// <inheritdoc/>
        public override bool NeedsTeacher => true;
    }
}
