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
    /// <returns>The loss, and its terms with their weights.</returns>
    public static (Tensor Total, Tensor[] Terms) Build(IReadOnlyList<ObjectiveRecipe> terms, Tensor logits, int[] labels, float[] teacher)
    {
        Tensor[] weighted = [.. terms.Select(term => Weighted(term, logits, labels, teacher))];
        return weighted.Length > 0
            ? (weighted.Aggregate((sum, term) => BinaryOp.Add(sum, term)), weighted)
            : throw new ArgumentException("a phase needs at least one term in its objective", nameof(terms));
    }

    private static Tensor Weighted(ObjectiveRecipe term, Tensor logits, int[] labels, float[] teacher)
    {
        var loss = Term(term, logits, labels, teacher);
        return term.Weight == 1 ? loss : UnaryOp.Scale(loss, (float)term.Weight);
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
