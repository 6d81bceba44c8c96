namespace Saccade.Events.Datasets;

/// <summary>A file in which a data set is published.</summary>
/// <remarks>What is not known for certain is null; it is never guessed.</remarks>
public sealed record ArchiveFile
{
    /// <summary>Name of the file, as the data set's own pages call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it can be fetched without an account or a form; null where it cannot.</summary>
    public Uri? Address { get; init; }

    /// <summary>Length in bytes; null when not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>MD5 in lower-case hexadecimal; null when not known.</summary>
    public string? Md5 { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal; null when not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What a person has to do where <see cref="Address"/> is null: the page to visit, and what else to know.</summary>
    public string? Instructions { get; init; }

    /// <summary>Whether the content can be checked.</summary>
    public bool HasChecksum => Md5 is not null || Sha256 is not null;
}
