using Saccade.Tensors;
using Saccade.Tensors.Ops;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;

namespace Saccade.Training.Loops;

/// <summary>The loss of a phase: its terms, weighted and added.</summary>
internal static class PhaseObjective
{
    /// <summary>Builds the loss of a batch.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="labels">N labels.</param>
    /// <param name="teacher">The teacher's time-mean logits [N, K], or empty.</param>
    public static Tensor Loss(IReadOnlyList<ObjectiveRecipe> terms, Tensor logits, int[] labels, float[] teacher)
    {
        Tensor? sum = null;
        foreach (var term in terms)
        {
            var loss = Term(term, logits, labels, teacher);
            if (term.Weight != 1)
                loss = ScaleOp.Apply(loss, (float)term.Weight);
            sum = sum is null ? loss : AddOp.Apply(sum, loss);
        }

        return sum ?? throw new ArgumentException("a phase needs at least one term in its objective", nameof(terms));
    }

    private static Tensor Term(ObjectiveRecipe term, Tensor logits, int[] labels, float[] teacher) => term switch
    {
        ObjectiveRecipe.CrossEntropy { Of: LogitsOf.EachStep } c => LossTerms.CrossEntropyPerStep(logits, labels, c.Smoothing),
        ObjectiveRecipe.CrossEntropy c => LossTerms.CrossEntropyOfMean(logits, labels, c.Smoothing),
        ObjectiveRecipe.Tet t => LossTerms.Tet(logits, labels, t.Lambda, t.Target),
        ObjectiveRecipe.Distillation d => LossTerms.Distillation(logits, teacher, d.Temperature, d.Reduction == KlReduction.ElementMean),
        ObjectiveRecipe.StepDistillation d => LossTerms.StepDistillation(logits, teacher, d.Temperature, d.Reduction == KlReduction.ElementMean),
        _ => throw new ArgumentException($"unknown objective {term}", nameof(term)),
    };
}
