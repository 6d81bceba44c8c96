using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>
/// The place of an activation that is chosen later: quantised, spiking or ReLU, so that one description gives all three forms of a network. Cannot be built before
/// <see cref="LayerList.Map"/> has replaced it.
/// </summary>
public sealed record Activation : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "activation";

    internal static LayerKind Kind { get; } = LayerKind.Of("activation", () => new Section<Activation>(new Activation()).Means("The place of the activation that a phase chooses: quantised, spiking or ReLU."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => input;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input)
        => throw new ArgumentException("got an activation that was not chosen, expected a quantised, spiking or ReLU layer in its place; replace it before the network is built");
}
