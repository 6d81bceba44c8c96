using System.Text;
using System.Text.Unicode;
using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>Finds the lines of a text header in front of binary data.</summary>
/// <remarks>
/// Data may begin with the mark of a header line too: one recording in 256 does. So where neither an end mark nor the data themselves tell, a line counts as one of
/// the header only if it is printable up to its end, and formats that say so demand a space after the mark.
/// </remarks>
internal static class HeaderLine
{
    /// <summary>The bytes are no header line: the data begin here.</summary>
    public const int None = -1;

    /// <summary>Longer lines do not occur; a limit keeps a file without line ends from filling the memory.</summary>
    private const int MaxLine = 1 << 16;

    /// <summary>Length of the first line with its line feed; 0 when more bytes are needed to tell; <see cref="None"/> where the data begin.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="mark">What every line begins with, for example <c>#</c> or <c>% </c>.</param>
    /// <param name="printable">Whether only a printable line counts: where nothing else tells data from it.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="offset">Where the bytes stand in it.</param>
    /// <exception cref="EventFormatException">The line is longer than any header has.</exception>
    public static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark, bool printable, string path, long offset)
    {
        int seen = Math.Min(bytes.Length, mark.Length);
        if (!bytes[..seen].SequenceEqual(mark[..seen]))
            return None;
        int end = bytes.IndexOf((byte)'\n');
        var line = end < 0 ? bytes : bytes[..end];
        if (printable && !IsPrintable(line, isWhole: end >= 0))
            return None;
        return line.Length <= MaxLine ? end + 1 : throw new EventFormatException(path, offset, $"a header line of at most {MaxLine} bytes", "a longer one");
    }

    /// <summary>The text of a line without its mark, line end and surrounding space.</summary>
    public static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line).TrimStart('#', '%', '!').Trim();

    /// <summary>A line as a field: what stands before the first separator, and the rest.</summary>
    public static HeaderField Field(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? new HeaderField(text, "") : new HeaderField(text[..at].Trim(), text[(at + 1)..].Trim());
    }

    /// <summary>ASCII without controls, and what UTF-8 or Latin-1 have beyond it; which of the two is only told by a whole line.</summary>
    private static bool IsPrintable(ReadOnlySpan<byte> line, bool isWhole)
    {
        bool utf8 = !isWhole || Utf8.IsValid(line);
        foreach (byte b in line)
        {
            if ((b < 0x20 && b is not ((byte)'\t' or (byte)'\r')) || b == 0x7F || (!utf8 && b is >= 0x80 and < 0xA0))
                return false;
        }

        return true;
    }
}
