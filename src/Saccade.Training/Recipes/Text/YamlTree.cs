using Saccade.Schema;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlException = YamlDotNet.Core.YamlException;

namespace Saccade.Training.Recipes.Text;

/// <summary>
/// Parses one YAML document into nodes with their places. Understands what recipes need: maps, lists and scalars, in block or flow style. Anchors, aliases, tags and
/// further documents are problems, so that a recipe has one reading and cannot grow while it is read.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Characters of a recipe at most.</summary>
    public const int MaximumLength = 1 << 20;

    private const int MaximumDepth = 16, MaximumValues = 10_000, MaximumKeyLength = 200;

    private int _values;

    private readonly Parser _parser;
    private readonly Func<Mark, NodeSource> _place;
    private readonly ProblemList _problems;

    private YamlTree(string text, Func<Mark, NodeSource> place, ProblemList problems)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        (_place, _problems) = (place, problems);
    }

    /// <summary>Parses a whole file; problems that leave nothing to look at give null.</summary>
    public static Node? ParseFile(string text, string file, ProblemList problems) =>
        Parse(text, mark => NodeSource.InFile(file, mark.Line, mark.Column), problems);

    /// <summary>Parses the value of an override; everything in it has the override as its place.</summary>
    public static Node? ParseValue(string text, NodeSource source, ProblemList problems) => Parse(text, _ => source, problems);

    private static Node? Parse(string text, Func<Mark, NodeSource> place, ProblemList problems)
    {
        if (text.Length > MaximumLength)
        {
            problems.Add(place(Mark.Empty), "", $"{text.Length} characters", $"{MaximumLength} at most");
            return null;
        }

        if (HasControlCharacter(text, place, problems))
            return null;
        var tree = new YamlTree(text, place, problems);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            problems.Add(place(e.Start), "", "text that is not YAML: " + e.Message.TrimEnd('.'), "YAML");
            return null;
        }
    }

    // The scanner would take a zero for the end of the text and keep quiet about the rest.
    private static bool HasControlCharacter(string text, Func<Mark, NodeSource> place, ProblemList problems)
    {
        int at = text.AsSpan().IndexOfAnyInRange('\0', '\b');
        if (at < 0)
            return false;
        var mark = new Mark(at, text.AsSpan(0, at).Count('\n') + 1, at - text.LastIndexOf('\n', at));
        problems.Add(place(mark), "", $"the control character U+{(int)text[at]:X4}", "text");
        return true;
    }

    private void Next()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            // Defects of the scanner on malformed text.
            throw new YamlException(_parser.Current?.Start ?? Mark.Empty, _parser.Current?.End ?? Mark.Empty, "a token that cannot be read after this place", e);
        }
    }

    private Node? Document()
    {
        Next();
        Next();
        if (_parser.Current is not DocumentStart)
            return new ScalarNode("", isPlain: true, _place(_parser.Current!.Start));
        Next();
        var root = Value("", 0);
        Next();
        if (_parser.Current is DocumentStart more)
            _problems.Add(_place(more.Start), "", "a second document", "one");
        return root;
    }

    /// <summary>Reads the value that starts at the current event and moves past it.</summary>
    private Node? Value(string path, int depth)
    {
        var current = _parser.Current!;
        var source = _place(current.Start);
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
            _problems.Add(source, path, current is AnchorAlias ? "an alias" : current is NodeEvent { Anchor.IsEmpty: false } ? "an anchor" : "a tag", "a plain value");
        if (++_values > MaximumValues)
            throw new YamlException(current.Start, current.End, $"more than {MaximumValues} values");
        if (depth > MaximumDepth)
            throw new YamlException(current.Start, current.End, $"more than {MaximumDepth} levels");
        switch (current)
        {
            case MappingStart:
                return Map(path, depth, source);
            case SequenceStart:
                return List(path, depth, source);
            case Scalar scalar:
                Next();
                return new ScalarNode(scalar.Value ?? "", scalar.Style == ScalarStyle.Plain, source);
            case AnchorAlias:
                Next();
                return null;
            default:
                // The scanner loses a value after an empty key; nothing that follows in this map would be what it seems.
                throw new YamlException(current.Start, current.End, "a key without a value");
        }
    }

    private ListNode List(string path, int depth, NodeSource source)
    {
        var list = new ListNode(source);
        Next();
        while (_parser.Current is not SequenceEnd)
        {
            if (Value($"{path}.{list.Items.Count}", depth + 1) is { } item)
                list.Items.Add(item);
        }

        Next();
        return list;
    }

    private MapNode Map(string path, int depth, NodeSource source)
    {
        var map = new MapNode(source);
        Next();
        while (_parser.Current is not MappingEnd)
        {
            var place = _place(_parser.Current!.Start);
            if (Value(path, depth + 1) is not ScalarNode key)
            {
                _problems.Add(place, path, "a key that is not a text", "a text");
                Value(path, depth + 1);
                continue;
            }

            if (key.IsNull || key.Text.Length is 0 or > MaximumKeyLength)
            {
                _problems.Add(place, path, key.Text.Length > MaximumKeyLength ? $"a key of {key.Text.Length} characters" : "an empty key", $"a key of 1 to {MaximumKeyLength} characters");
                Value(path, depth + 1);
                continue;
            }

            string below = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            var value = Value(below, depth + 1);
            if (map.Find(key.Text) is not null)
                _problems.Add(place, below, "the key a second time", "each key once");
            else if (value is not null)
                map.Add(new MapEntry(key.Text, place, value));
        }

        Next();
        return map;
    }
}
