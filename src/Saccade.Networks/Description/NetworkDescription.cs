using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Networks;

/// <summary>
/// A network as a value: its input and its layers. From it come the trainable network, parameter and operation counts,
/// conversion and model files; two descriptions are equal if they describe the same network.
/// </summary>
/// <param name="Input">Extents of a frame.</param>
/// <param name="Layers">The layers in order; the last one's outputs are the logits.</param>
public sealed record NetworkDescription(FrameSize Input, LayerList Layers)
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false), new SurrogateConverter() },
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a network description; the message says where.</exception>
    public static NetworkDescription FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<NetworkDescription>(json, JsonOptions)
                ?? throw new FormatException("network description: got null, expected an object");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new FormatException($"network description: {e.Message}", e);
        }
    }

    /// <summary>The description as JSON, on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);
}
