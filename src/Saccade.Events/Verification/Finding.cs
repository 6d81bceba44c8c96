namespace Saccade.Events.Verification;

/// <summary>The outcome of one check of a data set.</summary>
/// <param name="Kind">How it came out.</param>
/// <param name="Subject">What was checked, in a word: <c>counts</c>, <c>archive</c>, <c>store</c>, <c>content</c>, <c>recordings</c>, <c>unused</c>.</param>
/// <param name="Text">What was found, one sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Text);

/// <summary>How a check came out.</summary>
public enum FindingKind
{
    /// <summary>It was as it should be.</summary>
    Sound = 0,

    /// <summary>Something a user should know, or something that could not be checked.</summary>
    Note = 1,

    /// <summary>It was not as it should be.</summary>
    Problem = 2,
}
