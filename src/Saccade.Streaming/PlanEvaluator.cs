using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming.Sessions;
using Saccade.Tensors.Engines;

namespace Saccade.Streaming;

/// <summary>Evaluates a model as it decides where it is used: with weights of 8 bits by the whole numbers of its plan (<see cref="PlanRecognizer.Of"/>), else by its layers (<see cref="Evaluator"/>).</summary>
public static class PlanEvaluator
{
    /// <summary>Measures a network.</summary>
    /// <param name="engine">Kernels and memory; of a plan its number of threads. Processes that share batches run a plan each for all samples.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">What its weights are; those of 8 bits must be rounded already.</param>
    /// <param name="data">The part.</param>
    /// <param name="positions">Which frames of each sample, in the order of the steps.</param>
    /// <param name="labels">Label of each sample among the network's classes; null for the part's own.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="ArgumentException">There is not one label for each sample, or one is no class of the network.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public static Evaluation Evaluate(
        Engine engine, Network network, WeightFormat weights, PreparedFrames data, int[] positions, IReadOnlyList<int>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(positions);
        return StreamPlan.InUse(network, weights) is { } plan
            ? Evaluator.Evaluate(watch => PlanPass.Of(plan, positions.Length, engine.Threads, watch), network, data, positions, labels, cancellation)
            : Evaluator.Evaluate(engine, network, data, positions, labels, cancellation);
    }
}
