using System.Globalization;
using Saccade.Events.Datasets;

namespace Saccade.Events.Verification;

/// <summary>The recordings of each part against those of the complete set.</summary>
/// <param name="Findings">The outcome for each part, and for the whole.</param>
/// <param name="IsSubset">Whether recordings are missing without that being a problem.</param>
internal sealed record PartCounts(IReadOnlyList<Finding> Findings, bool IsSubset)
{
    /// <summary>Compares.</summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="complete">Whether everything has to be there.</param>
    public static PartCounts Of(RecordingCatalog catalog, bool complete)
    {
        var expected = catalog.Description?.Expected ?? [];
        int there = catalog.Everything().Count;
        if (expected.Count == 0)
            return new PartCounts([new Finding(FindingKind.Note, "counts", $"{Number(there)} recordings; how many there should be is not known")], IsSubset: false);
        Finding[] parts = [.. expected.Select(part => Compare(part, catalog.HasPart(part.Part) ? catalog.Part(part.Part).CountByClass() : [], complete))];
        bool isSubset = parts.Any(p => p.Kind == FindingKind.Note);
        if (!isSubset)
            return new PartCounts(parts, IsSubset: false);
        var whole = new Finding(FindingKind.Note, "subset", $"{Number(there)} of the {Number(expected.Sum(p => p.Recordings))} recordings of the complete set");
        return new PartCounts([.. parts, whole], IsSubset: true);
    }

    private static Finding Compare(ExpectedPart part, int[] counts, bool complete)
    {
        int found = counts.Sum();
        bool tooMany = found > part.Recordings || part.ByClass?.Zip(counts, (e, c) => c > e).Contains(true) == true;
        if (tooMany || (complete && found < part.Recordings))
            return new Finding(FindingKind.Problem, "counts", $"part '{part.Part}' has {Number(found)} recordings, expected {Number(part.Recordings)}{ByClass(part, counts)}");
        if (found == part.Recordings)
            return new Finding(FindingKind.Sound, "counts", $"part '{part.Part}' has its {Number(found)} recordings");
        return found == 0
            ? new Finding(FindingKind.Note, "counts", $"part '{part.Part}' is not here; the complete set has {Number(part.Recordings)} recordings in it")
            : new Finding(FindingKind.Note, "counts", $"part '{part.Part}' has {Number(found)} of {Number(part.Recordings)} recordings{ByClass(part, counts)}");
    }

    private static string ByClass(ExpectedPart part, int[] counts) => part.ByClass is null || counts.Length == 0
        ? ""
        : $" ({string.Join(", ", part.ByClass.Zip(counts, (e, c) => $"{Number(c)} of {Number(e)}"))} by class)";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
