using System.Text;
using System.Text.RegularExpressions;
using Saccade.Kernels.Random;

namespace Saccade.Mutation;

/// <summary>One change of a text: of a number, a word, a line, a quote or bracket, or of characters that programs trip over.</summary>
internal static partial class TextMutation
{
    private static readonly string[] _numbers =
    [
        "", "0", "-0", "-1", "1", "2", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "1e9", "1e308", "1e309", "-1e309", "1e-400", "0.5", ".5", "5.", "NaN", "Infinity", "-Infinity", "+1", "00", "0x10", "1_000", "1,5", "99999999999999999999999999999999999999999",
    ];

    private static readonly string[] _words =
    [
        "null", "~", "true", "false", "yes", "{}", "[]", "\"\"", "''", "\"", "'", "[", "]", "{", "}", ":", ",", "#", "&a ", "*a", "<<: *a", "!!int ", "!!binary ", "|", ">", "---", "...", "- ", "? ",
        "%YAML 1.2", "\\", "\\u0000", "\\ud800", "\\\"", "=", ".", "..", "../", "/", "\\\\", ";", "\t", " ", "\r", "\n", "\r\n", "a", "A", "type: ", "name", "__metadata__", "%s{0}", "-", "--",
    ];

    private static readonly string[] _characters =
        ["\0", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u2028", "\u202e", "\u200b", "\ufeff", "\ufffd", "\u00e9", "\u00df", "\u0663", "\uff11", "\u65e5\u672c", "\ud83d\ude00", "e\u0301"];

    private static readonly string[] _nested = ["[", "{", "{\"a\":", "- ", "a", "9", "\n", "(", "\"a\",", "a: "];

    public static byte[] Apply(byte[] bytes, byte[] other, ref CounterRandom random)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return Encoding.UTF8.GetBytes(random.NextInt32(0, 12) switch
        {
            0 or 1 or 2 => Replace(text, Numbers(), Draw(_numbers, ref random), ref random),
            3 or 4 => Replace(text, Words(), Word(text, Encoding.UTF8.GetString(other), ref random), ref random),
            5 => Replace(text, Marks(), random.NextInt32(0, 2) == 0 ? "" : Draw(_words, ref random), ref random),
            6 => Insert(text, Draw(_characters, ref random), ref random),
            7 => Insert(text, Draw(_words, ref random), ref random),
            8 => Insert(text, Repeated(ref random), ref random),
            _ => Lines(text, Encoding.UTF8.GetString(other), ref random),
        });
    }

    private static string Draw(string[] from, ref CounterRandom random) => from[random.NextInt32(0, from.Length)];

    /// <summary>A word of the dictionary, of this text, or of another.</summary>
    private static string Word(string text, string other, ref CounterRandom random)
    {
        string from = random.NextInt32(0, 2) == 0 ? text : other;
        var words = Words().Matches(from);
        return words.Count == 0 || random.NextInt32(0, 2) == 0 ? Draw(_words, ref random) : words[random.NextInt32(0, words.Count)].Value;
    }

    private static string Replace(string text, Regex pattern, string by, ref CounterRandom random)
    {
        var found = pattern.Matches(text);
        if (found.Count == 0)
            return Insert(text, by, ref random);
        var match = found[random.NextInt32(0, found.Count)];
        return string.Concat(text.AsSpan(0, match.Index), by, text.AsSpan(match.Index + match.Length));
    }

    private static string Insert(string text, string piece, ref CounterRandom random) => text.Insert(random.NextInt32(0, text.Length + 1), piece);

    /// <summary>Depth and length: what is read by recursion, or in quadratic time.</summary>
    private static string Repeated(ref CounterRandom random)
        => string.Concat(Enumerable.Repeat(Draw(random.NextInt32(0, 3) == 0 ? _words : _nested, ref random), random.NextInt32(2, 6000)));

    private static string Lines(string text, string other, ref CounterRandom random)
    {
        List<string> lines = [.. text.Split('\n')];
        string[] others = other.Split('\n');
        int a = random.NextInt32(0, lines.Count), b = random.NextInt32(0, lines.Count);
        switch (random.NextInt32(0, 6))
        {
            case 0: lines.RemoveAt(a); break;
            case 1: lines.Insert(b, lines[a]); break;
            case 2: (lines[a], lines[b]) = (lines[b], lines[a]); break;
            case 3: lines[a] = (random.NextInt32(0, 2) == 0 ? "  " : "") + lines[a].TrimStart(); break;
            case 4: lines.RemoveRange(Math.Min(a, b), Math.Abs(a - b)); break;
            default: lines = [.. lines[..a], .. others[random.NextInt32(0, others.Length)..]]; break;
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\w.-]+")]
    private static partial Regex Words();

    [GeneratedRegex("[\"'\\[\\]{}:,=#%-]")]
    private static partial Regex Marks();
}
