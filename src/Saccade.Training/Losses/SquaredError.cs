using Saccade.Schema;

namespace Saccade.Training.Losses;

/// <summary>
/// Mean squared distance of the logits from the targets, 1 for the class and 0 for the others, over all elements. Of the mean logits of a network that ends in neurons, which
/// are firing rates, it is the loss of PLIF (Fang et al. 2021, arXiv 2007.05785) and TCJA (Zhu et al. 2022, arXiv 2206.10177); of each step with a small weight beside a
/// cross-entropy, the regulariser of SLTT on CIFAR10-DVS (Meng et al. 2023, arXiv 2302.14311).
/// </summary>
public sealed record SquaredError : LossDescription
{
    /// <summary>Which logits it sees. Not given in a recipe, the mean in a spiking phase and each step's in the others.</summary>
    public LogitsOf Of { get; init; } = LogitsOf.MeanLogits;

    /// <inheritdoc/>
    public override string About => $"the squared distance of {LogitsKey.Words(Of)}, from the targets";

    /// <inheritdoc/>
    public override bool IsPerStep => Of == LogitsOf.EachStep;

    internal static LossKind Kind { get; } = LossKind.Of("squared-error", () => new Section<SquaredError>(new SquaredError()).Means("The mean squared distance of the outputs from 1 for the class and 0 for the others.")
        .Key(LogitsKey.Name, new ChoiceKind<LogitsOf>(), r => r.Of, (r, v) => r with { Of = v }, LogitsKey.About, depends: true));

    /// <inheritdoc/>
    public override LossDescription Complete(bool isSpiking, Func<string, bool> isGiven)
    {
        ArgumentNullException.ThrowIfNull(isGiven);
        return isGiven(LogitsKey.Name) ? this : this with { Of = LogitsKey.Default(isSpiking) };
    }

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => LossTerms.SquaredError(LossTerms.Seen(step.Logits, Of), step.Targets));
}
