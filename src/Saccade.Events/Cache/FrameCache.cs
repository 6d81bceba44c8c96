using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>
/// A folder of prepared frames, one file for each set and preparation, named by the key of what is in it. Several
/// processes may use it at once, and one may be killed at any time: a file appears whole or not at all, and is checked when read.
/// </summary>
/// <remarks>A file is never the only copy of anything: it may be deleted at any time.</remarks>
public sealed class FrameCache
{
    private const string Extension = ".frames";

    private readonly Func<Stream, Stream> _wrap;

    /// <summary>A cache in a folder, which is made when something is stored.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    public FrameCache(string folder)
        : this(folder, file => file)
    {
    }

    /// <summary>For tests: what is written passes through a stream of theirs.</summary>
    internal FrameCache(string folder, Func<Stream, Stream> wrap)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        _wrap = wrap;
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
            var content = FrameCacheFile.Read(stream, key, shape, cancellation);
            return content is null
                ? new CacheLookup(null, new CacheReport(CacheOutcome.NotStored, Discarded: 1))
                : new CacheLookup(content, new CacheReport(CacheOutcome.Loaded));
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            return new CacheLookup(null, new CacheReport(CacheOutcome.NotStored, Problem: $"the cache could not be read: {ErrorText.Of(e)}"));
        }
    }

    internal CacheReport Store(CacheKey key, CachedShape shape, CachedContent content, CacheReport soFar)
    {
        string path = PathOf(key);
        try
        {
            Directory.CreateDirectory(Folder);
            AtomicFile.RemoveStale(Folder);
            AtomicFile.Write(path, stream => FrameCacheFile.Write(_wrap(stream), key, shape, content));
            return soFar with { Outcome = CacheOutcome.Stored };
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            string problem = $"the prepared frames could not be stored in '{Folder}': {ErrorText.Of(e)}";
            return soFar with { Outcome = CacheOutcome.NotStored, Problem = soFar.Problem is null ? problem : $"{soFar.Problem}; {problem}" };
        }
    }

    private static bool IsFileTrouble(Exception e) => e is IOException or UnauthorizedAccessException;

    private string PathOf(CacheKey key)
    {
        string name = string.Concat(key.SetName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return Path.Combine(Folder, $"{name}-{key.Hex[..32]}{Extension}");
    }
}
