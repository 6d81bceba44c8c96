using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Files;

namespace Saccade.Events.Store;

/// <summary>Carries out one preparation: takes over finished shards, writes the others in parallel, then the manifest.</summary>
internal sealed class StorePreparer(RecordingCatalog catalog, string folder, StoreOptions options, CancellationToken cancellation)
{
    private const string LockName = "prepare.lock";

    private readonly StorePlan _plan = StorePlan.Of(catalog, options);
    private readonly Lock _lock = new();
    private int _done, _reused;
    private long _events;

    public StoreReport Run()
    {
        Directory.CreateDirectory(folder);
        RefuseOtherFiles();
        using var locked = TakeLock();
        bool complete = IsComplete();
        DeleteStrangers();
        var shards = new IReadOnlyList<StoredRecording>[_plan.Shards.Count];
        var errors = new Exception?[shards.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount, CancellationToken = cancellation };
        var order = Partitioner.Create(Enumerable.Range(0, shards.Length), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(order, parallel, () => new EventBuffer(), (shard, state, events) =>
        {
            try
            {
                shards[shard] = Prepare(shard, events);
            }
            catch (Exception e)
            {
                errors[shard] = e;
                state.Stop();
            }

            return events;
        }, _ => { });
        if (Array.Find(errors, e => e is not null) is { } error)
            ExceptionDispatchInfo.Throw(error);

        var manifest = Manifest(shards);
        if (!complete)
            manifest.Write(folder);
        return Report(shards, manifest, complete);
    }

    private IReadOnlyList<StoredRecording> Prepare(int index, EventBuffer events)
    {
        ShardKey key = new(_plan.Hash, index);
        var items = _plan.Shards[index];
        if (TryReuse(key) is { } finished)
        {
            Interlocked.Increment(ref _reused);
            Tell(items.Count, finished.Sum(r => (long)r.Block.Count));
            return finished;
        }

        using var writer = new ShardWriter(folder, key);
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            events.Clear();
            (var report, var sensor) = item.Read(events);
            writer.Add(item, events, report, sensor);
            Tell(1, events.Count);
        }

        return writer.Finish();
    }

    private StoredRecording[]? TryReuse(ShardKey key)
    {
        string path = Path.Combine(folder, ShardFile.Name(key.Index));
        try
        {
            return File.Exists(path) ? ShardFile.ReadTable(path, key) : null;
        }
        catch (StoreException)
        {
            return null; // of another preparation, or damaged: written anew
        }
    }

    private bool IsComplete()
    {
        if (!EventStore.IsStore(folder))
            return false;
        return StoreManifest.Read(folder).Source == Convert.ToHexStringLower(_plan.Hash)
            ? true
            : throw new StoreException(folder, "got a folder with a store of other data, or of the same data read with other options; choose another folder, or delete this one");
    }

    /// <summary>A store is a folder of its own: among other files it would be taken for the data set, and nobody could tell what to delete.</summary>
    private void RefuseOtherFiles()
    {
        string? other = Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!).FirstOrDefault(n => !n.StartsWith("shard-", StringComparison.Ordinal)
            && !n.StartsWith(StoreManifest.FileName, StringComparison.Ordinal) && n != LockName);
        if (other is not null)
            throw new StoreException(folder, $"expected an empty folder, a new one or one with an unfinished store, got one with '{other}' in it; choose another folder");
    }

    private void DeleteStrangers()
    {
        AtomicFile.RemoveStale(folder);
        HashSet<string> wanted = [.. Enumerable.Range(0, _plan.Shards.Count).Select(ShardFile.Name)];
        foreach (string path in Directory.EnumerateFiles(folder, "shard-*"))
        {
            if (path.EndsWith(ShardFile.Extension, StringComparison.Ordinal) && !wanted.Contains(Path.GetFileName(path)))
                File.Delete(path);
        }
    }

    private FileStream TakeLock()
    {
        string path = Path.Combine(folder, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StoreException(folder, "another process prepares a store in this folder; wait for it, or choose another folder", e);
        }
    }

    private StoreManifest Manifest(IReadOnlyList<StoredRecording>[] shards) => new()
    {
        Name = catalog.Name,
        Width = catalog.Sensor?.Width ?? 0,
        Height = catalog.Sensor?.Height ?? 0,
        Reading = catalog.Reading,
        Classes = catalog.Classes,
        DataHash = catalog.Hash,
        Source = Convert.ToHexStringLower(_plan.Hash),
        Shards = [.. shards.Select((table, i) => new StoreManifest.Shard(
            ShardFile.Name(i), new FileInfo(Path.Combine(folder, ShardFile.Name(i))).Length, table.Count, table.Sum(r => (long)r.Block.Count),
            Convert.ToHexStringLower(ShardTable.Hash(ShardTable.Write(table)))))],
    };

    private StoreReport Report(IReadOnlyList<StoredRecording>[] shards, StoreManifest manifest, bool wasComplete) => new()
    {
        Recordings = manifest.Shards.Sum(s => s.Recordings),
        Events = manifest.Shards.Sum(s => s.Events),
        EmptyRecordings = shards.Sum(s => s.Count(r => r.Block.Count == 0)),
        Bytes = manifest.Shards.Sum(s => s.Bytes) + new FileInfo(Path.Combine(folder, StoreManifest.FileName)).Length,
        Shards = shards.Length,
        ReusedShards = _reused,
        WasComplete = wasComplete && _reused == shards.Length,
        Decoded = shards.SelectMany(s => s).Aggregate(DecodeReport.Empty, (sum, r) => sum.Plus(r.Report)),
    };

    private void Tell(int recordings, long events)
    {
        lock (_lock)
        {
            _done += recordings;
            _events += events;
            options.Progress?.Invoke(new StoreProgress(_done, catalog.Everything().Count, _events));
        }
    }
}
