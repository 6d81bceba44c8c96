using System.Text;
using System.Text.Json;

namespace Saccade.Schema;

/// <summary>Writes nodes as YAML and as JSON.</summary>
public static class NodeText
{
    private const int FlowWidth = 110;

    /// <summary>YAML in block style; what is short and deep goes on one line.</summary>
    public static string ToYaml(MapNode root)
    {
        var text = new StringBuilder();
        WriteBlock(text, root, 0);
        return text.ToString();
    }

    /// <summary>JSON, indented by two spaces or on one line.</summary>
    public static string ToJson(MapNode root, bool indented = true)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, NewLine = "\n" }))
            WriteJson(json, root);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>All scalars by path, in order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Flatten(Node node, string path = "") => node switch
    {
        MapNode map => map.Entries.SelectMany(entry => Flatten(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")),
        ListNode list => list.Items.SelectMany((item, index) => Flatten(item, $"{path}.{index}")),
        _ => [new(path, Flow(node))],
    };

    private static void WriteBlock(StringBuilder text, MapNode map, int depth)
    {
        foreach (var (key, _, value) in map.Entries)
        {
            text.Append(' ', 2 * depth).Append(Flow(ScalarNode.OfText(key))).Append(':');
            string flow = Flow(value);
            if (value is MapNode below && (depth < 1 || below.Entries.Any(entry => entry.Value is MapNode or ListNode)))
            {
                text.Append('\n');
                WriteBlock(text, below, depth + 1);
            }
            else if (value is ListNode list && flow.Length + (2 * depth) + key.Length > FlowWidth)
            {
                text.Append('\n');
                foreach (var item in list.Items)
                    text.Append(' ', 2 * (depth + 1)).Append("- ").Append(Flow(item)).Append('\n');
            }
            else
            {
                text.Append(' ').Append(flow).Append('\n');
            }
        }
    }

    /// <summary>A node in flow style, on one line.</summary>
    public static string ToLine(Node node) => Flow(node);

    private static string Flow(Node node) => node switch
    {
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Flow(ScalarNode.OfText(entry.Key))}: {Flow(entry.Value)}"))}}}",
        ListNode list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        ScalarNode { IsPlain: true } plain => plain.Text.Length == 0 ? "null" : plain.Text,
        _ => Quote(((ScalarNode)node).Text),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF')
                quoted.Append($"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static void WriteJson(Utf8JsonWriter json, Node node)
    {
        switch (node)
        {
            case MapNode map:
                json.WriteStartObject();
                foreach (var (key, _, value) in map.Entries)
                {
                    json.WritePropertyName(key);
                    WriteJson(json, value);
                }

                json.WriteEndObject();
                break;
            case ListNode list:
                json.WriteStartArray();
                list.Items.ForEach(item => WriteJson(json, item));
                json.WriteEndArray();
                break;
            case ScalarNode { IsNull: true }:
                json.WriteNullValue();
                break;
            case ScalarNode { IsLiteral: true } literal:
                json.WriteRawValue(literal.Text);
                break;
            case ScalarNode scalar:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }
}
