using Saccade.Schema;
using Saccade.Tensors;

namespace Saccade.Training.Losses;

/// <summary>Which steps of a network are its own teacher.</summary>
public enum EnsembleOf
{
    /// <summary>The mean of the steps that decide rightly, the same for all steps (arXiv 2501.15925).</summary>
    RightSteps,

    /// <summary>For each step a mean of the others, weighted by how sure they are and how much alike (SeAl).</summary>
    OtherSteps,
}

/// <summary>
/// A network's own steps as the teacher of each: the mean over steps and samples of tau^2 KL(softmax(e / tau) || softmax(z_t / tau)), where the ensemble e is a constant. Beside a cross-entropy of each step and a
/// <see cref="StepDistillation"/> from a network that sees the mean of all frames, it is full-range distillation (arXiv 2501.15925; weights 0.2 and 0.5, both at temperature 3).
/// </summary>
/// <remarks>A sample of which no step is right adds nothing to <see cref="EnsembleOf.RightSteps"/> and still counts in the mean: our reading.</remarks>
public sealed record EnsembleDistillation : LossDescription
{
    /// <summary>Keeps the published mean finite where no step is right.</summary>
    private const double Guard = 1e-8;

    /// <summary>Which steps teach.</summary>
    public EnsembleOf Of { get; init; }

    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 3;

    /// <inheritdoc/>
    public override string About => $"the distance of each step's outputs from {(Of == EnsembleOf.RightSteps ? "the mean of the steps that are right" : "a mean of the other steps")} (ensemble distillation)";

    internal static LossKind Kind { get; } = LossKind.Of("ensemble-distillation", () => new Section<EnsembleDistillation>(new EnsembleDistillation { Weight = 0.5 }).Means("The divergence of each step's outputs from a mean of the network's own steps (full-range distillation, arXiv 2501.15925).")
        .Key("of", new ChoiceKind<EnsembleOf>(), r => r.Of, (r, v) => r with { Of = v }, "right-steps: the mean of the steps that decide rightly. other-steps: for each step the others, weighted by how sure they are and how much alike.")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => Take(step.Logits, step.Targets));

    private Tensor Take(Tensor logits, ClassTargets targets)
    {
        LossTerms.RequireSteps("ensemble distillation", logits);
        LossTerms.Check("ensemble distillation", logits, targets);
        var values = logits.Values;
        int steps = logits.Shape[0], samples = targets.Samples, classes = targets.Classes;
        double all = Temperature * Temperature / (logits.BatchCount / steps / classes) / steps;
        if (Of == EnsembleOf.OtherSteps)
            return LossTerms.Divergence(logits, LossTerms.Softmax(Others(values, steps, samples, classes), classes, Temperature), _ => all, Temperature);
        var (mean, right) = Right(values, steps, targets);
        return LossTerms.Divergence(logits, LossTerms.Softmax(mean, classes, Temperature), n => right[n] > 0 ? all : 0, Temperature);
    }

    /// <summary>The mean logits of the right steps, [N, K], and their number for each sample.</summary>
    private static (float[] Mean, int[] Right) Right(ReadOnlySpan<float> logits, int steps, ClassTargets targets)
    {
        int samples = targets.Samples, classes = targets.Classes;
        double[] sums = new double[samples * classes];
        int[] right = new int[samples];
        for (int row = 0; row < steps * samples; row++)
        {
            int n = row % samples;
            var z = logits.Slice(row * classes, classes);
            if (LossTerms.ClassOf(z) != targets.LabelOf(n))
                continue;
            right[n]++;
            for (int k = 0; k < classes; k++)
                sums[n * classes + k] += z[k];
        }

        return ([.. sums.Select((sum, i) => (float)(sum / (right[i / classes] + Guard)))], right);
    }

    /// <summary>For each step the sum over the other steps j of a_tj z_j with a_tj = softmax over j of c_j cos(z_t, z_j) and c_j = 1 - H(softmax z_j) / ln K, [T, N, K].</summary>
    private static float[] Others(ReadOnlySpan<float> logits, int steps, int samples, int classes)
    {
        double[] shares = LossTerms.Softmax(logits, classes, 1);
        float[] means = new float[logits.Length];
        double[] scores = new double[steps];
        for (int n = 0; n < samples; n++)
        {
            for (int t = 0; t < steps; t++)
            {
                var mine = Row(logits, t, n);
                double sum = 0;
                for (int j = 0; j < steps; j++)
                {
                    scores[j] = j == t ? 0 : Math.Exp(Sureness(shares.AsSpan((j * samples + n) * classes, classes)) * Cosine(mine, Row(logits, j, n)));
                    sum += scores[j];
                }

                for (int j = 0; j < steps; j++)
                {
                    for (int k = 0; k < classes; k++)
                        means[(t * samples + n) * classes + k] += (float)(scores[j] / sum * Row(logits, j, n)[k]);
                }
            }
        }

        return means;

        ReadOnlySpan<float> Row(ReadOnlySpan<float> all, int t, int n) => all.Slice((t * samples + n) * classes, classes);
    }

    /// <summary>1 for a certain answer, 0 for one that knows nothing.</summary>
    private static double Sureness(ReadOnlySpan<double> shares)
    {
        double entropy = 0;
        foreach (double share in shares)
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        return 1 - entropy / Math.Log(shares.Length);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, first = 0, second = 0;
        for (int k = 0; k < a.Length; k++)
            (product, first, second) = (product + (double)a[k] * b[k], first + (double)a[k] * a[k], second + (double)b[k] * b[k]);
        return first > 0 && second > 0 ? product / Math.Sqrt(first * second) : 0;
    }
}
