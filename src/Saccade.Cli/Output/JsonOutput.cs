using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Cli.Output;

/// <summary>Results for programs: one JSON document with keys in snake case.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new FiniteOrNull() },
    };

    private static readonly JsonSerializerOptions _line = new(_options) { WriteIndented = false };

    /// <summary>A document on a line of its own.</summary>
    public static void WriteLine<T>(TextWriter writer, T value) => writer.Write(JsonSerializer.Serialize(value, _line) + "\n");

    public static void Write<T>(TextWriter writer, T value) => writer.Write(JsonSerializer.Serialize(value, _options) + "\n");

    /// <summary>JSON has no "not a number"; null says the same to every reader.</summary>
    private sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
