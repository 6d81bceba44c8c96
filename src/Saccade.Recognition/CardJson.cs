using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Events.Frames;

namespace Saccade.Recognition;

/// <summary>
/// How a card is written in JSON, without reflection, so that it can be trimmed and compiled ahead of time. Keys that were added later have defaults here, since cards of
/// earlier versions lack them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(KebabCaseName<FrameSlicing>), typeof(KebabCaseName<FrameResize>), typeof(KebabCaseName<FrameFit>), typeof(KebabCaseName<CountScale>), typeof(KebabCaseName<FrameChannels>)])]
[JsonSerializable(typeof(StoredCard))]
internal sealed partial class CardJson : JsonSerializerContext
{
    /// <summary>The text of a card.</summary>
    public static string Write(ModelCard card)
    {
        var p = card.Preprocessing;
        return JsonSerializer.Serialize(
            new StoredCard(
                card.Name,
                new StoredPreprocessing(p.Frames, p.Cut, p.Positions, p.SensorWidth, p.SensorHeight, p.Scaling, p.Window, p.Fit, p.Counts, p.Channels, p.Compression.Time, p.Compression.Space, p.Slice, p.Crop),
                card.Labels,
                card.Recipe,
                card.Metrics,
                card.Splits),
            Default.StoredCard);
    }

    /// <summary>The card of a text.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ModelCard Read(string text)
    {
        var card = JsonSerializer.Deserialize(text, Default.StoredCard) ?? throw new JsonException("null");
        var p = card.Preprocessing;
        return new ModelCard
        {
            Name = card.Name,
            Labels = card.Labels,
            Recipe = card.Recipe,
            Metrics = card.Metrics ?? new Dictionary<string, IReadOnlyList<double>>(),
            Splits = card.Splits ?? new Dictionary<string, string>(),
            Preprocessing = new Preprocessing
            {
                Frames = p.Frames,
                Cut = p.Cut,
                Positions = p.Positions,
                SensorWidth = p.SensorWidth,
                SensorHeight = p.SensorHeight,
                Scaling = p.Scaling,
                Window = p.Window,
                Fit = p.Fit,
                Counts = p.Counts,
                Channels = p.Channels,
                Compression = new Compression(p.CompressionTime, p.CompressionSpace),
                Slice = p.Slice,
                Crop = p.Crop,
            },
        };
    }
}

/// <summary>A card as it is stored.</summary>
internal sealed record StoredCard(
    string Name,
    StoredPreprocessing Preprocessing,
    IReadOnlyList<string> Labels,
    string? Recipe = null,
    IReadOnlyDictionary<string, IReadOnlyList<double>>? Metrics = null,
    IReadOnlyDictionary<string, string>? Splits = null);

/// <summary>The preprocessing of a card as it is stored.</summary>
internal sealed record StoredPreprocessing(
    int Frames,
    FrameSlicing Cut,
    IReadOnlyList<int> Positions,
    int SensorWidth,
    int SensorHeight,
    FrameResize Scaling,
    int Window = 1,
    FrameFit Fit = FrameFit.Sensor,
    CountScale Counts = CountScale.Linear,
    FrameChannels Channels = FrameChannels.OffOnCounts,
    int CompressionTime = 1,
    int CompressionSpace = 1,
    long Slice = 0,
    double? Crop = null);

/// <summary>A value of an enumeration by its name in small letters with hyphens.</summary>
internal sealed class KebabCaseName<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
