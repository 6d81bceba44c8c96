namespace Saccade.Events.Formats.Text;

/// <summary>A number as it is written in decimal, before any rounding: digits x 10^exponent.</summary>
internal readonly record struct DecimalNumber
{
    /// <summary>Digits are collected while ten times as much still fits.</summary>
    private const ulong Room = (ulong.MaxValue - 9) / 10;

    private static readonly ulong[] _powers = Powers();

    /// <summary>Whether it is written with a point or an exponent.</summary>
    public bool IsFractional { get; private init; }

    /// <summary>Whether it is an integer, however it is written.</summary>
    public bool IsWhole => !TryScale(0, out _, out bool exact) || exact; // one that does not fit is whole

    private ulong Digits { get; init; }

    private int Exponent { get; init; }

    private bool IsNegative { get; init; }

    /// <summary>Whether digits other than 0 were left out, since there are more than 19.</summary>
    private bool IsCut { get; init; }

    /// <summary>Reads a number such as <c>-12</c>, <c>0.000819</c> or <c>1.6e+09</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the number begins; afterwards where it ends, or where it is no number.</param>
    /// <param name="number">The number.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int at, out DecimalNumber number)
    {
        int i = at, exponent = 0, count = 0;
        bool negative = TakeSign(text, ref i), point = false, cut = false;
        ulong digits = 0;
        for (; i < text.Length; i++)
        {
            uint digit = text[i] - (uint)'0';
            if (digit <= 9)
            {
                count++;
                if (digits <= Room)
                {
                    digits = digits * 10 + digit;
                    exponent -= point ? 1 : 0;
                }
                else
                {
                    cut |= digit > 0;
                    exponent += point ? 0 : 1;
                }
            }
            else if (text[i] == '.' && !point)
            {
                point = true;
            }
            else
            {
                break;
            }
        }

        bool scientific = i < text.Length && (text[i] | 0x20) == 'e';
        bool whole = count > 0 && (!scientific || TakeExponent(text, ref i, ref exponent));
        at = i;
        number = new() { Digits = digits, Exponent = exponent, IsNegative = negative, IsCut = cut, IsFractional = point || scientific };
        return whole;
    }

    /// <summary>The number times 10^<paramref name="shift"/>, rounded to an integer once, halves away from zero.</summary>
    /// <param name="shift">Power of ten.</param>
    /// <param name="value">The result.</param>
    /// <param name="exact">Whether nothing was rounded.</param>
    /// <returns>Whether the result fits.</returns>
    public bool TryScale(int shift, out long value, out bool exact)
    {
        int power = Exponent + shift;
        (value, exact) = (0, true);
        ulong magnitude = Digits;
        if (magnitude == 0)
            return true;
        if (power >= 0)
        {
            if (IsCut || power >= _powers.Length || magnitude > long.MaxValue / _powers[power])
                return false;
            magnitude *= _powers[power];
        }
        else if (-power >= _powers.Length)
        {
            (magnitude, exact) = (0, false); // below 1.85 * 10^19 / 10^20
        }
        else
        {
            ulong divisor = _powers[-power], rest = magnitude % divisor;
            magnitude = magnitude / divisor + (rest >= divisor - rest ? 1UL : 0UL);
            exact = rest == 0 && !IsCut;
        }

        if (magnitude > long.MaxValue)
            return false;
        value = IsNegative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    private static bool TakeSign(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || (text[at] != '-' && text[at] != '+'))
            return false;
        return text[at++] == '-';
    }

    private static bool TakeExponent(ReadOnlySpan<byte> text, ref int at, ref int exponent)
    {
        at++;
        bool negative = TakeSign(text, ref at);
        int value = 0, first = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            value = Math.Min(value * 10 + text[at] - '0', 9999);
        exponent += negative ? -value : value;
        return at > first;
    }

    private static ulong[] Powers()
    {
        ulong[] powers = new ulong[20];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
