using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// Scalar losses of logits [T, N, K] as small graphs of operations, so that their gradients need no code of their own.
/// </summary>
public static class LossTerms
{
    /// <summary>Keeps the published weight of a soft label finite where the teacher is certain.</summary>
    private const double Guard = 1e-7;

    /// <summary>Cross-entropy of the time-mean logits with the targets (HSD eq. 13): mean over samples.</summary>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="targets">[N, K].</param>
    /// <param name="smoothing">Share of the probability that is spread over all classes, 0 to below 1.</param>
    /// <exception cref="ArgumentException">The targets are of other samples or classes.</exception>
    public static Tensor CrossEntropyOfMean(Tensor logits, ClassTargets targets, double smoothing = 0)
        => CrossEntropyPerStep(ReduceOp.Mean(logits, "T"), targets, smoothing);

    /// <summary>Cross-entropy of every step's logits with the targets (HSD eq. 5): mean over steps and samples.</summary>
    /// <inheritdoc cref="CrossEntropyOfMean(Tensor, ClassTargets, double)"/>
    public static Tensor CrossEntropyPerStep(Tensor logits, ClassTargets targets, double smoothing = 0)
    {
        Check("cross-entropy", logits, targets);
        int classes = targets.Classes;
        var log = SoftmaxOp.Log(logits);
        int rows = log.Shape.Count / classes;
        float spread = (float)(-smoothing / classes / rows), hit = (float)(-(1 - smoothing) / rows);
        var weights = logits.Tape.Constant(log.Shape, memory =>
        {
            var values = memory.Span;
            var target = targets.Weights;
            for (int i = 0; i < values.Length; i += target.Length)
            {
                for (int j = 0; j < target.Length; j++)
                    values[i + j] = spread + target[j] * hit;
            }
        });
        return DotOp.Apply(log, weights);
    }

    /// <summary>Cross-entropy of the time-mean logits with hard labels (HSD eq. 13): mean over samples.</summary>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="smoothing">Share of the probability that is spread over all classes, 0 to below 1.</param>
    public static Tensor CrossEntropyOfMean(Tensor logits, ReadOnlySpan<int> labels, double smoothing = 0) => CrossEntropyOfMean(logits, TargetsOf(logits, labels), smoothing);

    /// <summary>Cross-entropy of every step's logits with hard labels (HSD eq. 5): mean over steps and samples.</summary>
    /// <inheritdoc cref="CrossEntropyOfMean(Tensor, ReadOnlySpan{int}, double)"/>
    public static Tensor CrossEntropyPerStep(Tensor logits, ReadOnlySpan<int> labels, double smoothing = 0) => CrossEntropyPerStep(logits, TargetsOf(logits, labels), smoothing);

    /// <summary>
    /// Temporal efficient training (Deng et al. 2022): (1 - lambda) times the cross-entropy of every step, plus lambda times
    /// the mean squared distance of the logits from <paramref name="target"/>.
    /// </summary>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="targets">[N, K].</param>
    /// <param name="lambda">Share of the second term, 0 to 1.</param>
    /// <param name="target">What all logits are drawn to.</param>
    public static Tensor Tet(Tensor logits, ClassTargets targets, double lambda, double target)
    {
        var entropy = UnaryOp.Scale(CrossEntropyPerStep(logits, targets), (float)(1 - lambda));
        if (lambda == 0)
            return entropy;

        var distance = BinaryOp.Subtract(logits, logits.Tape.Constant(logits.Shape, values => values.Span.Fill((float)target)));
        return BinaryOp.Add(entropy, UnaryOp.Scale(DotOp.Apply(distance, distance), (float)(lambda / logits.Shape.Count)));
    }

    /// <summary>The mean squared distance of every step's logits from the targets: mean over steps, samples and classes.</summary>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="targets">[N, K].</param>
    /// <exception cref="ArgumentException">The targets are of other samples or classes.</exception>
    public static Tensor SquaredError(Tensor logits, ClassTargets targets)
    {
        Check("squared error", logits, targets);
        var distance = BinaryOp.Subtract(logits, logits.Tape.Constant(new Shape(logits.Shape.Axes[1..], targets.Samples, targets.Classes), targets.Weights));
        return UnaryOp.Scale(DotOp.Apply(distance, distance), 1f / logits.Shape.Count);
    }

