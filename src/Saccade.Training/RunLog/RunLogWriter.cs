namespace Saccade.Training.RunLog;

/// <summary>
/// Writes <c>metrics.jsonl</c>: every event but <see cref="BatchDone"/> as one line, handed to the operating system at once, so that a killed process loses at most
/// the line it was writing. Others may read the file meanwhile.
/// </summary>
public sealed class RunLogWriter : ITrainingObserver, IDisposable
{
    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    private RunLogWriter(FileStream stream, TimeProvider time) => (_stream, _time) = (stream, time);

    /// <summary>
    /// Length of the log in bytes. A checkpoint stores it before it is itself announced, so that a resumed run takes back what a lost epoch had logged.
    /// </summary>
    public long Length => _stream.Length;

    /// <summary>Starts a log, in place of any other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static RunLogWriter Create(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new RunLogWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), time);
    }

    /// <summary>Goes on with a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">The length to cut the log to before anything is added, as a checkpoint stored it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RunLogException">The log is shorter, or does not end with a line there.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static RunLogWriter Resume(string path, long length, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(time);
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            Cut(stream, path, length);
            return new RunLogWriter(stream, time);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Observe(TrainingEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened is BatchDone)
            return;
        _stream.Write(RunLogFormat.Line(_time.GetUtcNow(), happened));
        if (happened is CheckpointSaved or RunEnded)
            _stream.Flush(flushToDisk: true);
    }

    /// <summary>Adds lines of another log.</summary>
    internal void Append(byte[] lines) => _stream.Write(lines);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static void Cut(FileStream stream, string path, long length)
    {
        if (stream.Length < length)
            throw new RunLogException(path, 0, $"got {stream.Length} bytes, expected at least {length} as the last checkpoint says; the log was cut after it was written");
        if (length > 0)
        {
            stream.Position = length - 1;
            if (stream.ReadByte() != '\n')
                throw new RunLogException(path, 0, $"got a line that goes on at byte {length}, expected its end there as the last checkpoint says; the log was changed after it was written");
        }

        stream.SetLength(length);
        stream.Position = length;
    }
}
