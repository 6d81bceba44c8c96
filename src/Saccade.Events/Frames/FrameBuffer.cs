using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>Event counts of one recording as frames [T, H, W, C] of float32: steps, rows, columns, channels; channel 0 = OFF, 1 = ON.</summary>
public sealed class FrameBuffer
{
    /// <summary>Number of channels: OFF and ON.</summary>
    public const int Channels = 2;

    private readonly float[] _values;

    /// <summary>Frames of zeros.</summary>
    /// <param name="steps">Number of frames T, at least 0.</param>
    /// <param name="size">Columns W and rows H.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative or too large.</exception>
    public FrameBuffer(int steps, SensorSize size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Size = size.Checked(nameof(size));
        long length = steps * size.Pixels * Channels;
        if (length > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"{steps} frames of {size} do not fit into one buffer");
        Steps = steps;
        _values = new float[length];
    }

    /// <summary>Number of frames T.</summary>
    public int Steps { get; }

    /// <summary>Columns W and rows H.</summary>
    public SensorSize Size { get; }

    /// <summary>Number of rows H.</summary>
    public int Height => Size.Height;

    /// <summary>Number of columns W.</summary>
    public int Width => Size.Width;

    /// <summary>Numbers in one frame: H x W x C.</summary>
    public int FrameLength => Size.Height * Size.Width * Channels;

    /// <summary>All values, [T, H, W, C] row-major.</summary>
    public Span<float> Values => _values;

    /// <summary>One value.</summary>
    /// <param name="step">Frame, 0 to T - 1.</param>
    /// <param name="row">Row, 0 at the top.</param>
    /// <param name="column">Column, 0 at the left.</param>
    /// <param name="channel">0 = OFF, 1 = ON.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    public float this[int step, int row, int column, int channel]
    {
        get
        {
            CheckIndex(step, Steps, nameof(step));
            CheckIndex(row, Height, nameof(row));
            CheckIndex(column, Width, nameof(column));
            CheckIndex(channel, Channels, nameof(channel));
            return _values[((step * Height + row) * Width + column) * Channels + channel];
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
