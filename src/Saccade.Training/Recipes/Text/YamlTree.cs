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
    private const int MaximumDepth = 16;
    private const int MaximumLength = 1 << 20;

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

    private Node? Document()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
            return new ScalarNode("", isPlain: true, _place(_parser.Current!.Start));
        _parser.MoveNext();
        var root = Value("", 0);
        _parser.MoveNext();
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
        if (depth > MaximumDepth)
            throw new YamlException(current.Start, current.End, $"more than {MaximumDepth} levels");
        switch (current)
        {
            case MappingStart:
                return Map(path, depth, source);
            case SequenceStart:
                return List(path, depth, source);
            case Scalar scalar:
                _parser.MoveNext();
                return new ScalarNode(scalar.Value, scalar.Style == ScalarStyle.Plain, source);
            default:
                _parser.MoveNext();
                return null;
        }
    }

    private ListNode List(string path, int depth, NodeSource source)
    {
        var list = new ListNode(source);
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            if (Value($"{path}.{list.Items.Count}", depth + 1) is { } item)
                list.Items.Add(item);
        }

        _parser.MoveNext();
        return list;
    }

    private MapNode Map(string path, int depth, NodeSource source)
    {
        var map = new MapNode(source);
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            var place = _place(_parser.Current!.Start);
            if (Value(path, depth + 1) is not ScalarNode key)
            {
                _problems.Add(place, path, "a key that is not a text", "a text");
                Value(path, depth + 1);
                continue;
            }

            string below = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            var value = Value(below, depth + 1);
            if (map.Find(key.Text) is not null)
                _problems.Add(place, below, "the key a second time", "each key once");
            else if (value is not null)
                map.Entries.Add(new MapEntry(key.Text, place, value));
        }

        _parser.MoveNext();
        return map;
    }
}
