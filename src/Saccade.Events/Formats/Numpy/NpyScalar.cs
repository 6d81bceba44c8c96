namespace Saccade.Events.Formats.Numpy;

/// <summary>A number as NumPy stores it.</summary>
/// <param name="Kind">Signed 'i', unsigned 'u', boolean 'b', floating-point 'f'.</param>
/// <param name="Size">Bytes: 1, 2, 4 or 8.</param>
/// <param name="IsBigEndian">Whether the first byte is the highest.</param>
internal readonly record struct NpyScalar(char Kind, int Size, bool IsBigEndian)
{
    /// <summary>Whether it is floating-point.</summary>
    public bool IsFloat => Kind == 'f';

    /// <summary>The type of a code such as <c>&lt;i8</c>; null when it is none of the numbers that are read.</summary>
    public static NpyScalar? Of(string code)
    {
        if (code == "?")
            return new('b', 1, false);
        if (code.Length != 3 || code[0] is not ('<' or '>' or '|' or '=') || !char.IsAsciiDigit(code[2]))
            return null;
        int size = code[2] - '0';
        bool known = code[1] switch
        {
            'b' => size == 1,
            'i' or 'u' => size is 1 or 2 or 4 or 8,
            'f' => size is 2 or 4 or 8,
            _ => false,
        };
        return known && (code[0] != '|' || size == 1) ? new(code[1], size, code[0] == '>') : null;
    }
}
