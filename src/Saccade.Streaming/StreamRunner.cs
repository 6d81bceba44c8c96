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
        frame.CopyTo(Memory[Plan.Frame]);
        Step(0, state);
    }

    /// <summary>Runs the steps of the plan from one on, what those before it write being there already.</summary>
    internal void Step(int first, StreamState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Plan != Plan)
            throw new ArgumentException("got the state of another plan, expected one that this plan made", nameof(state));
        if (state.Steps >= Plan.MostSteps)
            throw new InvalidOperationException($"the stream has had {state.Steps} time steps, and the network has something learned for each of {Plan.MostSteps}; reset the state to begin again");
        var steps = Plan.Steps;
        for (int i = first; i < steps.Count; i++)
        {
            steps[i].Run(Memory, state);
            Watch?.Invoke(steps[i]);
        }

        state.Add(Logits);
    }
}
