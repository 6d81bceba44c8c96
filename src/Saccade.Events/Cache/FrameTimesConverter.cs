using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>How the times of frames are written in JSON: a list of whole numbers.</summary>
internal sealed class FrameTimesConverter : JsonConverter<ValueList<long>>
{
    public override ValueList<long> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var times = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("expected a list of times");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            times.Add(reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : throw new JsonException("expected a time"));
        return [.. times];
    }

    public override void Write(Utf8JsonWriter writer, ValueList<long> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (long time in value)
            writer.WriteNumberValue(time);
        writer.WriteEndArray();
    }
}
