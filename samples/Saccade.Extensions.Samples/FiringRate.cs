using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;
using Saccade.Training.Losses;

namespace Saccade.Extensions.Samples;

/// <summary>
/// A loss: the squared distance of each channel's firing rate from a target, mean over channels. In a recipe: <c>{kind: firing-rate, tap: spikes, target: 0.1}</c>.
/// </summary>
public sealed record FiringRate : LossDescription
{
    /// <summary>The layer, by name or path.</summary>
    public string Tap { get; init; } = "";

    /// <summary>The target rate, in spikes a step.</summary>
    public float Target { get; init; } = 0.1f;

    /// <summary>How it is written in recipes.</summary>
    public static LossKind Kind { get; } = LossKind.Of("firing-rate", () => new Section<FiringRate>(new FiringRate())
        .Key("tap", new TextKind("the name or path of a layer"), loss => loss.Tap, (loss, value) => loss with { Tap = value }, "The layer.", required: true)
        .Key("target", SingleKind.NotNegative, loss => loss.Target, (loss, value) => loss with { Target = value }, "The target rate, in spikes a step."));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Taps => [Tap];

    /// <inheritdoc/>
    public override Loss Build(LossScope scope) => new(step => Of(step.Tap(Tap)));

    /// <summary>The loss of spikes.</summary>
    /// <param name="spikes">[T, N, H, W, C] or [T, N, F].</param>
    /// <returns>One element.</returns>
    public Tensor Of(Tensor spikes)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        string axes = spikes.Shape.Axes;
        var rates = ReduceOp.Mean(spikes, axes[..^1]);
        var distance = BinaryOp.Subtract(rates, spikes.Tape.Constant(rates.Shape, values => values.Span.Fill(Target)));
        return ReduceOp.Mean(BinaryOp.Multiply(distance, distance), axes[^1..]);
    }
}
