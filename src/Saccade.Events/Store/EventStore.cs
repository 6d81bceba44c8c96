using System.Runtime.ExceptionServices;
using Saccade.Events.Datasets;
using Saccade.Events.Model;
using Saccade.Events.Shards;

namespace Saccade.Events.Store;

/// <summary>
/// A folder with the events of a data set, decoded once and packed in columns, from which recordings come as fast as memory
/// gives them and frames of any slicing are made. <see cref="RecordingCatalog.Open"/> opens it like any data set.
/// </summary>
public static class EventStore
{
    /// <summary>Whether a folder is a finished store.</summary>
    public static bool IsStore(string path) => StoreManifest.IsIn(path);

    /// <summary>
    /// Turns a data set into a store. It may be killed at any time: the folder is no store until all of it is written, and the next call goes on
    /// with the shards that were finished. Needs memory for one recording per thread.
    /// </summary>
    /// <param name="catalog">The data set.</param>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="options">Shards, threads, progress; null for the defaults.</param>
    /// <param name="cancellation">Stops it between two recordings.</param>
    /// <exception cref="ArgumentException">The options are not sound; the message lists all problems.</exception>
    /// <exception cref="StoreException">The folder holds other files or a store of other data, or another process is at work in it.</exception>
    /// <exception cref="EventFormatException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StoreReport Prepare(RecordingCatalog catalog, string folder, StoreOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new StoreOptions();
        var problems = options.Validate();
        return problems.Count == 0
            ? new StorePreparer(catalog, folder, options, cancellation).Run()
            : throw new ArgumentException("the options of the store are not sound: " + string.Join("; ", problems), nameof(options));
    }

    /// <summary>Reads a whole store and compares every checksum.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="progress">Told after each shard, from several threads, never at the same time; or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The recordings that are damaged; none when all is well.</returns>
    /// <exception cref="StoreException">A shard is missing or its table is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<StoreDamage> Verify(string folder, Action<StoreProgress>? progress = null, CancellationToken cancellation = default)
    {
        var manifest = StoreManifest.Read(folder);
        var damages = new List<StoreDamage>[manifest.Shards.Count];
        Lock gate = new();
        int done = 0, total = manifest.Shards.Sum(s => s.Recordings);
        long events = 0;
        var errors = new Exception?[damages.Length];
        Parallel.For(0, damages.Length, new ParallelOptions { CancellationToken = cancellation }, (i, state) =>
        {
            try
            {
                var shard = manifest.Shards[i];
                using var reader = new ShardReader(Path.Combine(folder, shard.File));
                damages[i] = [.. manifest.Table(folder, i).Where(r => !reader.IsSound(r)).Select(r => new StoreDamage(r.Id, reader.Path))];
                lock (gate)
                    progress?.Invoke(new StoreProgress(done += shard.Recordings, total, events += shard.Events));
            }
            catch (Exception e)
            {
                errors[i] = e;
                state.Break(); // shards before this one are still read, so the first error is always the same
            }
        });
        if (Array.Find(errors, e => e is not null) is { } error)
            ExceptionDispatchInfo.Throw(error);
        return [.. damages.SelectMany(d => d)];
    }
}
