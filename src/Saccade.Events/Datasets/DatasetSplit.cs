using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Datasets;

/// <summary>A data set divided into named parts, no recording in two of them; can be stored and read back.</summary>
/// <remarks>Immutable.</remarks>
public sealed class DatasetSplit
{
    internal DatasetSplit(string name, string rule, ulong? seed, RecordingCatalog catalog, IReadOnlyList<RecordingSet> parts)
    {
        RecordingCatalog.CheckDisjoint(parts);
        if (parts.FirstOrDefault(p => p.Count == 0) is { } empty)
            throw new DatasetException(catalog.Location, $"split '{name}' ({rule}) leaves no recording for '{empty.Name}'; choose another rule, or add recordings");
        Name = name;
        Rule = rule;
        Seed = seed;
        Data = catalog.Name;
        DataHash = catalog.Hash;
        Parts = parts;
        Unassigned = catalog.Everything().Count - parts.Sum(p => p.Count);
        string text = $"{DataHash}\n{string.Concat(parts.Select(p => $"{p.Name} {p.Hash}\n"))}";
        Hash = ContentHash.Of(text);
    }

    /// <summary>Name of the split.</summary>
    public string Name { get; }

    /// <summary>The rule that made it, in words.</summary>
    public string Rule { get; }

    /// <summary>The seed of the rule; null when nothing was drawn.</summary>
    public ulong? Seed { get; }

    /// <summary>Name of the data set.</summary>
    public string Data { get; }

    /// <summary>Hash of the data set that is divided: <see cref="RecordingCatalog.Hash"/>.</summary>
    public string DataHash { get; }

    /// <summary>The parts, none of them empty.</summary>
    public IReadOnlyList<RecordingSet> Parts { get; }

    /// <summary>Recordings of the data set that are in no part.</summary>
    public int Unassigned { get; }

    /// <summary>SHA-256 in hexadecimal over the data set's hash and the parts with their ids and labels: equal for equal splits, on any machine.</summary>
    public string Hash { get; }

    /// <summary>Divides a data set.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="name">Name of the split; null for that of the rule.</param>
    /// <exception cref="DatasetException">The rule does not suit the data set, or leaves a part empty.</exception>
    public static DatasetSplit Of(RecordingCatalog catalog, SplitRule rule, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(rule);
        try
        {
            return new DatasetSplit(name ?? rule.Name, rule.Key, rule.Seed, catalog, rule.Divide(catalog));
        }
        catch (ArgumentException e)
        {
            throw new DatasetException(catalog.Location, ErrorText.Of(e), e);
        }
    }

    /// <summary>Reads a stored split of a data set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">The data set that it divides.</param>
    /// <exception cref="DatasetException">The file is no split file, belongs to another data set, names unknown recordings, or has one in two parts.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DatasetSplit Read(string path, RecordingCatalog catalog)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(catalog);
        return SplitFile.Read(path, catalog);
    }

    /// <summary>Stores it as a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SplitFile.Write(path, this);
    }

    /// <summary>The part of that name, or null.</summary>
    public RecordingSet? Find(string part) => Parts.FirstOrDefault(p => p.Name == part);
}
