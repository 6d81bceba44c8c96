using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Training.RunLog;

/// <summary>How events look as JSON: one object a line, <c>at</c> first, keys in small letters with hyphens, numbers that are not finite as texts.</summary>
internal static class RunLogFormat
{
    /// <summary>The key of the time.</summary>
    public const string TimeKey = "at";

    /// <summary>The key of the kind of event.</summary>
    public const string KindKey = "kind";

    /// <summary>Names of the kinds that are known.</summary>
    public static IReadOnlySet<string> Kinds { get; } = typeof(TrainingEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Options that both directions share.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>One line, with its end.</summary>
    public static byte[] Line(DateTimeOffset at, TrainingEvent happened)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString(TimeKey, at);
            foreach (var property in JsonSerializer.SerializeToElement(happened, Options).EnumerateObject())
                property.WriteTo(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
