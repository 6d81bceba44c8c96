using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>Frames [T, H, W, C] of float32 with any number of channels: what a <see cref="FrameRepresentation"/> makes of a recording.</summary>
/// <remarks>A <see cref="FrameBuffer"/> is the case of two channels that hold counts.</remarks>
public sealed class FrameStack
{
    private readonly float[] _values;

    /// <summary>Frames of zeros.</summary>
    /// <param name="steps">Number of frames T, at least 0.</param>
    /// <param name="size">Columns W and rows H.</param>
    /// <param name="channels">Channels C, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is impossible or the whole is too large.</exception>
    public FrameStack(int steps, SensorSize size, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Size = size.Checked(nameof(size));
        Steps = steps;
        Channels = channels;
        var length = (Int128)steps * size.Pixels * channels;
        if (length > Array.MaxLength || size.Pixels * channels > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"{steps} frames of {size} with {channels} channels do not fit into one buffer");
        _values = new float[(int)length];
    }

    /// <summary>Number of frames T.</summary>
    public int Steps { get; }

    /// <summary>Columns W and rows H.</summary>
    public SensorSize Size { get; }

    /// <summary>Channels C.</summary>
    public int Channels { get; }

    /// <summary>Numbers in one frame: H x W x C.</summary>
    public int FrameLength => Size.Height * Size.Width * Channels;

    /// <summary>All values, [T, H, W, C] row-major.</summary>
    public Span<float> Values => _values;

    /// <summary>One value.</summary>
    /// <param name="step">Frame, 0 to T - 1.</param>
    /// <param name="row">Row, 0 at the top.</param>
    /// <param name="column">Column, 0 at the left.</param>
    /// <param name="channel">Channel, 0 to C - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    public float this[int step, int row, int column, int channel]
    {
        get
        {
            CheckIndex(step, Steps, nameof(step));
            CheckIndex(row, Size.Height, nameof(row));
            CheckIndex(column, Size.Width, nameof(column));
            CheckIndex(channel, Channels, nameof(channel));
            return _values[((step * Size.Height + row) * Size.Width + column) * Channels + channel];
        }
    }

    /// <summary>The values of one frame, [H, W, C].</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is outside 0 to T - 1.</exception>
    public Span<float> Frame(int step)
    {
        CheckIndex(step, Steps, nameof(step));
        return _values.AsSpan(step * FrameLength, FrameLength);
    }

    private static void CheckIndex(int index, int extent, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, extent, name);
    }
}
