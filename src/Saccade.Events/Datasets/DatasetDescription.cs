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
