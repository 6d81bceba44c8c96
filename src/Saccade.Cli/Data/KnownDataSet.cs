using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>What is known about a data set before any of it is there.</summary>
internal sealed record KnownDataSet(
    string Name, string Title, string Content, string? Citation, string? Licence, string? Homepage, string Layout, string? Sensor, IReadOnlyList<string>? Classes,
    IReadOnlyDictionary<string, int> Recordings, IReadOnlyList<string> SplitRules, IReadOnlyList<KnownArchive> Archives, IReadOnlyList<string> Notes)
{
    public static KnownDataSet Of(DatasetDescription d) => new(
        d.Name, d.Title, d.Content, d.Citation, d.Licence, d.Homepage?.AbsoluteUri, d.Layout.Description, d.Sensor?.ToString(), d.Classes,
        d.Expected.ToDictionary(e => e.Part, e => e.Recordings), [.. d.Splits.Select(s => s.Name)],
        [.. d.Archives.Select(a => new KnownArchive(a.Name, a.Address?.AbsoluteUri, a.Md5, a.Sha256, a.Instructions))], d.Notes);
}

/// <summary>A file in which a data set is published.</summary>
internal sealed record KnownArchive(string Name, string? Address, string? Md5, string? Sha256, string? Instructions);
