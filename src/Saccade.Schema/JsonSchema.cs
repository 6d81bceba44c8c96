using System.Globalization;
using System.Text.RegularExpressions;

namespace Saccade.Schema;

/// <summary>Pieces of JSON schemas as nodes.</summary>
internal static class JsonSchema
{
    public static MapNode Map(params ReadOnlySpan<(string Key, Node? Value)> entries)
    {
        var map = new MapNode();
        foreach (var (key, value) in entries)
        {
            if (value is not null)
                map.Add(key, value);
        }

        return map;
    }

    public static ScalarNode Text(string text) => new(text, isPlain: false);

    public static ScalarNode Number(double value) => new(value.ToString("R", CultureInfo.InvariantCulture), isPlain: true);

    public static ScalarNode Flag(bool value) => new(value ? "true" : "false", isPlain: true);

    public static ListNode List(IEnumerable<Node> items) => new() { Items = [.. items] };

    public static ListNode Texts(IEnumerable<string> texts) => List(texts.Select(Text));

    /// <summary>One of some texts.</summary>
    public static MapNode OneOf(IEnumerable<string> names) => Map(("enum", Texts(names)));

    /// <summary>A text of a pattern. YAML reads an unquoted number as a number, which is a text here.</summary>
    public static MapNode TextOf(Regex? pattern) => Map(
        ("type", Texts(["string", "number"])),
        ("pattern", pattern is null ? null : Text(pattern.ToString().Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal))));

    /// <summary>A value, or null.</summary>
    public static MapNode OrNull(MapNode schema) => Map(("anyOf", List([Map(("type", Text("null"))), schema])));

    /// <summary>A value with its meaning and its default. Draft 7 ignores what stands beside a reference, so that goes one level down.</summary>
    public static MapNode Described(MapNode schema, string about, Node? defaults)
    {
        var described = Map(("description", Text(about)), ("default", defaults));
        if (schema.Find("$ref") is not null)
        {
            described.Add("allOf", List([schema]));
            return described;
        }

        foreach (var entry in schema.Entries.Where(entry => entry.Key != "description"))
            described.Add(entry);
        return described;
    }
}
