using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>Finds the lines of a text header.</summary>
internal static class HeaderLine
{
    /// <summary>Longer lines do not occur; a limit keeps a file without line ends from filling the memory.</summary>
    private const int MaxLine = 1 << 16;

    /// <summary>Length of the first line with its line feed; 0 when the bytes end before it.</summary>
    /// <exception cref="EventFormatException">The line is longer than any header has.</exception>
    public static int Find(ReadOnlySpan<byte> bytes, string path, long offset)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0 ? bytes.Length > MaxLine : end > MaxLine)
            throw new EventFormatException(path, offset, $"a header line of at most {MaxLine} bytes", "a longer one");
        return end + 1;
    }

    /// <summary>The text of a line without its mark, line end and surrounding space.</summary>
    public static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line).TrimStart('#', '%', '!').Trim();

    /// <summary>A line as a field: what stands before the first separator, and the rest.</summary>
    public static HeaderField Field(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? new HeaderField(text, "") : new HeaderField(text[..at].Trim(), text[(at + 1)..].Trim());
    }
}
