using Saccade.Events.Model;

namespace Saccade.Events.Formats.Text;

/// <summary>
/// Takes lines of the usual form in one pass: digits, one separator, digits; a time may have a fraction. It stops before
/// the first line that is anything else, right or wrong, which is then for <see cref="TextEventReader"/> to look at.
/// </summary>
internal sealed class PlainLines
{
    private const int MostDigits = 12; // times 10^6 they still fit
    private readonly TextColumn[] _columns;
    private readonly SensorSize _bounds;
    private readonly bool _hasFractions;
    private readonly long[] _scales;

    /// <summary>A taker for lines of some columns.</summary>
    /// <param name="columns">What the columns hold.</param>
    /// <param name="shift">Power of ten that turns times into microseconds, 0 to 6.</param>
    /// <param name="hasFractions">Whether times may have a fraction.</param>
    /// <param name="bounds">The sensor.</param>
    private PlainLines(TextColumn[] columns, int shift, bool hasFractions, SensorSize bounds)
    {
        (_columns, _hasFractions, _bounds) = (columns, hasFractions, bounds);
        _scales = new long[shift + 1]; // by the number of digits after the point
        long scale = 1;
        for (int digits = shift; digits >= 0; digits--, scale *= 10)
            _scales[digits] = scale;
    }

    /// <summary>A taker, or null when lines of this kind are not plain: columns that are ignored, times finer than microseconds.</summary>
    public static PlainLines? For(IReadOnlyList<TextColumn> columns, int shift, bool hasFractions, SensorSize bounds) =>
        shift < 0 || columns.Contains(TextColumn.Ignored) ? null : new PlainLines([.. columns], shift, hasFractions, bounds);

    /// <summary>Takes whole lines from the front.</summary>
    /// <param name="bytes">Begins with a line.</param>
    /// <param name="into">Receives the events.</param>
    /// <returns>Bytes taken, and lines, each of them an event.</returns>
    public (int Bytes, int Lines) Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int taken = 0, lines = 0, at = 0;
        Span<long> values = stackalloc long[5]; // by what they mean
        while (TryLine(bytes, ref at, values))
        {
            long x = values[(int)TextColumn.X], y = values[(int)TextColumn.Y], polarity = values[(int)TextColumn.Polarity];
            if ((ulong)x >= (ulong)_bounds.Width || (ulong)y >= (ulong)_bounds.Height || polarity is < -1 or > 1)
                break;
            into.Add(values[(int)TextColumn.Time], (ushort)x, (ushort)y, polarity == 1 ? (byte)1 : (byte)0);
            taken = at;
            lines++;
        }

        return (taken, lines);
    }

    private bool TryLine(ReadOnlySpan<byte> bytes, ref int at, Span<long> values)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            bool negative = column == TextColumn.Polarity && at < bytes.Length && bytes[at] == '-';
            at += negative ? 1 : 0;
            if (!TryDigits(bytes, ref at, out long value) || (column == TextColumn.Time && !TryFraction(bytes, ref at, ref value)) || at >= bytes.Length)
                return false;
            values[(int)column] = negative ? -value : value;
            byte end = bytes[at++];
            if (i < _columns.Length - 1)
            {
                if (end is not ((byte)',' or (byte)' ' or (byte)'\t' or (byte)';'))
                    return false;
                at += at < bytes.Length && bytes[at] == ' ' ? 1 : 0;
            }
            else if (end == '\r' ? at >= bytes.Length || bytes[at++] != '\n' : end != '\n')
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        int first = at;
        value = 0;
        for (; at < bytes.Length; at++)
        {
            uint digit = bytes[at] - (uint)'0';
            if (digit > 9)
                break;
            value = value * 10 + digit;
        }

        return at - first is > 0 and <= MostDigits;
    }

    private bool TryFraction(ReadOnlySpan<byte> bytes, ref int at, ref long value)
    {
        if (at >= bytes.Length || bytes[at] != '.')
        {
            value *= _scales[0];
            return true;
        }

        int first = ++at;
        if (!_hasFractions || !TryDigits(bytes, ref at, out long fraction) || at - first >= _scales.Length)
            return false;
        value = value * _scales[0] + fraction * _scales[at - first];
        return true;
    }
}
