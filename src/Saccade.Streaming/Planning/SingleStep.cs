namespace Saccade.Streaming.Planning;

/// <summary>A step of a plan that takes one time step after the other.</summary>
/// <param name="path">Path of the layer that it comes from.</param>
/// <param name="title">What it does, in a few words.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="output">What it writes.</param>
internal abstract class SingleStep(string path, string title, IReadOnlyList<StepValue> inputs, StepValue output) : PlanStep(path, title, inputs, output)
{
    public sealed override void Run(StepMemory memory, int steps, StreamState state)
    {
        for (int step = 0; step < steps; step++)
        {
            memory.Current = step;
            Run(memory, state);
        }
    }

    /// <summary>Runs it for the current time step.</summary>
    /// <param name="memory">The runner's memory.</param>
    /// <param name="state">The stream's state.</param>
    protected abstract void Run(StepMemory memory, StreamState state);
}
