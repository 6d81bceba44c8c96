namespace Saccade.Streaming.Planning;

/// <summary>
/// One step of a plan: reads values, writes one. Immutable and shared by all streams; what it needs of its own is in the runner's memory, what it remembers in the stream's state.
/// </summary>
/// <param name="path">Path of the layer that it comes from.</param>
/// <param name="title">What it does, in a few words.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="output">What it writes.</param>
internal abstract class PlanStep(string path, string title, IReadOnlyList<StepValue> inputs, StepValue output)
{
    /// <summary>Path of the layer that it comes from.</summary>
    public string Path => path;

    /// <summary>What it does, in a few words.</summary>
    public string Title => title;

    /// <summary>What it reads.</summary>
    public IReadOnlyList<StepValue> Inputs => inputs;

    /// <summary>What it writes.</summary>
    public StepValue Output => output;

    /// <summary>Memory that it needs while it runs.</summary>
    public virtual IReadOnlyList<StepSlot> Scratch => [];

    /// <summary>Whether its output may be written over its first input.</summary>
    public virtual bool WorksInPlace => false;

    /// <summary>The potentials that it changes; of length 0 for most steps.</summary>
    public virtual StateSlot State => default;

    /// <summary>Bytes of its weights, in every layout that it keeps.</summary>
    public virtual long Bytes => 0;

    /// <summary>Multiply-adds of a dense computation.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>The density of its input from which on it computes densely; null for a step without that choice.</summary>
    public virtual double? DenseFrom => null;

    /// <summary>Path of the layer of neurons that it computes; null for none.</summary>
    public virtual string? NeuronPath => null;

    /// <summary>Runs it for several time steps of a stream, in order.</summary>
    /// <param name="memory">The runner's memory.</param>
    /// <param name="steps">How many; the memory has room for them.</param>
    /// <param name="state">The stream's state.</param>
    public abstract void Run(StepMemory memory, int steps, StreamState state);
}
