using System.Text.RegularExpressions;

namespace Saccade.Schema;

/// <summary>A scalar. Plain ones may be numbers, booleans or null; quoted ones are texts.</summary>
public sealed partial class ScalarNode(string text, bool isPlain, NodeSource source = default) : Node(source)
{
    private const int LongestShown = 60;

    /// <summary>The text without quotes.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it stood there without quotes.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Whether it is YAML's null.</summary>
    public bool IsNull => IsPlain && (Text is "null" or "~" or "");

    /// <summary>Whether a plain text would be taken for something else than a text.</summary>
    public bool IsLiteral => IsPlain && (IsNull || Text is "true" or "false" || Number().IsMatch(Text));

    /// <summary>A scalar that reads back as this text.</summary>
    public static ScalarNode OfText(string text) => new(text, PlainText().IsMatch(text) && !new ScalarNode(text, isPlain: true).IsLiteral);

    /// <inheritdoc/>
    public override string Describe()
    {
        string shown = Text.Length <= LongestShown ? Text : Text[..LongestShown] + "...";
        return IsNull ? "nothing" : IsLiteral ? shown : IsPlain ? $"text '{shown}'" : $"text \"{shown}\"";
    }

    [GeneratedRegex(@"\A[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    // What YAML of any version reads as this very text; everything else is quoted.
    [GeneratedRegex(@"\A(?!(?i:yes|no|on|off|y|n|true|false|null)\z)[A-Za-z][A-Za-z0-9_./-]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PlainText();
}
