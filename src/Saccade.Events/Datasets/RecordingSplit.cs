using Saccade.Files;

namespace Saccade.Events.Datasets;

/// <summary>A set divided into a part that is kept and a part that is held out; no recording is in both.</summary>
public sealed class RecordingSplit
{
    internal RecordingSplit(SplitKind kind, RecordingSet kept, RecordingSet heldOut)
    {
        RecordingCatalog.CheckDisjoint(kept, heldOut);
        Kind = kind;
        Kept = kept;
        HeldOut = heldOut;
        string text = $"{kind.Key}\n{kept.Name} {kept.Hash}\n{heldOut.Name} {heldOut.Hash}\n";
        Hash = ContentHash.Of(text);
    }

    /// <summary>The rule.</summary>
    public SplitKind Kind { get; }

    /// <summary>The larger part.</summary>
    public RecordingSet Kept { get; }

    /// <summary>The part held out.</summary>
    public RecordingSet HeldOut { get; }

    /// <summary>SHA-256 in hexadecimal over rule, names, ids and labels: equal for equal splits, on any machine.</summary>
    public string Hash { get; }
}
