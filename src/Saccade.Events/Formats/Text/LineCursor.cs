namespace Saccade.Events.Formats.Text;

/// <summary>Walks over the fields of a line; they are separated by spaces and tabs, with at most one comma or semicolon among them. A field may stand in quotes.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> line)
{
    private const byte Quote = (byte)'"';

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

    private readonly bool IsQuoted => At < _line.Length && _line[At] == Quote;

    /// <summary>Whether nothing but a last separator is left; passes over it.</summary>
    public bool TakeEnd()
    {
        if (AtEnd)
            return true;
        int from = At;
        At += _line[At] is (byte)',' or (byte)';' ? 1 : 0;
        if (AtEnd)
            return true;
        At = from;
        return false;
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
        if (IsQuoted && _line[(At + 1)..].IndexOf(Quote) is >= 0 and int length)
            At += length + 2;
        while (At < _line.Length && !IsSeparator(_line[At]))
            At++;
    }

    /// <summary>A number as it is written.</summary>
    public bool TryNumber(out DecimalNumber number)
    {
        int at = At + (IsQuoted ? 1 : 0);
        if (!DecimalNumber.TryRead(_line, ref at, out number) || !TryEnd(ref at, IsQuoted))
            return false;
        At = at;
        return true;
    }

    /// <summary>An integer, which may be written as <c>35</c>, <c>35.0</c> or <c>3.5e1</c>.</summary>
    public bool TryInteger(out long value)
    {
        value = 0;
        int first = At + (IsQuoted ? 1 : 0), at = first, last = Math.Min(_line.Length, first + 9);
        for (; at < last && (uint)(_line[at] - '0') <= 9; at++)
            value = value * 10 + _line[at] - '0';
        if (at > first && TryEnd(ref at, IsQuoted))
        {
            At = at;
            return true;
        }

        at = At;
        if (!TryNumber(out var number) || !number.TryScale(0, out value, out bool exact) || !exact)
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
        int letter = At + (IsQuoted ? 1 : 0);
        if (letter >= _line.Length)
            return false;
        if ((_line[letter] | 0x20) is 't' or 'f')
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
        int first = At + (IsQuoted ? 1 : 0), end = first + word.Length;
        if (end > _line.Length || !System.Text.Ascii.EqualsIgnoreCase(_line[first..end], word) || !TryEnd(ref end, IsQuoted))
            return false;
        At = end;
        return true;
    }

    /// <summary>Whether a field ends here; passes over the quote that ends a quoted one.</summary>
    private readonly bool TryEnd(ref int at, bool isQuoted)
    {
        if (isQuoted && (at == _line.Length || _line[at++] != Quote))
            return false;
        return at == _line.Length || IsSeparator(_line[at]);
    }

    private static bool IsSeparator(byte b) => b is (byte)',' or (byte)' ' or (byte)'\t' or (byte)';';

    private void SkipSpace()
    {
        while (At < _line.Length && _line[At] is (byte)' ' or (byte)'\t')
            At++;
    }
}
