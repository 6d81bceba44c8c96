using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>A layer of spiking neurons.</summary>
/// <param name="Neuron">Charge, fire and reset.</param>
public sealed record Spiking(NeuronModel Neuron) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => $"{Neuron.Title} neurons";

    /// <inheritdoc/>
    public override string Detail => Neuron.Detail;

    internal static LayerKind Kind { get; } = LayerKind.Of<Spiking>("spiking", kinds => new Section<Spiking>(new Spiking(new NeuronDescription())).Means("Spiking neurons.")
        .Key("neuron", kinds.Neurons(new NeuronDescription()), s => s.Neuron, (s, v) => s with { Neuron = v }, "Charge, fire and reset.", required: true));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Neuron.Problem() is { } problem ? throw new ArgumentException(problem) : input;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => Neuron.Build(scope, this, input);
}
