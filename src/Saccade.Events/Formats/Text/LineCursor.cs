namespace Saccade.Events.Formats.Text;

/// <summary>Walks over the fields of a line; they are separated by spaces and tabs, with at most one comma or semicolon among them.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;

    /// <summary>Position in the line; where something was wrong after a method returned false.</summary>
    public int At;

    /// <summary>Whether only space is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return At == _line.Length;
        }
    }

    /// <summary>Moves to the next field.</summary>
    public bool Next()
    {
        int from = At;
        SkipSpace();
        if (At < _line.Length && _line[At] is (byte)',' or (byte)';')
        {
            At++;
            SkipSpace();
        }

        return At > from;
    }

    /// <summary>Passes over a field.</summary>
    public void SkipField()
    {
        while (At < _line.Length && !IsSeparator(_line[At]))
            At++;
    }

    /// <summary>A number as it is written.</summary>
    public bool TryNumber(out DecimalNumber number)
    {
        int at = At;
        if (!DecimalNumber.TryRead(_line, ref at, out number) || (at < _line.Length && !IsSeparator(_line[at])))
            return false;
        At = at;
        return true;
    }

    /// <summary>An integer, which may be written as <c>35</c>, <c>35.0</c> or <c>3.5e1</c>.</summary>
    public bool TryInteger(out long value)
    {
        value = 0;
        int at = At, last = Math.Min(_line.Length, At + 9);
        for (; at < last && (uint)(_line[at] - '0') <= 9; at++)
            value = value * 10 + _line[at] - '0';
        if (at > At && (at == _line.Length || IsSeparator(_line[at])))
        {
            At = at;
            return true;
        }

        at = At;
        if (!TryNumber(out DecimalNumber number) || !number.TryScale(0, out value, out bool exact) || !exact)
        {
            At = at;
            return false;
        }

        return true;
    }

    /// <summary>A polarity: 1 or true for ON; 0, -1 or false for OFF.</summary>
    public bool TryPolarity(out byte polarity)
    {
        polarity = 0;
        if (At >= _line.Length)
            return false;
        if ((_line[At] | 0x20) is 't' or 'f')
            return TryWord("true"u8, 1, out polarity) || TryWord("false"u8, 0, out polarity);
        int at = At;
        if (!TryInteger(out long value) || value is < -1 or > 1)
        {
            At = at;
            return false;
        }

        polarity = value == 1 ? (byte)1 : (byte)0;
        return true;
    }

    private bool TryWord(ReadOnlySpan<byte> word, byte meaning, out byte value)
    {
        value = meaning;
        int end = At + word.Length;
        if (end > _line.Length || !System.Text.Ascii.EqualsIgnoreCase(_line[At..end], word) || (end < _line.Length && !IsSeparator(_line[end])))
            return false;
        At = end;
        return true;
    }

    private static bool IsSeparator(byte b) => b is (byte)',' or (byte)' ' or (byte)'\t' or (byte)';';

    private void SkipSpace()
    {
        while (At < _line.Length && _line[At] is (byte)' ' or (byte)'\t')
            At++;
    }
}
