using Saccade.Events.Model;
using Saccade.Files;

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
    private long? _lastTime;
    private long _bytes;

    /// <summary>Prepares a reader for one recording.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    protected EventReader(ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Sensor?.Checked(nameof(options));
        Options = options;
    }

    /// <summary>What was met so far.</summary>
    public DecodeReport Report => Tally.Snapshot(_bytes);

    /// <summary>The sensor: the declared one, else the one the header names, else null.</summary>
    public virtual SensorSize? Sensor => Options.Sensor;

    /// <summary>Whether all of the header has been read, so that <see cref="Sensor"/> and <see cref="Header"/> are final.</summary>
    public virtual bool IsHeaderComplete => true;

    /// <summary>What the header says besides the sensor.</summary>
    public virtual IReadOnlyList<HeaderField> Header => [];

    /// <summary>What the reader was told.</summary>
    protected ReadOptions Options { get; }

    /// <summary>The running counts; <see cref="DecodeTally.Backwards"/> is counted here for all formats.</summary>
    protected DecodeTally Tally { get; } = new();

    /// <summary>Whether damage is to be survived.</summary>
    protected bool Salvages => Options.Damage == DamagePolicy.Salvage;

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
        if (_bytes == 0 && ForeignFile.FailedDownload(chunk) is { } what)
            throw new EventFormatException(Options.Path, 0, "a recording", what);
        int first = into.Count, disorder = into.Disorder;
        _bytes += chunk.Length;
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

    /// <summary>Declares the end of the recording, and adds the events that only the end completes.</summary>
    /// <param name="into">Receives the events; earlier content is kept.</param>
    /// <exception cref="EventFormatException">The recording ends inside a header or a record.</exception>
    /// <exception cref="InvalidOperationException">The reader has finished or failed before.</exception>
    public void Finish(EventBuffer into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ThrowIfEnded();
        _ended = true;
        int first = into.Count, disorder = into.Disorder;
        try
        {
            End(into);
        }
        finally
        {
            CountBackwards(into, first, into.Disorder - disorder);
        }
    }

    /// <summary>Decodes a chunk; called in order, never after the end.</summary>
    protected abstract void Decode(ReadOnlySpan<byte> chunk, EventBuffer into);

    /// <summary>Checks that the recording may end here, and decodes what was kept back until now.</summary>
    protected abstract void End(EventBuffer into);

    /// <summary>Handles damage: throws, or counts it where damage is to be survived.</summary>
    /// <param name="offset">Where it is, in bytes from the beginning of the file.</param>
    /// <param name="expected">What the format promises there.</param>
    /// <param name="got">What is there.</param>
    /// <param name="hint">What to do about it; null when there is nothing to suggest.</param>
    /// <param name="lostBytes">Bytes that cannot be used because of it.</param>
    /// <exception cref="EventFormatException">Damage is not to be survived.</exception>
    protected void Damaged(long offset, string expected, string got, string? hint = null, long lostBytes = 0)
    {
        var damage = new EventFormatException(Options.Path, offset, expected, got, hint);
        if (!Salvages)
            throw damage;
        Tally.Damages++;
        Tally.LostBytes += lostBytes;
        Tally.FirstDamage ??= damage.Message;
    }

    /// <summary>Handles an event that is not on the sensor: throws, or counts it, as the options say.</summary>
    /// <param name="offset">Where its record begins, in bytes from the beginning of the file.</param>
    /// <param name="x">Its column.</param>
    /// <param name="y">Its row.</param>
    /// <param name="sensor">The sensor it should be on.</param>
    /// <exception cref="EventFormatException">Such events are not to be dropped.</exception>
    protected void LeaveOut(long offset, int x, int y, SensorSize sensor)
    {
        if (Options.OutsideSensor == OutsideSensor.Fail && !Salvages)
        {
            throw new EventFormatException(
                Options.Path, offset, $"an event on the {sensor} sensor", $"x {x}, y {y}", "the file is damaged or from another sensor");
        }

        Tally.OutsideSensor++;
    }

    /// <summary>The buffer counts steps inside it; at the seam what counts is this recording's last event, wherever that went.</summary>
    private void CountBackwards(EventBuffer into, int first, int disorder)
    {
        if (into.Count == first)
            return;

        var times = into.Times;
        int seamInBuffer = first > 0 && times[first] < times[first - 1] ? 1 : 0;
        int seam = times[first] < _lastTime ? 1 : 0;
        Tally.Backwards += disorder - seamInBuffer + seam;
        _lastTime = times[^1];
    }

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new InvalidOperationException($"{Options.Path}: this reader has finished or failed; create a new one for each recording");
    }
}
