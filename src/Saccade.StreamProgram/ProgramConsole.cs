using System.Text;
using Saccade.Streaming;
using Saccade.Streaming.Feeds;
using Saccade.Streaming.Sources;

namespace Saccade.StreamProgram;

/// <summary>Standard input, output and error. Each line goes out whole, and at once.</summary>
internal sealed class ProgramConsole : IStreamHost, IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>Standard error.</summary>
    public StreamWriter Error { get; } = new(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };

    /// <inheritdoc/>
    public TimeProvider Time => TimeProvider.System;

    /// <inheritdoc/>
    public Stream OpenInput() => Console.OpenStandardInput();

    /// <inheritdoc/>
    public void Tell(string line) => Error.Write(line + "\n");

    /// <inheritdoc/>
    public void Say(string line) => _output.Write(Encoding.UTF8.GetBytes(line));

    /// <inheritdoc/>
    public void Show(StreamTally tally, StreamCounts counts, EventQueue queue)
    {
        // Nobody watches.
    }

    /// <inheritdoc/>
    public void Ended(StreamEnd end) => Error.Write(StreamLine.Of(end));

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        Error.Dispose();
    }
}
