using System.Collections.Immutable;
using Saccade.Networks;

namespace Saccade.Streaming.Planning;

/// <summary>How each kind of layer becomes steps: an immutable registry.</summary>
internal sealed class StepKinds
{
    private readonly ImmutableDictionary<Type, Func<Layer, StepValue, PlanBuilder, StepValue>> _kinds;

    private StepKinds(ImmutableDictionary<Type, Func<Layer, StepValue, PlanBuilder, StepValue>> kinds) => _kinds = kinds;

    /// <summary>No kinds.</summary>
    public static StepKinds None { get; } = new(ImmutableDictionary<Type, Func<Layer, StepValue, PlanBuilder, StepValue>>.Empty);

    /// <summary>These kinds and one more.</summary>
    /// <typeparam name="TLayer">The built layer.</typeparam>
    /// <param name="compile">From the layer and what it reads to what its last step writes.</param>
    public StepKinds With<TLayer>(Func<TLayer, StepValue, PlanBuilder, StepValue> compile)
        where TLayer : Layer
        => new(_kinds.Add(typeof(TLayer), (layer, x, plan) => compile((TLayer)layer, x, plan)));

    /// <summary>Compiles a layer.</summary>
    /// <returns>What its last step writes.</returns>
    /// <exception cref="StreamPlanException">Nothing is known of this kind of layer.</exception>
    public StepValue Compile(Layer layer, StepValue x, PlanBuilder plan) => _kinds.TryGetValue(layer.GetType(), out var compile)
        ? compile(layer, x, plan)
        : throw new StreamPlanException(layer.Path, layer.Description.Title, "a plan has no step for it; use Recognizer, which runs every layer");
}
