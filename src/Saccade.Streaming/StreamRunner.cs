using Saccade.Streaming.Planning;

namespace Saccade.Streaming;

/// <summary>Runs the steps of a plan for any number of streams, one after the other. Holds memory to compute in and nothing that a stream remembers; for one thread at a time.</summary>
public sealed class StreamRunner
{
    internal StreamRunner(StreamPlan plan, StepMemory memory) => (Plan, Memory) = (plan, memory);

    /// <summary>The plan.</summary>
    public StreamPlan Plan { get; }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => Memory.Bytes;

    /// <summary>The logits of the last step, [K].</summary>
    public ReadOnlySpan<float> Logits => Memory[Plan.Logits];

    /// <summary>Called after each step of the plan; for tests and measurements.</summary>
    internal Action<PlanStep>? Watch { get; set; }

    internal StepMemory Memory { get; }

    /// <summary>Runs one time step of a stream. Allocates nothing.</summary>
    /// <param name="frame">[H, W, C], row-major, as the network sees it: counts are scaled as the model's card says.</param>
    /// <param name="state">The stream.</param>
    /// <exception cref="ArgumentException">The frame has another number of values, or the state is of another plan.</exception>
    /// <exception cref="InvalidOperationException">The stream has had as many steps as the network can have.</exception>
    public void Step(ReadOnlySpan<float> frame, StreamState state)
    {
        if (frame.Length != Plan.Frame.Slot.Length)
            throw new ArgumentException($"got a frame of {frame.Length} values, expected {Plan.Frame.Slot.Length}, [H {Plan.Input.Height}, W {Plan.Input.Width}, C {Plan.Input.Channels}]", nameof(frame));
        frame.CopyTo(Memory.At(Plan.Frame.Slot, 0));
        Steps(0, 1, state);
    }

    /// <summary>Runs several time steps of a stream, as many at once as the runner has room for: the same as one after the other, to the bit. Allocates nothing.</summary>
    /// <param name="frames">[T, H, W, C], row-major, as the network sees them.</param>
    /// <param name="state">The stream.</param>
    /// <exception cref="ArgumentException">There are no whole frames, or the state is of another plan.</exception>
    /// <exception cref="InvalidOperationException">The stream has had as many steps as the network can have.</exception>
    public void Run(ReadOnlySpan<float> frames, StreamState state)
    {
        int length = Plan.Frame.Slot.Length;
        if (frames.Length % length != 0)
            throw new ArgumentException($"got {frames.Length} values, expected frames of {length} values each, [H {Plan.Input.Height}, W {Plan.Input.Width}, C {Plan.Input.Channels}]", nameof(frames));
        while (!frames.IsEmpty)
        {
            int steps = Math.Min(Memory.Lists.Length, frames.Length / length);
            for (int step = 0; step < steps; step++, frames = frames[length..])
                frames[..length].CopyTo(Memory.At(Plan.Frame.Slot, step));
            Steps(0, steps, state);
        }
    }

    /// <summary>Runs the steps of the plan from one on for some time steps, what those before it write being there already.</summary>
    /// <param name="first">The first step of the plan that runs.</param>
    /// <param name="count">How many time steps.</param>
    /// <param name="state">The stream.</param>
    /// <param name="added">Called when the logits of each are added to the stream's; null for nobody.</param>
    internal void Steps(int first, int count, StreamState state, Action<int>? added = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Plan != Plan)
            throw new ArgumentException("got the state of another plan, expected one that this plan made", nameof(state));
        if (state.Steps + (long)count > Plan.MostSteps)
            throw new InvalidOperationException($"the stream has had {state.Steps} time steps, and the network has something learned for each of {Plan.MostSteps}; reset the state to begin again");
        Memory.Count = count;
        var steps = Plan.Steps;
        for (int i = first; i < steps.Count; i++)
        {
            steps[i].Run(Memory, count, state);
            Memory.Current = count - 1;
            Watch?.Invoke(steps[i]);
        }

        for (int step = 0; step < count; step++)
        {
            state.Add(Memory.At(Plan.Logits.Slot, step));
            added?.Invoke(step);
        }
    }
}
