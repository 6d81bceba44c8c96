using System.Text.RegularExpressions;

namespace Saccade.Schema;

/// <summary>A value of a recipe before it has a type: scalar, list or map, with its place.</summary>
public abstract class Node(NodeSource source)
{
    /// <summary>Where it stands.</summary>
    public NodeSource Source { get; } = source;

    /// <summary>What it is, for messages.</summary>
    public abstract string Describe();
}

/// <summary>Where a node of a recipe comes from.</summary>
/// <param name="Text">The place as messages show it.</param>
/// <param name="Major">Line, or a number beyond all lines for an override; orders messages.</param>
/// <param name="Minor">Column.</param>
public readonly record struct NodeSource(string Text, long Major, long Minor)
{
    /// <summary>A place in a file.</summary>
    public static NodeSource InFile(string file, long line, long column) => new($"{file}({line},{column})", line, column);

    /// <summary>A place in a text without lines.</summary>
    /// <param name="name">What messages call the text.</param>
    /// <param name="position">Bytes before the place.</param>
    public static NodeSource InText(string name, long position) => new($"{name}, byte {position}", position, 0);

    /// <summary>A place that is in no file, for example an option of a command line.</summary>
    /// <param name="text">The place as messages show it.</param>
    /// <param name="position">Its position among such places; their problems come after those of files.</param>
    public static NodeSource Outside(string text, int position) => new(text, int.MaxValue + 1L + position, 0);
}

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

/// <summary>A list of nodes.</summary>
public sealed class ListNode(NodeSource source = default) : Node(source)
{
    /// <summary>The entries.</summary>
    public List<Node> Items { get; init; } = [];

    /// <inheritdoc/>
    public override string Describe() => Items.Count == 1 ? "a list of 1 entry" : $"a list of {Items.Count} entries";
}

/// <summary>A map whose keys keep their order and are distinct.</summary>
public sealed class MapNode(NodeSource source = default) : Node(source)
{
    private readonly List<MapEntry> _entries = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The entries in their order.</summary>
    public IReadOnlyList<MapEntry> Entries => _entries;

    /// <summary>The value of a key, or null.</summary>
    public Node? Find(string key) => _places.TryGetValue(key, out int place) ? _entries[place].Value : null;

    /// <summary>Adds an entry at the end.</summary>
    /// <exception cref="ArgumentException">The map has the key already.</exception>
    public void Add(string key, Node value) => Add(new MapEntry(key, value.Source, value));

    /// <summary>Adds an entry at the end.</summary>
    /// <exception cref="ArgumentException">The map has the key already.</exception>
    public void Add(MapEntry entry)
    {
        _places.Add(entry.Key, _entries.Count);
        _entries.Add(entry);
    }

    /// <summary>Replaces the value of a key in its place, or adds the key at the end.</summary>
    public void Set(string key, Node value)
    {
        if (_places.TryGetValue(key, out int place))
            _entries[place] = new MapEntry(key, value.Source, value);
        else
            Add(key, value);
    }

    /// <inheritdoc/>
    public override string Describe() => Entries.Count == 1 ? "a map of 1 key" : $"a map of {Entries.Count} keys";
}

/// <summary>A key and its value.</summary>
public readonly record struct MapEntry(string Key, NodeSource KeySource, Node Value);
