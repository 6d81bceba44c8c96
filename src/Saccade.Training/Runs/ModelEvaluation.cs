using Saccade.Events.Cache;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Runs;

/// <summary>How well a model does on recordings.</summary>
/// <param name="Split">The recordings.</param>
/// <param name="Frames">What became of them.</param>
/// <param name="Result">The measurements.</param>
public sealed record ModelEvaluation(EvaluationSplit Split, PreparedFrames Frames, Evaluation Result)
{
    /// <summary>Tries a model: its decisions are those of <see cref="PlanRecognizer.Of"/>, of <c>predict</c> and of <c>serve</c>.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">Its card.</param>
    /// <param name="split">The recordings.</param>
    /// <param name="options">Threads, progress and cache of the preparation; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">The recordings have a class that the model does not know.</exception>
    /// <exception cref="EventFormatException">A recording is damaged or does not fit the model's sensor.</exception>
    public static ModelEvaluation Run(
        Engine engine, Network network, ModelCard card, EvaluationSplit split, PrepareOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(split);
        var (frames, labels) = ModelFrames.Prepare(split.Set, card, network.Description.Input, options, cancellation);
        return new ModelEvaluation(split, frames, PlanEvaluator.Evaluate(engine, network, card.Weights, frames, [.. card.Preprocessing.Positions], labels, cancellation));
    }
}
