using System.Text.Json.Serialization;
using Saccade.Events.Formats;

namespace Saccade.Cli.Events;

/// <summary>The result of <c>saccade events info</c> for programs.</summary>
internal sealed record EventsInfo(
    string Path,
    string Format,
    long Bytes,
    int? Width,
    int? Height,
    string SensorFrom,
    int Events,
    int On,
    double OnShare,
    long? TFirst,
    long? TLast,
    long DurationMicroseconds,
    double EventsPerSecond,
    IReadOnlyList<int> RateOverTime,
    int? XMin,
    int? XMax,
    int? YMin,
    int? YMax,
    int ActivePixels,
    IReadOnlyList<HotPixelInfo> HotPixels,
    long Backwards,
    long LongestBackwardStep,
    int Sorted,
    long TimerOverflows,
    long OutsideSensor,
    long BeyondHeader,
    long Invalid,
    long Frames,
    long InertialSamples,
    long Triggers,
    long Others,
    long Damages,
    long LostBytes,
    string? FirstDamage,
    IReadOnlyList<HeaderField> Header)
{
    /// <summary>The digest of the events; only when it was asked for.</summary>
    [JsonPropertyName("sha256_t_x_y_p")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }
}

/// <summary>A pixel that fires far more often than others.</summary>
internal sealed record HotPixelInfo(int X, int Y, int Events);
