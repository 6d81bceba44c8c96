using System.Text;
using System.Text.Json;
using Saccade.Files;

namespace Saccade.Schema;

/// <summary>Reads JSON as nodes, so that what is described once reads from JSON as from YAML.</summary>
public static class JsonNodes
{
    private const int MaximumDepth = 64;

    /// <summary>Reads one JSON value.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FormatException">The text is no JSON, is nested too deeply, or gives a key twice.</exception>
    public static Node Parse(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaximumDepth });
        try
        {
            reader.Read();
            var root = Value(ref reader, name);
            return reader.Read() ? throw new JsonException("text after the end of the value") : root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{name}, byte {reader.BytesConsumed}: {ErrorText.Of(e)}", e);
        }
    }

    private static Node Value(ref Utf8JsonReader reader, string name)
    {
        var source = NodeSource.InText(name, reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(ref reader, name, source),
            JsonTokenType.StartArray => List(ref reader, name, source),
            JsonTokenType.String => new ScalarNode(reader.GetString()!, isPlain: false, source),
            JsonTokenType.Null => new ScalarNode("null", isPlain: true, source),
            JsonTokenType.True or JsonTokenType.False => new ScalarNode(reader.TokenType == JsonTokenType.True ? "true" : "false", isPlain: true, source),
            _ => new ScalarNode(Encoding.UTF8.GetString(reader.ValueSpan), isPlain: true, source),
        };
    }

    private static ListNode List(ref Utf8JsonReader reader, string name, NodeSource source)
    {
        var list = new ListNode(source);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Items.Add(Value(ref reader, name));
        return list;
    }

    private static MapNode Map(ref Utf8JsonReader reader, string name, NodeSource source)
    {
        var map = new MapNode(source);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            if (map.Find(key) is not null)
                throw new JsonException($"the key '{key}' a second time");
            var at = NodeSource.InText(name, reader.TokenStartIndex);
            reader.Read();
            map.Add(new MapEntry(key, at, Value(ref reader, name)));
        }

        return map;
    }
}
