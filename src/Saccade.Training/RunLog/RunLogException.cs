using Saccade.Files;

namespace Saccade.Training.RunLog;

/// <summary>A run log is damaged other than by an unfinished last line.</summary>
public sealed class RunLogException : SaccadeException
{
    /// <summary>Describes the damage.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line, from 1; 0 for the file as a whole.</param>
    /// <param name="problem">What is there and what was expected.</param>
    /// <param name="inner">The cause.</param>
    public RunLogException(string path, int line, string problem, Exception? inner = null)
        : base(line > 0 ? $"{path}({line}): {problem}" : $"{path}: {problem}", inner) => (Path, Line) = (path, line);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line, from 1; 0 for the file as a whole.</summary>
    public int Line { get; }
}
