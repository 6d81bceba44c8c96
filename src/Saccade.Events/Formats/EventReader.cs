using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>
/// Turns the bytes of one recording into events. It does no input or output of its own and keeps its whole state, so
/// that the bytes may come in chunks of any size, from a file, an archive, a pipe or a socket.
/// </summary>
/// <remarks>
/// Feed all bytes in order with <see cref="Read"/>, then call <see cref="Finish"/>. When a defect is met the events
/// before it are in the buffer, and the reader must not be fed again.
/// </remarks>
public abstract class EventReader
{
    private bool _ended;
    private long _backwards;
    private long? _lastTime;

    /// <summary>Prepares a reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    protected EventReader(ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Sensor?.Checked(nameof(options));
        Options = options;
    }

    /// <summary>What was met so far.</summary>
    public DecodeReport Report => Tally with { Backwards = _backwards };

    /// <summary>The sensor: the declared one, else the one the header names, else null.</summary>
    public virtual SensorSize? Sensor => Options.Sensor;

    /// <summary>What the reader was told.</summary>
    protected ReadOptions Options { get; }

    /// <summary>The counts of the format itself; <see cref="DecodeReport.Backwards"/> is counted here for all formats.</summary>
    protected abstract DecodeReport Tally { get; }

    /// <summary>Decodes a chunk and adds its events to a buffer.</summary>
    /// <param name="chunk">The next bytes of the recording; may end anywhere.</param>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <exception cref="EventFormatException">The bytes are not what the format promises.</exception>
    /// <exception cref="InvalidOperationException">The reader has finished or failed before.</exception>
    public void Read(ReadOnlySpan<byte> chunk, EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ThrowIfEnded();
        _ended = true; // stays set when decoding throws
        int first = into.Count, disorder = into.Disorder;
        try
        {
            Decode(chunk, into);
        }
        finally
        {
            CountBackwards(into, first, into.Disorder - disorder);
        }

        _ended = false;
    }

    /// <summary>Declares the end of the recording.</summary>
    /// <exception cref="EventFormatException">The recording ends inside a header or a record.</exception>
    /// <exception cref="InvalidOperationException">The reader has finished or failed before.</exception>
    public void Finish()
    {
        ThrowIfEnded();
        _ended = true;
        End();
    }

    /// <summary>Decodes a chunk; called in order, never after the end.</summary>
    protected abstract void Decode(ReadOnlySpan<byte> chunk, EventBuffer into);

    /// <summary>Checks that the recording may end here.</summary>
    protected abstract void End();

    /// <summary>The buffer counts steps inside it; at the seam what counts is this recording's last event, wherever that went.</summary>
    private void CountBackwards(EventBuffer into, int first, int disorder)
    {
        if (into.Count == first)
            return;

        ReadOnlySpan<long> times = into.Times;
        int seamInBuffer = first > 0 && times[first] < times[first - 1] ? 1 : 0;
        int seam = times[first] < _lastTime ? 1 : 0;
        _backwards += disorder - seamInBuffer + seam;
        _lastTime = times[^1];
    }

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new InvalidOperationException($"{Options.Path}: this reader has finished or failed; create a new one for each recording");
    }
}
