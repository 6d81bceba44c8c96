using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;
using Saccade.Events.Store;
using Saccade.Files;

namespace Saccade.Events.Verification;

/// <summary>
/// Compares a data set with its description: counts, checksums of the archives it lies in, checksums of a store; and looks for the
/// same recording in two parts. Fewer recordings than the complete set has are a subset and no problem, unless the set claims to be
/// complete: <see cref="VerificationOptions.Complete"/> says so, or a published archive lies beside it. The recordings of a subset are
/// always decoded, since no checksum is known for them.
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
        bool isStore = EventStore.IsStore(path);
        var archives = isStore ? [] : ArchivesThere(path, catalog.Description);
        var counts = PartCounts.Of(catalog, complete: options.Complete || archives.Count > 0);
        List<Finding> findings = [.. counts.Findings];
        findings.AddRange(catalog.Unused.Select(u => new Finding(FindingKind.Note, "unused", $"{u.Path}: {u.Recordings} recordings: {u.Reason}")));
        if (isStore)
            findings.AddRange(Store(path, options, cancellation));
        else
            findings.AddRange(Archives(archives, catalog.Description, options, cancellation));
        if (options.ReadAll || (counts.IsSubset && !isStore)) // no checksum says anything of a subset, so its recordings are all there is to look at
            findings.AddRange(Recordings(catalog, options, cancellation));
        if (catalog.Parts.Count > 1)
            findings.Add(Content(catalog, options, cancellation));
        return findings;
    }

    /// <summary>The published archives that lie in the folder of the data set, with their paths.</summary>
    private static IReadOnlyList<(ArchiveFile Archive, string Path)> ArchivesThere(string path, DatasetDescription? description)
    {
        string folder = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        return [.. (description?.Archives ?? []).Select(a => (a, Path.Combine(folder, a.Name))).Where(a => File.Exists(a.Item2))];
    }

    private static IEnumerable<Finding> Archives(
        IReadOnlyList<(ArchiveFile Archive, string Path)> there, DatasetDescription? description, VerificationOptions options, CancellationToken cancellation)
    {
        foreach ((int index, var (archive, file)) in there.Index())
        {
            options.Progress?.Invoke(new VerificationProgress($"comparing {archive.Name}", index, there.Count));
            string? problem = FileChecksum.Problem(file, archive, cancellation);
            yield return problem is not null ? new Finding(FindingKind.Problem, "archive", $"{file}: {problem}")
                : archive.HasChecksum ? new Finding(FindingKind.Sound, "archive", $"{file} has its checksum")
                : new Finding(FindingKind.Note, "archive", $"{file}: no checksum is known");
        }

        if (there.Count == 0 && description?.Archives.Count > 0)
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
        catch (Exception e) when (e is SaccadeException or IOException or UnauthorizedAccessException)
        {
            return ErrorText.Of(e); // one that cannot be read must not hide what is found of the others
        }
    }

    private static Finding Content(RecordingCatalog catalog, VerificationOptions options, CancellationToken cancellation)
    {
        options.Progress?.Invoke(new VerificationProgress("comparing parts", 0, 1));
        IReadOnlyList<SharedContent> shared;
        try
        {
            shared = RecordingCatalog.FindSharedContent([.. catalog.Parts.Select(catalog.Part)], cancellation);
        }
        catch (Exception e) when (e is SaccadeException or IOException or UnauthorizedAccessException)
        {
            return new Finding(FindingKind.Problem, "content", $"parts could not be compared: {ErrorText.Of(e)}");
        }

        string shown = string.Join("; ", shared.Take(MostShown).Select(s => string.Join(" = ", s.Items.Select(i => i.Id))));
        return shared.Count == 0
            ? new Finding(FindingKind.Sound, "content", "no recording is in two parts")
            : new Finding(FindingKind.Problem, "content", $"{shared.Count} recordings are in more than one part: {shown}");
    }
}
