using Saccade.Events.Cache;
using Saccade.Recognition;

namespace Saccade.Training.Runs;

/// <summary>What a network decided on each recording of a part.</summary>
/// <param name="Split"><c>validation</c> or <c>test</c>.</param>
/// <param name="Recordings">Identity of each recording.</param>
/// <param name="Labels">The class that each shows.</param>
/// <param name="Decisions">The decision on each (inner) from the mean of the first 1, 2, ... T logits (outer), [T, N].</param>
public sealed record SplitAnswers(string Split, IReadOnlyList<string> Recordings, IReadOnlyList<int> Labels, IReadOnlyList<IReadOnlyList<int>> Decisions)
{
    /// <summary>Whether an epoch was chosen by this very part, so that these answers flatter the network.</summary>
    public bool IsChosen { get; init; }

    /// <summary>T, the number of time steps.</summary>
    public int Steps => Decisions.Count;

    /// <summary>Whether the decision on each recording is right after some steps.</summary>
    /// <param name="steps">Number of steps, 1 to T.</param>
    public IReadOnlyList<bool> Right(int steps) => [.. Decisions[steps - 1].Zip(Labels, (decision, label) => decision == label)];

    /// <summary>Share of right decisions after some steps, 0 to 1.</summary>
    /// <param name="steps">Number of steps, 1 to T.</param>
    public double Accuracy(int steps) => (double)Right(steps).Count(right => right) / Labels.Count;

    /// <summary>Whether two networks were tried on the very same recordings, so that their answers can be paired.</summary>
    public bool IsOnSameRecordingsAs(SplitAnswers other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Recordings.SequenceEqual(other.Recordings, StringComparer.Ordinal) && Labels.SequenceEqual(other.Labels);
    }

    /// <summary>The answers behind an evaluation; null if there was none.</summary>
    internal static SplitAnswers? Of(string split, PreparedFrames? data, Evaluation? evaluation, bool isChosen)
        => data is null || evaluation is null ? null : new SplitAnswers(split, data.Ids, data.Labels, evaluation.DecisionsBySteps) { IsChosen = isChosen };

    /// <summary>Whether the lists fit each other.</summary>
    internal bool IsWhole(int classes) => Recordings.Count > 0 && Recordings.Count == Labels.Count && Decisions.Count > 0 && Recordings.All(id => id is not null)
        && Decisions.All(step => step is not null && step.Count == Labels.Count && step.All(d => d >= 0 && d < classes)) && Labels.All(l => l >= 0 && l < classes);
}
