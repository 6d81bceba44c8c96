using Saccade.Events.Datasets;

namespace Saccade.Events.Verification;

/// <summary>How thoroughly a data set is checked.</summary>
public sealed record VerificationOptions
{
    /// <summary>How it is opened; null to recognise it.</summary>
    public CatalogOptions? Catalog { get; init; }

    /// <summary>Whether every recording is decoded, so that a damaged one is found.</summary>
    public bool ReadAll { get; init; }

    /// <summary>Told what is being done and how far it is, from several threads, never at the same time; or null.</summary>
    public Action<VerificationProgress>? Progress { get; init; }
}

/// <summary>How far the check of a data set has come.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Done">Recordings or files done.</param>
/// <param name="Total">Recordings or files in all.</param>
public readonly record struct VerificationProgress(string Step, int Done, int Total);
