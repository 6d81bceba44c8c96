using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>
/// What is known about a published data set: data, not code. Whatever could not be confirmed is null, and
/// <see cref="Notes"/> say so.
/// </summary>
public sealed record DatasetDescription
{
    /// <summary>Short name, as used on the command line; the same as its layout's.</summary>
    public string Name => Layout.Name;

    /// <summary>The name people use.</summary>
    public required string Title { get; init; }

    /// <summary>What it shows, in a few words.</summary>
    public required string Content { get; init; }

    /// <summary>The publication to cite; null for a layout that is not one data set.</summary>
    public string? Citation { get; init; }

    /// <summary>The licence; null where it is not verified.</summary>
    public string? Licence { get; init; }

    /// <summary>Where its authors present it; null where it is not verified.</summary>
    public Uri? Homepage { get; init; }

    /// <summary>How it lies on the disk.</summary>
    public required DatasetLayout Layout { get; init; }

    /// <summary>The files in which it is published.</summary>
    public IReadOnlyList<ArchiveFile> Archives { get; init; } = [];

    /// <summary>Recordings of the complete set, part by part; empty where they are not known.</summary>
    public IReadOnlyList<ExpectedPart> Expected { get; init; } = [];

    /// <summary>The rules by which publications divide it, the usual one first.</summary>
    public IReadOnlyList<SplitRule> Splits { get; init; } = [];

    /// <summary>Meaning of the address bits in its AEDAT files; null where the files say or have none.</summary>
    public AddressLayout? Addresses { get; init; }

    /// <summary>What labels become when recordings are mirrored left to right; null when they stay.</summary>
    public LabelMap? MirrorLabels { get; init; }

    /// <summary>What labels become when time runs backwards; null when they stay.</summary>
    public LabelMap? ReverseLabels { get; init; }

    /// <summary>What a user should know: odd counts, unverified facts, files that cannot be read yet. One sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The sensor; null when the set does not name one.</summary>
    public SensorSize? Sensor => Layout.Sensor;

    /// <summary>The classes in order of their labels; null when they are the names of folders.</summary>
    public IReadOnlyList<string>? Classes => Layout.Classes;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

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

/// <summary>How many recordings a part of the complete data set has.</summary>
/// <param name="Part">Name of the part.</param>
/// <param name="Recordings">Number of recordings.</param>
/// <param name="ByClass">Recordings of each class in order of labels; null when not known.</param>
public sealed record ExpectedPart(string Part, int Recordings, IReadOnlyList<int>? ByClass = null);

/// <summary>A known mistake in a published table of clips, and its correction.</summary>
/// <param name="Recording">Name of the recording without its extension.</param>
/// <param name="Class">Number of the class as the table writes it.</param>
/// <param name="WrongEnd">The end as published, in microseconds.</param>
/// <param name="RightEnd">The end as it should be, in microseconds.</param>
public sealed record ClipCorrection(string Recording, int Class, long WrongEnd, long RightEnd);
