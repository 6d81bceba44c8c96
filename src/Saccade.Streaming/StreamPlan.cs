using System.IO.Hashing;
using System.Runtime.InteropServices;
using Saccade.Kernels.Convolution;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming.Planning;
using Saccade.Streaming.Steps;
using Saccade.Tensors.Engines;

namespace Saccade.Streaming;

/// <summary>
/// A network as a program that runs one time step at a time: preallocated steps with weights in the layouts that kernels read. Immutable; any number of streams and threads share it. What a stream
/// remembers is a <see cref="StreamState"/>, what computes is a <see cref="StreamRunner"/>.
/// <code>
/// var plan = StreamPlan.Compile(network);
/// var (state, runner) = (plan.NewState(), plan.NewRunner());
/// runner.Step(frame, state);
/// int decided = state.Class;
/// </code>
/// </summary>
public sealed class StreamPlan
{
    private readonly float[] _start;
    private readonly IReadOnlyList<ConvolutionShape> _listed, _collected;
    private readonly int _length;

    private StreamPlan(Network network, PlanBuilder builder, StepValue input, StepValue logits)
    {
        (Input, Classes, IsFolded) = (network.Description.Input, network.Classes, builder.Options.Fold);
        (Steps, Frame, Logits, MostSteps) = (builder.Steps, input, logits, builder.MostSteps);
        (_start, _listed, _collected) = (builder.Start, builder.Listed, builder.Collected);
        _length = SlotPlanner.Place(Steps, Frame, Logits);
        Fingerprint = FingerprintOf(network, builder.Options);
    }

    /// <summary>Extents of a frame.</summary>
    public FrameSize Input { get; }

    /// <summary>Number of classes K.</summary>
    public int Classes { get; }

    /// <summary>Whether constants are in the weights (<see cref="StreamPlanOptions.Fold"/>).</summary>
    public bool IsFolded { get; }

    /// <summary>The most time steps that a stream can have, for networks with something learned for each step; else the largest number.</summary>
    public int MostSteps { get; }

    /// <summary>Bytes of weights, shared by all streams.</summary>
    public long WeightBytes => Steps.Sum(step => step.Bytes);

    /// <summary>Bytes of a stream's state.</summary>
    public long StateBytes => (sizeof(float) * (long)_start.Length) + (sizeof(double) * (long)Classes);

    /// <summary>The steps in order.</summary>
    internal IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>Where the frame is read from.</summary>
    internal StepValue Frame { get; }

    /// <summary>Where the logits of a step are.</summary>
    internal StepValue Logits { get; }

    /// <summary>Tells states of other networks apart.</summary>
    internal ulong Fingerprint { get; }

    /// <summary>Compiles a network.</summary>
    /// <param name="network">The network; later changes of its weights are not seen.</param>
    /// <param name="options">How; null for the usual.</param>
    /// <exception cref="StreamPlanException">A layer cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">Whole numbers are asked for in a plan that is not folded.</exception>
    public static StreamPlan Compile(Network network, StreamPlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new StreamPlanOptions();
        if (options.Weights == WeightFormat.Int8 && !options.Fold)
            throw new ArgumentException("got weights of 8 bits in a plan that is not folded, expected a folded one: whole numbers do not give the bits of the network", nameof(options));
        var builder = new PlanBuilder(StandardSteps.Kinds, options);
        var size = network.Description.Input;
        var input = StepValue.Of(new FeatureSize(size.Height, size.Width, size.Channels));
        var logits = builder.Compile(network.Layers, input);
        return new StreamPlan(network, builder, input, builder.Plain("logits", logits));
    }

    /// <summary>The plan by which a model decides on whole recordings: that of weights of 8 bits. Null where it runs as it was trained: with floats, with layers that see all steps, and with something learned for each step, since frames of more steps may be given.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">What its weights are.</param>
    internal static StreamPlan? InUse(Network network, WeightFormat weights)
    {
        try
        {
            return weights == WeightFormat.Int8 && Compile(network, new StreamPlanOptions { Weights = weights }) is { MostSteps: int.MaxValue } plan ? plan : null;
        }
        catch (StreamPlanException)
        {
            return null;
        }
    }

    /// <summary>The state of a new stream.</summary>
    public StreamState NewState() => new(this, _start);

    /// <summary>Memory to compute in, for one thread at a time.</summary>
    public StreamRunner NewRunner() => new(this, new StepMemory(_length, _listed, _collected, 1, null));

    /// <summary>Memory to compute several time steps at once in, or with several threads. Neither changes a bit of what is computed.</summary>
    /// <param name="stepsAtOnce">Time steps that <see cref="StreamRunner.Run"/> takes through a layer together, so that weights are read once for all of them; at least 1. It takes so many times the memory.</param>
    /// <param name="workers">Threads that share each layer's work with the caller; null for the caller alone. They do one thing at a time, so runners that are used at once need workers of their own.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not one step at least.</exception>
    public StreamRunner NewRunner(int stepsAtOnce, Workers? workers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsAtOnce, 1);
        return new(this, new StepMemory(_length, _listed, _collected, stepsAtOnce, workers is { Count: > 1 } ? workers : null));
    }

    private static ulong FingerprintOf(Network network, StreamPlanOptions options)
    {
        var hash = new XxHash3((options.Fold ? 1 : 0) + (2 * (int)(options.Weights ?? WeightFormat.Float32)));
        foreach (var parameter in network.Parameters)
            hash.Append(MemoryMarshal.AsBytes<float>(parameter.Values));
        return hash.GetCurrentHashAsUInt64();
    }
}
