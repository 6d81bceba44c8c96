using Saccade.Events.Datasets;

namespace Saccade.Events.Verification;

/// <summary>How thoroughly a data set is checked.</summary>
public sealed record VerificationOptions
{
    /// <summary>How it is opened; null to recognise it.</summary>
    public CatalogOptions? Catalog { get; init; }

    /// <summary>Whether every recording is decoded, so that a damaged one is found.</summary>
    public bool ReadAll { get; init; }

    /// <summary>Whether every recording of the complete set has to be there; else fewer are a subset.</summary>
    public bool Complete { get; init; }

    /// <summary>Told what is being done and how far it is, from several threads, never at the same time; or null.</summary>
    public Action<VerificationProgress>? Progress { get; init; }
}

/// <summary>How far the check of a data set has come.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Done">Recordings or files done.</param>
/// <param name="Total">Recordings or files in all.</param>
public readonly record struct VerificationProgress(string Step, int Done, int Total);

/// <summary>The outcome of one check of a data set.</summary>
/// <param name="Kind">How it came out.</param>
/// <param name="Subject">What was checked, in a word: <c>counts</c>, <c>archive</c>, <c>store</c>, <c>content</c>, <c>recordings</c>, <c>unused</c>, <c>subset</c>.</param>
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
