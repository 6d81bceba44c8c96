using Saccade.Streaming;
using Saccade.Streaming.Planning;

namespace Saccade.Tests.Streaming;

/// <summary>
/// A folded plan that is given the spikes of the plan that is not folded, layer by layer: what differs is rounding, and not what a spike that flips makes of all later ones.
/// </summary>
internal sealed class LedPlan
{
    private readonly Dictionary<string, (float[] Spikes, float[] Potentials)> _leading = [];
    private readonly StreamRunner _leader, _folded;
    private readonly StreamState _leaderState, _foldedState;

    public LedPlan(StreamPlan leader, StreamPlan folded)
    {
        (_leader, _leaderState, _folded, _foldedState) = (leader.NewRunner(), leader.NewState(), folded.NewRunner(), folded.NewState());
        _leader.Watch = Keep;
        _folded.Watch = Compare;
    }

    /// <summary>The largest difference of potentials and logits, in units of the largest of them.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>Spikes that the folded plan would have had otherwise.</summary>
    public int Flipped { get; private set; }

    public void Step(ReadOnlySpan<float> frame)
    {
        _leader.Step(frame, _leaderState);
        _folded.Step(frame, _foldedState);
        Note(_leader.Logits, _folded.Logits);
    }

    private void Keep(PlanStep step)
    {
        if (step.NeuronPath is { } path)
            _leading[path] = (_leader.Memory.Read(step.Output), _leaderState.Of(step.State).ToArray());
    }

    private void Compare(PlanStep step)
    {
        if (step.NeuronPath is not { } path)
            return;
        var (expected, potentials) = _leading[path];
        var spikes = _folded.Memory.BytesOf(step.Output);
        var state = _foldedState.Of(step.State);
        for (int i = 0; i < expected.Length; i++)
        {
            float unit = step.Output.Units is { } units ? units[i % units.Count] : 1;
            byte spike = (byte)MathF.Round(expected[i] / unit);
            if (spike != spikes[i])
                (Flipped, spikes[i], state[i]) = (Flipped + 1, spike, potentials[i]);
        }

        Note(potentials, state);
    }

    private void Note(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        float largest = 1e-3f, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        }

        LargestDifference = Math.Max(LargestDifference, difference / largest);
    }
}