    /// <summary>After each step the mean of the logits so far, [T, N, K] to [T, N, K].</summary>
    /// <param name="logits">[T, N, K].</param>
    public static Tensor RunningMean(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        int steps = logits.Shape[0];
        var shares = logits.Tape.Constant(new Shape("TS", steps, steps), memory =>
        {
            for (int t = 0; t < steps; t++)
            {
                memory.Span.Slice(t * steps, t + 1).Fill(1f / (t + 1));
                memory.Span.Slice(t * steps + t + 1, steps - t - 1).Clear();
            }
        });
        var rows = ReshapeOp.Apply(logits, new Shape("SF", steps, logits.Shape.CountPerStep));
        return ReshapeOp.Apply(MatrixProductOp.Apply(shares, rows), logits.Shape);
    }

    /// <summary>Temporal efficient training with hard labels.</summary>
    /// <inheritdoc cref="Tet(Tensor, ClassTargets, double, double)"/>
    /// <param name="logits">[T, N, K].</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="lambda">Share of the second term, 0 to 1.</param>
    /// <param name="target">What all logits are drawn to.</param>
    public static Tensor Tet(Tensor logits, ReadOnlySpan<int> labels, double lambda, double target) => Tet(logits, TargetsOf(logits, labels), lambda, target);

    /// <summary>
    /// Vanilla distillation (HSD eq. 9 and 10): KL of the student's time-mean from the teacher's, softened by tau, times tau^2.
    /// </summary>
    /// <param name="logits">The student's [T, N, K].</param>
    /// <param name="teacher">The teacher's time-mean logits [N, K].</param>
    /// <param name="temperature">tau, above 0.</param>
    /// <param name="elementMean">Divide by N K, as the authors' code does, instead of N.</param>
    public static Tensor Distillation(Tensor logits, ReadOnlySpan<float> teacher, double temperature, bool elementMean = false)
        => StepDistillation(ReduceOp.Mean(logits, "T"), teacher, temperature, elementMean);

    /// <summary>
    /// Step-wise distillation (SKD, HSD eq. 11): the mean over steps of KL(teacher || student at that step), softened by tau,
    /// times tau^2.
    /// </summary>
    /// <inheritdoc cref="Distillation"/>
    public static Tensor StepDistillation(Tensor logits, ReadOnlySpan<float> teacher, double temperature, bool elementMean = false)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        RequireTeacher(logits, teacher);
        int steps = logits.Shape[0], samples = logits.Shape[1], classes = logits.Shape[^1];

