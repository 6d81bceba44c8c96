using Saccade.Files;

namespace Saccade.Events.Datasets.Download;

/// <summary>A file that could not be fetched: why, and what to do. What was fetched so far is kept for the next try unless the message says otherwise.</summary>
public sealed class DownloadException : SaccadeException
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="file">Name or path of the file.</param>
    /// <param name="problem">What happened, and what to do.</param>
    /// <param name="inner">The cause, when another exception reported it.</param>
    public DownloadException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => File = file;

    /// <summary>Name or path of the file.</summary>
    public string File { get; }
}

/// <summary>A failure that may pass: worth another try.</summary>
internal sealed class TransientFailure(string problem, Exception? inner = null, TimeSpan? pause = null) : Exception(problem, inner)
{
    /// <summary>How long the server wants to be left alone; null when it does not say.</summary>
    public TimeSpan? Pause => pause;
}
