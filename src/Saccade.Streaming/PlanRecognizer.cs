using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming.Sessions;

namespace Saccade.Streaming;

/// <summary>Recognizers that decide by a plan in place of the network as it was trained: faster for models of 8 bits, whose whole numbers a plan computes with.</summary>
public static class PlanRecognizer
{
    /// <summary>A recognizer that decides as the commands do: a model with weights of 8 bits by its plan, where all layers can run step by step for any number of steps; every other as it was trained.</summary>
    /// <param name="network">The network; its weights must not change any more.</param>
    /// <param name="card">Its card.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recognizer Of(Network network, ModelCard card, RecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        return StreamPlan.InUse(network, card.Weights) is { } plan ? By(plan, network, card, options) : new Recognizer(network, card, options);
    }

    /// <summary>A recognizer that runs a plan, all time steps of a recording at once. Decisions are those of a <see cref="StreamSession"/> of the same plan on the same frames, to the bit. A network with something learned for each time step runs as it was trained, since frames of more steps may be given.</summary>
    /// <param name="network">The network; its weights must not change any more.</param>
    /// <param name="card">Its card.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <param name="plan">How the plan is made; null for the usual, which takes the weights as the model has them.</param>
    /// <exception cref="StreamPlanException">A layer cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recognizer Create(Network network, ModelCard card, RecognizerOptions? options = null, StreamPlanOptions? plan = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        var compiled = StreamPlan.Compile(network, (plan ?? new StreamPlanOptions()).For(card));
        return compiled.MostSteps < int.MaxValue ? new Recognizer(network, card, options) : By(compiled, network, card, options);
    }

    private static Recognizer By(StreamPlan plan, Network network, ModelCard card, RecognizerOptions? options)
        => new(network, card, options, threads => PlanPass.Of(plan, card.Preprocessing.Positions.Count, threads));
}
