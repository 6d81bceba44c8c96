using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;
using Saccade.Events.Store;

namespace Saccade.Events.Verification;

/// <summary>
/// Compares a data set with its description: counts, checksums of the archives it lies in, checksums of a store; and looks for the
/// same recording in two parts.
/// </summary>
public static class DatasetVerification
{
    private const int MostShown = 5;

    /// <summary>Checks a data set.</summary>
    /// <param name="path">The folder, archive or store.</param>
    /// <param name="options">How thoroughly; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The outcome of each check, in the order in which they were made.</returns>
    /// <exception cref="DatasetException">No data set is there.</exception>
    /// <exception cref="StoreException">A store is damaged such that it cannot be opened.</exception>
    /// <exception cref="EventFormatException">An archive is damaged such that it cannot be opened.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Finding> Run(string path, VerificationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new VerificationOptions();
        using var catalog = RecordingCatalog.Open(path, options.Catalog);
        List<Finding> findings = [.. Counts(catalog)];
        findings.AddRange(catalog.Unused.Select(u => new Finding(FindingKind.Note, "unused", $"{u.Path}: {u.Recordings} recordings: {u.Reason}")));
        if (EventStore.IsStore(path))
            findings.AddRange(Store(path, options, cancellation));
        else
            findings.AddRange(Archives(path, catalog.Description, options, cancellation));
        if (options.ReadAll)
            findings.AddRange(Recordings(catalog, options, cancellation));
        if (catalog.Parts.Count > 1)
            findings.Add(Content(catalog, options));
        return findings;
    }

    private static IEnumerable<Finding> Counts(RecordingCatalog catalog)
    {
        var expected = catalog.Description?.Expected ?? [];
        if (expected.Count == 0)
            yield return new Finding(FindingKind.Note, "counts", $"{catalog.Everything().Count} recordings; how many there should be is not known");
        foreach (var part in expected)
        {
            int[] counts = catalog.HasPart(part.Part) ? catalog.Part(part.Part).CountByClass() : [];
            int found = counts.Sum();
            bool right = found == part.Recordings && (part.ByClass is null || part.ByClass.SequenceEqual(counts));
            string classes = part.ByClass is null ? "" : $" ({string.Join(", ", part.ByClass.Zip(counts, (e, c) => $"{c} of {e}"))} by class)";
            yield return right
                ? new Finding(FindingKind.Sound, "counts", $"part '{part.Part}' has its {found} recordings")
                : new Finding(FindingKind.Problem, "counts", $"part '{part.Part}' has {found} recordings, expected {part.Recordings}{classes}");
        }
    }

    private static IEnumerable<Finding> Archives(string path, DatasetDescription? description, VerificationOptions options, CancellationToken cancellation)
    {
        string folder = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        ArchiveFile[] there = [.. (description?.Archives ?? []).Where(a => File.Exists(Path.Combine(folder, a.Name)))];
        foreach ((int index, var archive) in there.Index())
        {
            options.Progress?.Invoke(new VerificationProgress($"comparing {archive.Name}", index, there.Length));
            string file = Path.Combine(folder, archive.Name);
            string? problem = FileChecksum.Problem(file, archive, cancellation);
            yield return problem is not null ? new Finding(FindingKind.Problem, "archive", $"{file}: {problem}")
                : archive.HasChecksum ? new Finding(FindingKind.Sound, "archive", $"{file} has its checksum")
                : new Finding(FindingKind.Note, "archive", $"{file}: no checksum is known");
        }

        if (there.Length == 0 && description?.Archives.Count > 0)
            yield return new Finding(FindingKind.Note, "archive", $"no published archive lies here ({string.Join(", ", description.Archives.Select(a => a.Name).Take(MostShown))}), so none could be compared");
    }

    private static IEnumerable<Finding> Store(string path, VerificationOptions options, CancellationToken cancellation)
    {
        var damages = EventStore.Verify(
            path, p => options.Progress?.Invoke(new VerificationProgress("comparing checksums", p.Done, p.Total)), cancellation);
        foreach (var damage in damages.Take(MostShown))
            yield return new Finding(FindingKind.Problem, "store", $"recording '{damage.Id}' in {damage.File} is not what was stored");
        yield return damages.Count == 0
            ? new Finding(FindingKind.Sound, "store", "all recordings have their checksums")
            : new Finding(FindingKind.Problem, "store", $"{damages.Count} recordings are damaged; prepare the data set again");
    }

    private static IEnumerable<Finding> Recordings(RecordingCatalog catalog, VerificationOptions options, CancellationToken cancellation)
    {
        var all = catalog.Everything();
        string?[] problems = new string?[all.Count];
        int done = 0;
        Lock gate = new();
        Parallel.For(0, all.Count, new ParallelOptions { CancellationToken = cancellation }, () => new EventBuffer(), (i, _, events) =>
        {
            problems[i] = Problem(all.Items[i], events);
            lock (gate)
                options.Progress?.Invoke(new VerificationProgress("reading recordings", ++done, all.Count));
            return events;
        }, _ => { });
        string[] bad = [.. problems.OfType<string>()];
        foreach (string problem in bad.Take(MostShown))
            yield return new Finding(FindingKind.Problem, "recordings", problem);
        yield return bad.Length == 0
            ? new Finding(FindingKind.Sound, "recordings", $"all {all.Count} can be read")
            : new Finding(FindingKind.Problem, "recordings", $"{bad.Length} of {all.Count} cannot be read or are empty");
    }

    private static string? Problem(RecordingItem item, EventBuffer events)
    {
        try
        {
            events.Clear();
            item.Read(events);
            return events.Count > 0 ? null : $"'{item.Id}' has no event";
        }
        catch (EventFormatException e)
        {
            return e.Message;
        }
    }

    private static Finding Content(RecordingCatalog catalog, VerificationOptions options)
    {
        options.Progress?.Invoke(new VerificationProgress("comparing parts", 0, 1));
        var shared = RecordingCatalog.FindSharedContent([.. catalog.Parts.Select(catalog.Part)]);
        string shown = string.Join("; ", shared.Take(MostShown).Select(s => string.Join(" = ", s.Items.Select(i => i.Id))));
        return shared.Count == 0
            ? new Finding(FindingKind.Sound, "content", "no recording is in two parts")
            : new Finding(FindingKind.Problem, "content", $"{shared.Count} recordings are in more than one part: {shown}");
    }
}