        double factor = temperature * temperature / (elementMean ? samples * classes : samples) / steps;
        return Divergence(logits, Softmax(teacher, classes, temperature), _ => factor, temperature);
    }

    /// <summary>The sum over rows of factor times KL(p || softmax(z / tau)), a row being a step of a sample: the core of every distillation of logits.</summary>
    /// <param name="logits">z, [T, N, K].</param>
    /// <param name="shares">p as constants: of each row, [T, N, K], or the same for all steps, [N, K].</param>
    /// <param name="factor">Factor of a row, 0 to T N - 1; where the shares are for all steps, of a sample.</param>
    /// <param name="temperature">tau, above 0.</param>
    internal static Tensor Divergence(Tensor logits, double[] shares, Func<int, double> factor, double temperature)
    {
        int classes = logits.Shape[^1];
        var log = SoftmaxOp.Log(UnaryOp.Scale(logits, (float)(1 / temperature)));

        // sum of p (log p - log q): differences first, because the sums of p log p and p log q nearly cancel and tau^2 magnifies what is left.
        var difference = BinaryOp.Subtract(Repeated(i => shares[i] > 0 ? Math.Log(shares[i]) : 0), log);
        return DotOp.Apply(difference, Repeated(i => shares[i] * factor(i / classes)));

        Tensor Repeated(Func<int, double> value) => log.Tape.Constant(log.Shape, memory =>
        {
            var values = memory.Span;
            for (int i = 0; i < shares.Length; i++)
                values[i] = (float)value(i);
            for (int at = shares.Length; at < values.Length; at += shares.Length)
                values[..shares.Length].CopyTo(values[at..]);
        });
    }

    /// <summary>
    /// Weighted soft labels, the logits' part of BKDSNN (arXiv 2407.09083): the mean over samples of tau^2 w l, where l is the cross-entropy of the student's time-mean with the teacher's, both
    /// softened by tau, and w = 1 - exp(-a / b) with the cross-entropies a of the student and b of the teacher with the targets, at tau = 1. The weights w are constants.
    /// </summary>
    /// <param name="logits">The student's [T, N, K].</param>
    /// <param name="teacher">The teacher's time-mean logits [N, K].</param>
    /// <param name="targets">[N, K].</param>
    /// <param name="temperature">tau, above 0.</param>
    /// <exception cref="ArgumentException">The targets or the teacher's logits are of other samples or classes.</exception>
    public static Tensor WeightedDistillation(Tensor logits, ReadOnlySpan<float> teacher, ClassTargets targets, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Check("weighted distillation", logits, targets);
        RequireTeacher(logits, teacher);
        var mean = ReduceOp.Mean(logits, "T");
        double[] shares = Softmax(teacher, targets.Classes, temperature), mine = Entropies(mean.Values, targets), others = Entropies(teacher, targets);
        var log = SoftmaxOp.Log(UnaryOp.Scale(mean, (float)(1 / temperature)));
        return DotOp.Apply(log, logits.Tape.Constant(log.Shape, memory =>
        {
            for (int i = 0; i < shares.Length; i++)
            {
                int n = i / targets.Classes;
                double weight = 1 - Math.Exp(-mine[n] / (others[n] + Guard));
                memory.Span[i] = (float)(-temperature * temperature / targets.Samples * weight * shares[i]);
            }
        }));
    }

    /// <summary>The logits that a loss sees, with one step if it sees their mean.</summary>
    internal static Tensor Seen(Tensor logits, LogitsOf of) => of switch
    {
        LogitsOf.EachStep => logits,
        LogitsOf.MeanLogits => ReduceOp.Mean(logits, "T"),
        _ => RunningMean(logits),
    };

    /// <summary>softmax(z / tau) of every row in float64.</summary>
    internal static double[] Softmax(ReadOnlySpan<float> logits, int classes, double temperature)
    {
        double[] p = new double[logits.Length];
        for (int row = 0; row < logits.Length; row += classes)
        {
            double max = double.NegativeInfinity, sum = 0;
            for (int k = row; k < row + classes; k++)
                max = Math.Max(max, logits[k] / temperature);
            for (int k = row; k < row + classes; k++)
                sum += p[k] = Math.Exp(logits[k] / temperature - max);
            for (int k = row; k < row + classes; k++)
                p[k] /= sum;
        }

        return p;
    }

    /// <summary>The cross-entropy of each sample's logits with its target.</summary>
    private static double[] Entropies(ReadOnlySpan<float> logits, ClassTargets targets)
    {
        double[] p = Softmax(logits, targets.Classes, 1), entropies = new double[targets.Samples];
        for (int i = 0; i < p.Length; i++)
        {
            if (targets.Weights[i] > 0)
                entropies[i / targets.Classes] -= targets.Weights[i] * Math.Log(Math.Max(p[i], double.Epsilon));
        }

        return entropies;
    }

    internal static void RequireTeacher(Tensor logits, ReadOnlySpan<float> teacher)
    {
        int expected = logits.Shape[1] * logits.Shape[^1];
        if (teacher.Length != expected)
            throw new ArgumentException($"got {teacher.Length} logits of the teacher for those of the student, {logits.Shape}, expected {expected}: one set for each sample");
    }

    private static ClassTargets TargetsOf(Tensor logits, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return ClassTargets.Of(labels, logits.Shape[^1]);
    }

    /// <summary>Refuses a term of which one step says nothing.</summary>
    internal static void RequireSteps(string loss, Tensor logits)
    {
        if (logits.Shape[0] < 2)
            throw new ArgumentException($"{loss}: got logits of {logits.Shape[0]} time step, expected at least 2, since steps are compared with each other; give the phase more frames or leave the term out");
    }

    internal static void Check(string loss, Tensor logits, ClassTargets targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        if (logits.Shape.Rank != 3 || logits.Shape[1] != targets.Samples || logits.Shape[2] != targets.Classes)
            throw new ArgumentException($"{loss}: got logits {logits.Shape}, expected [T any, N {targets.Samples}, K {targets.Classes}] as the targets have");
    }
}
