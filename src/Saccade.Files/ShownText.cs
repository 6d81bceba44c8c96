using System.Globalization;
using System.Text;

namespace Saccade.Files;

/// <summary>
/// How text that comes from outside (names of files and classes, headers, values of recipes) is shown to a person: characters that would break the line, steer a
/// terminal or reverse the order of letters are escaped, all others stand as they are.
/// </summary>
/// <remarks>
/// Escaped are controls (C0, DEL, C1), line and paragraph separators, format characters (the bidirectional ones among them; not the joiners, which scripts and
/// emoji need) and halves of surrogate pairs: as <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\uXXXX</c>. These are JSON's escapes too, so escaped JSON means the same.
/// </remarks>
public static class ShownText
{
    private const char NonJoiner = '\u200C', Joiner = '\u200D';

    /// <summary>The text as it is shown on one line.</summary>
    public static string Of(string text) => Of(text, keep: "");

    /// <summary>The text as it is shown, with some controls left as they are.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keep">Characters that are not escaped, for example a line feed.</param>
    public static string Of(string text, ReadOnlySpan<char> keep)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder();
        int done = 0;
        for (int i = 0; i < text.Length;)
        {
            var status = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out int length);
            bool plain = status == System.Buffers.OperationStatus.Done && (IsPlain(rune) || (rune.IsBmp && keep.Contains((char)rune.Value)));
            if (!plain)
            {
                shown.Append(text, done, i - done);
                for (int k = 0; k < length; k++)
                    Escape(shown, text[i + k]);
                done = i + length;
            }

            i += length;
        }

        return done == 0 ? text : shown.Append(text, done, text.Length - done).ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => rune.Value is NonJoiner or Joiner,
        _ => true,
    };

    private static void Escape(StringBuilder shown, char c) => shown.Append(c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:X4}",
    });
}
