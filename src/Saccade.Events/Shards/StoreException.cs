using Saccade.Files;

namespace Saccade.Events.Shards;

/// <summary>A prepared store that is damaged, or a folder that cannot become one.</summary>
public sealed class StoreException : SaccadeException
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="path">The store or the file in it.</param>
    /// <param name="problem">What was found, what was expected, and what to do.</param>
    /// <param name="inner">The cause, when another exception reported it.</param>
    public StoreException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The store or the file in it.</summary>
    public string Path { get; }
}
