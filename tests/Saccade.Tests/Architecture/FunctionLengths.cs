using System.Text.RegularExpressions;

namespace Saccade.Tests.Architecture;

/// <summary>Lines of code in the body of each function of a source file, found by braces.</summary>
/// <remarks>
/// Methods, constructors, operators and accessors count; local functions and lambdas count with what holds them;
/// blank lines, comments and lines with only a brace at their edge do not count. An expression body counts from its arrow.
/// </remarks>
internal static partial class FunctionLengths
{
    public static List<Function> Measure(string source)
    {
        var functions = new List<Function>();
        string text = CodeText.Blank(source);
        Members(text, 0, functions, inProperty: false);
        return functions;
    }

    /// <summary>Reads declarations from <paramref name="i"/> to the brace that closes their scope; returns the position after it.</summary>
    private static int Members(string text, int i, List<Function> functions, bool inProperty)
    {
        int start = i, arrow = -1, assign = -1;
        for (; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '}':
                    return i + 1;
                case '(' or '[':
                    i = SkipBalanced(text, i) - 1;
                    break;
                case '=' when arrow < 0 && assign < 0 && !OperatorName().IsMatch(text[start..i]):
                    (arrow, assign) = i + 1 < text.Length && text[i + 1] == '>' ? (i, -1) : (-1, i);
                    break;
                case '{' when arrow >= 0 || assign >= 0: // part of an expression
                    i = SkipBalanced(text, i) - 1;
                    break;
                case ';':
                    if (arrow >= 0)
                        functions.Add(Describe(text, start, arrow, arrow, i, inProperty));
                    (start, arrow, assign) = (i + 1, -1, -1);
                    break;
                case '{':
                    i = Block(text, start, i, functions, inProperty) - 1;
                    start = i + 1;
                    break;
            }
        }

        return i;
    }

    /// <summary>Reads the block of a type, a property or a function whose declaration starts at <paramref name="start"/>.</summary>
    private static int Block(string text, int start, int open, List<Function> functions, bool inProperty)
    {
        string header = text[start..open];
        int constraint = header.IndexOf(" where ", StringComparison.Ordinal);
        string beforeConstraints = constraint < 0 ? header : header[..constraint];
        if (!inProperty && TypeKeyword().IsMatch(beforeConstraints))
            return Members(text, open + 1, functions, inProperty: false);
        if (!inProperty && !header.Contains('('))
            return Members(text, open + 1, functions, inProperty: true);

        int end = SkipBalanced(text, open);
        functions.Add(Describe(text, start, open, open + 1, end - 1, inProperty));
        return end;
    }

    private static Function Describe(string text, int start, int headerEnd, int bodyStart, int bodyEnd, bool accessor)
    {
        while (char.IsWhiteSpace(text[start]) || text[start] == '[') // attributes
            start = text[start] == '[' ? SkipBalanced(text, start) : start + 1;
        int line = text.AsSpan(0, start).Count('\n') + 1;
        int lines = text[bodyStart..bodyEnd].Split('\n').Count(l => !string.IsNullOrWhiteSpace(l));
        string header = text[start..headerEnd];
        var name = !accessor && header.Contains('(') ? FunctionName().Match(header) : LastWord().Match(header);
        return new Function(name.Groups["name"].Value, line, lines);
    }

    private static int SkipBalanced(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (depth == 0)
                return i + 1;
        }

        return text.Length;
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|namespace|extension)\b")]
    private static partial Regex TypeKeyword();

    [GeneratedRegex(@"\boperator\s*[<>=!]*$")]
    private static partial Regex OperatorName();

    [GeneratedRegex(@"(?<name>operator\s*[^\s(]+|~?\w+)\s*(?:<[^()]*>)?\s*\(")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"(?<name>\w+)\s*$")]
    private static partial Regex LastWord();
}
