namespace Saccade.Events.Cache;

/// <summary>
/// A folder of prepared frames, one file for each set and preparation, named by the key of what is in it. Several
/// processes may use it at once, and one may be killed at any time: a file appears whole or not at all, and is checked when read.
/// </summary>
/// <remarks>A file is never the only copy of anything: it may be deleted at any time.</remarks>
public sealed class FrameCache
{
    private const string Extension = ".frames";
    private const string TemporaryExtension = ".frames-tmp";

    /// <summary>An unfinished file of this age belongs to a process that was killed.</summary>
    private static readonly TimeSpan s_abandonedAfter = TimeSpan.FromDays(1);

    private readonly Func<string, Stream> _create;
    private readonly TimeProvider _time;

    /// <summary>A cache in a folder, which is made when something is stored.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock, which tells when an unfinished file is abandoned; null for the system's.</param>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    public FrameCache(string folder, TimeProvider? time = null)
        : this(folder, path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16), time)
    {
    }

    /// <summary>For tests: files are created by a function.</summary>
    internal FrameCache(string folder, Func<string, Stream> create, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        _create = create;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    internal CacheLookup TryLoad(CacheKey key, CachedShape shape, CancellationToken cancellation)
    {
        string path = PathOf(key);
        try
        {
            if (!File.Exists(path))
                return new CacheLookup(null, new CacheReport(CacheOutcome.NotStored));
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            CachedContent? content = FrameCacheFile.Read(stream, key, shape, cancellation);
            return content is null
                ? new CacheLookup(null, new CacheReport(CacheOutcome.NotStored, Discarded: 1))
                : new CacheLookup(content, new CacheReport(CacheOutcome.Loaded));
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            return new CacheLookup(null, new CacheReport(CacheOutcome.NotStored, Problem: $"the cache could not be read: {e.Message}"));
        }
    }

    internal CacheReport Store(CacheKey key, CachedShape shape, CachedContent content, CacheReport soFar)
    {
        string path = PathOf(key);
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            Directory.CreateDirectory(Folder);
            DeleteAbandoned();
            using (Stream stream = _create(temporary))
            {
                FrameCacheFile.Write(stream, key, shape, content);
                Flush(stream);
            }

            File.Move(temporary, path, overwrite: true);
            return soFar with { Outcome = CacheOutcome.Stored };
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            TryDelete(temporary);
            string problem = $"the prepared frames could not be stored in '{Folder}': {e.Message}";
            return soFar with { Outcome = CacheOutcome.NotStored, Problem = soFar.Problem is null ? problem : $"{soFar.Problem}; {problem}" };
        }
    }

    private static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException;

    private static void Flush(Stream stream)
    {
        if (stream is FileStream file)
            file.Flush(flushToDisk: true); // the name must not appear before the content is on the disk
        else
            stream.Flush();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            // Left for a later run, which deletes abandoned files.
        }
    }

    private void DeleteAbandoned()
    {
        foreach (string path in Directory.EnumerateFiles(Folder, "*" + TemporaryExtension))
        {
            if (_time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > s_abandonedAfter)
                TryDelete(path);
        }
    }

    private string PathOf(CacheKey key)
    {
        string name = string.Concat(key.SetName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return Path.Combine(Folder, $"{name}-{key.Hex[..32]}{Extension}");
    }
}
