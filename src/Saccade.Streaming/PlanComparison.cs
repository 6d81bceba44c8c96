using Saccade.Streaming.Planning;

namespace Saccade.Streaming;

/// <summary>How a plan differs from the one that has the bits of the network, when each runs with its own spikes.</summary>
/// <param name="Recordings">Recordings that both ran.</param>
/// <param name="ChangedDecisions">Recordings on which they decide otherwise after the last step.</param>
/// <param name="Neurons">Neurons times steps times recordings.</param>
/// <param name="Spikes">Spikes of the exact plan.</param>
/// <param name="Flipped">Neurons and steps at which they spike otherwise.</param>
/// <param name="ExactAccuracy">Share of right decisions of the exact plan, 0 to 1.</param>
/// <param name="Accuracy">Share of right decisions of the other plan, 0 to 1.</param>
public sealed record PlanComparison(int Recordings, int ChangedDecisions, long Neurons, long Spikes, long Flipped, double ExactAccuracy, double Accuracy)
{
    /// <summary>Share of neurons that spike otherwise at a step, 0 to 1.</summary>
    public double FlippedShare => Neurons == 0 ? 0 : (double)Flipped / Neurons;

    /// <summary>Runs both plans.</summary>
    /// <param name="exact">The plan with the bits of the network.</param>
    /// <param name="other">Another plan of the same network.</param>
    /// <param name="recordings">Number of recordings, at least 1.</param>
    /// <param name="steps">Time steps of each.</param>
    /// <param name="frame">The frame [H, W, C] of a recording and a step.</param>
    /// <param name="labels">The class of each recording.</param>
    /// <exception cref="ArgumentException">There is no recording, or not one label for each.</exception>
    public static PlanComparison Of(StreamPlan exact, StreamPlan other, int recordings, int steps, Func<int, int, ReadOnlyMemory<float>> frame, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(labels);
        if (recordings < 1 || labels.Count != recordings)
            throw new ArgumentException($"got {recordings} recordings and {labels.Count} labels, expected at least one recording and a label for each", nameof(recordings));
        var pair = new Pair(exact, other);
        int changed = 0, right = 0, exactRight = 0;
        for (int n = 0; n < recordings; n++)
        {
            var (first, second) = pair.Decide(steps, t => frame(n, t));
            changed += first == second ? 0 : 1;
            exactRight += first == labels[n] ? 1 : 0;
            right += second == labels[n] ? 1 : 0;
        }

        return new PlanComparison(recordings, changed, pair.Neurons, pair.Spikes, pair.Flipped, (double)exactRight / recordings, (double)right / recordings);
    }

    /// <summary>Two plans side by side.</summary>
    private sealed class Pair
    {
        private readonly Dictionary<string, float[]> _spikes = [];
        private readonly StreamRunner _exact, _other;
        private readonly StreamState _exactState, _otherState;

        public Pair(StreamPlan exact, StreamPlan other)
        {
            (_exact, _exactState, _other, _otherState) = (exact.NewRunner(), exact.NewState(), other.NewRunner(), other.NewState());
            _exact.Watch = Keep;
            _other.Watch = Compare;
        }

        public long Neurons { get; private set; }

        public long Spikes { get; private set; }

        public long Flipped { get; private set; }

        public (int Exact, int Other) Decide(int steps, Func<int, ReadOnlyMemory<float>> frame)
        {
            _exactState.Reset();
            _otherState.Reset();
            for (int t = 0; t < steps; t++)
            {
                _exact.Step(frame(t).Span, _exactState);
                _other.Step(frame(t).Span, _otherState);
            }

            return (_exactState.Class, _otherState.Class);
        }

        private void Keep(PlanStep step)
        {
            if (step.NeuronPath is { } path)
                _spikes[path] = _exact.Memory.Read(step.Output);
        }

        private void Compare(PlanStep step)
        {
            if (step.NeuronPath is not { } path)
                return;
            float[] spikes = _other.Memory.Read(step.Output), kept = _spikes[path];
            Neurons += spikes.Length;
            for (int i = 0; i < spikes.Length; i++)
            {
                float spike = step.Output.Units is { } units ? MathF.Round(kept[i] / units[i % units.Count]) : kept[i];
                Spikes += kept[i] != 0 ? 1 : 0;
                Flipped += spike != spikes[i] ? 1 : 0;
            }
        }
    }
}
