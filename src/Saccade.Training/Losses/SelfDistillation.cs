using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>Which of two time steps is the teacher.</summary>
public enum StepTeacher
{
    /// <summary>The less sure one (Weak2Strong).</summary>
    Weak,

    /// <summary>The surer one (Strong2Weak).</summary>
    Strong,
}

/// <summary>
/// One time step of a network teaches another (arXiv 2510.07924): KL(softmax(z_a / tau) || softmax(z_b / tau)), where of the surest and the least sure step of a batch the first or the second is the teacher a. How sure a step
/// is: the mean over the batch of its largest probability. With the cascade, steps are ranked by it, each teaches its neighbour, and the T - 1 divergences are averaged.
/// </summary>
/// <remarks>
/// Published beside a cross-entropy of the mean logits with weight 1 and temperature 2 (gestures 0.1, transformers 0.01). The published listing shows neither a stop of gradients at the teacher nor a factor tau^2; the first is
/// the default here, the second is not, and both are keys.
/// </remarks>
public sealed record SelfDistillation : LossDescription
{
    /// <summary>Which step teaches.</summary>
    public StepTeacher Teaches { get; init; }

    /// <summary>Whether all steps teach in the order of how sure they are, not only the two ends.</summary>
    public bool Cascade { get; init; }

    /// <summary>Temperature tau; above 0.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>Whether no gradient goes through the teaching step.</summary>
    public bool Detaches { get; init; } = true;

    /// <summary>Whether the divergence is multiplied by tau^2, so that the weight does not depend on tau.</summary>
    public bool Squares { get; init; }

    /// <inheritdoc/>
    public override string About => $"the distance of a step's outputs from those of a {(Teaches == StepTeacher.Weak ? "less sure" : "surer")} step ({(Teaches == StepTeacher.Weak ? "Weak2Strong" : "Strong2Weak")})";

    internal static LossKind Kind { get; } = LossKind.Of("self-distillation", () => new Section<SelfDistillation>(new SelfDistillation()).Means("The divergence of one time step's outputs from those of another that is less sure (Weak2Strong) or surer (Strong2Weak; arXiv 2510.07924).")
        .Key("teaches", new ChoiceKind<StepTeacher>(), r => r.Teaches, (r, v) => r with { Teaches = v }, "Which step teaches: the least sure one of the batch (weak), or the surest (strong).")
        .Key("cascade", new FlagKind(), r => r.Cascade, (r, v) => r with { Cascade = v }, "Whether every step teaches its neighbour in the order of how sure they are.")
        .Key("temperature", NumberKind.Positive, r => r.Temperature, (r, v) => r with { Temperature = v }, "Temperature tau.")
        .Key("detach", new FlagKind(), r => r.Detaches, (r, v) => r with { Detaches = v }, "Whether no gradient goes through the teaching step.")
        .Key("squared-temperature", new FlagKind(), r => r.Squares, (r, v) => r with { Squares = v }, "Whether the divergence is multiplied by the square of the temperature."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => Take(step.Logits));

    private Tensor Take(Tensor logits)
    {
        LossTerms.RequireSteps("self-distillation", logits);
        int[] ranked = Ranked(logits); // the teachers' order: each teaches the one after it
        if (!Cascade)
            ranked = [ranked[0], ranked[^1]];
        var learning = SoftmaxOp.Log(Chosen(logits, ranked[1..]));
        var teacher = Chosen(Detaches ? logits.Tape.Constant(logits.Shape, logits.Values) : logits, ranked[..^1]);
        double factor = (Squares ? Temperature * Temperature : 1) / (logits.BatchCount / logits.Shape[0] / logits.Shape[^1]) / (ranked.Length - 1);
        return UnaryOp.Scale(DotOp.Apply(SoftmaxOp.Apply(teacher), BinaryOp.Subtract(SoftmaxOp.Log(teacher), learning)), (float)factor);
    }

    /// <summary>The steps, teachers first: from the least sure to the surest, or the other way round; of equals the earlier first.</summary>
    private int[] Ranked(Tensor logits)
    {
        int steps = logits.Shape[0], classes = logits.Shape[^1], row = logits.Shape.CountPerStep;
        double[] shares = LossTerms.Softmax(logits.Values, classes, 1);
        double[] sure = [.. shares.Chunk(row).Select(step => OfBatch(logits, [.. step.Chunk(classes).Select(Enumerable.Max)]).Average())];
        var order = Enumerable.Range(0, steps);
        return [.. Teaches == StepTeacher.Weak ? order.OrderBy(t => sure[t]) : order.OrderByDescending(t => sure[t])];
    }

    /// <summary>A number for each sample of the batch, given those of this process.</summary>
    private static double[] OfBatch(Tensor logits, double[] mine) => logits.Tape.Part?.Gather<double>(mine) ?? mine;

    /// <summary>Steps in another order, divided by the temperature.</summary>
    private Tensor Chosen(Tensor logits, int[] steps)
        => UnaryOp.Scale(ConcatenateOp.Apply('T', [.. steps.Select(t => SliceOp.Apply(logits, 'T', t, 1))]), (float)(1 / Temperature));
}
