using Saccade.Files;

namespace Saccade.Events.Sources;

/// <summary>A folder or archive that is not the data set it should be: nothing found, parts missing or mixed up.</summary>
public sealed class DatasetException : SaccadeException
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="path">The folder or archive.</param>
    /// <param name="problem">What was found, what was looked for, and what to do.</param>
    /// <param name="inner">The cause, when another exception reported it.</param>
    public DatasetException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The folder or archive.</summary>
    public string Path { get; }
}
