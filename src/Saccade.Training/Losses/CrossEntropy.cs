using Saccade.Schema;

namespace Saccade.Training.Losses;

/// <summary>Cross-entropy with the targets.</summary>
public sealed record CrossEntropy : LossDescription
{
    /// <summary>Which logits it sees. Not given in a recipe, the mean in a spiking phase and each step's in the others.</summary>
    public LogitsOf Of { get; init; } = LogitsOf.MeanLogits;

    /// <summary>Share of the probability that is spread over all classes. 0 to below 1.</summary>
    public double Smoothing { get; init; }

    /// <inheritdoc/>
    public override string About => $"the cross-entropy of {LogitsKey.Words(Of)}";

    /// <inheritdoc/>
    public override bool IsPerStep => Of == LogitsOf.EachStep;

    internal static LossKind Kind { get; } = LossKind.Of("cross-entropy", () => new Section<CrossEntropy>(new CrossEntropy()).Means("The cross-entropy of the network's outputs with the label.")
        .Key(LogitsKey.Name, new ChoiceKind<LogitsOf>(), r => r.Of, (r, v) => r with { Of = v }, LogitsKey.About, depends: true)
        .Key("smoothing", NumberKind.BelowOne, r => r.Smoothing, (r, v) => r with { Smoothing = v }, "Share of the probability that is spread over all classes."));

    /// <inheritdoc/>
    public override LossDescription Complete(bool isSpiking, Func<string, bool> isGiven)
    {
        ArgumentNullException.ThrowIfNull(isGiven);
        return isGiven(LogitsKey.Name) ? this : this with { Of = LogitsKey.Default(isSpiking) };
    }

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => LossTerms.CrossEntropyPerStep(LossTerms.Seen(step.Logits, Of), step.Targets, Smoothing));
}

/// <summary>
/// Temporal efficient training (Deng et al. 2022, arXiv 2202.11946): (1 - lambda) times the mean over steps of the cross-entropy, plus lambda times the mean squared
/// distance of the logits from a constant.
/// </summary>
public sealed record Tet : LossDescription
{
    /// <summary>Share of the regularisation. 0 to 1.</summary>
    public double Lambda { get; init; } = 1e-3;

    /// <summary>The constant the logits are drawn to.</summary>
    public double Target { get; init; } = 1;

    /// <inheritdoc/>
    public override string About => "the cross-entropy of each step's outputs, averaged over the steps, with a share for their distance from a constant (TET)";

    /// <inheritdoc/>
    public override bool IsPerStep => true;

    internal static LossKind Kind { get; } = LossKind.Of("tet", () => new Section<Tet>(new Tet()).Means("Temporal efficient training: the cross-entropy of every step, with a share for the distance of the outputs from a constant (Deng et al. 2022).")
        .Key("lambda", NumberKind.UpToOne, r => r.Lambda, (r, v) => r with { Lambda = v }, "Share of the regularisation.")
        .Key("target", NumberKind.Any, r => r.Target, (r, v) => r with { Target = v }, "The constant the logits are drawn to."));

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => LossTerms.Tet(step.Logits, step.Targets, Lambda, Target));
}
