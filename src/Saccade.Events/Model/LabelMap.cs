using Saccade.Files;

namespace Saccade.Events.Model;

/// <summary>What each label becomes when a sample is mirrored or played backwards.</summary>
public sealed record LabelMap
{
    /// <summary>A map by list: label i becomes the i-th entry.</summary>
    /// <exception cref="ArgumentException">The entries are not a permutation of the labels.</exception>
    public LabelMap(params IEnumerable<int> targets)
    {
        Targets = [.. targets];
        if (!Targets.Order().SequenceEqual(Enumerable.Range(0, Targets.Count)))
            throw new ArgumentException($"a label map must name each of its labels 0 to {Targets.Count - 1} once, got {Targets}", nameof(targets));
    }

    /// <summary>DVS128 Gesture, labels 0 to 10: mirroring swaps right and left hand waves and arm circles with their directions.</summary>
    public static LabelMap DvsGestureFlip { get; } = new(0, 2, 1, 6, 5, 4, 3, 7, 8, 9, 10);

    /// <summary>DVS128 Gesture, labels 0 to 10: played backwards, arm circles change their direction (3 and 4, 5 and 6).</summary>
    public static LabelMap DvsGestureTimeReversal { get; } = new(0, 1, 2, 4, 3, 6, 5, 7, 8, 9, 10);

    /// <summary>For each label what it becomes.</summary>
    public ValueList<int> Targets { get; }

    /// <summary>What a label becomes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is not in the map.</exception>
    public int Map(int label)
    {
        if ((uint)label >= (uint)Targets.Count)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"the label map has labels 0 to {Targets.Count - 1}");
        return Targets[label];
    }
}
