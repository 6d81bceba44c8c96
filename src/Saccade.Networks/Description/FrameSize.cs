using System.Text.Json.Serialization;

namespace Saccade.Networks;

/// <summary>Extents of one input frame [H, W, C].</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels: 2 for event frames, OFF then ON.</param>
public sealed record FrameSize(int Height, int Width, int Channels = 2)
{
    /// <summary>Elements of a frame.</summary>
    [JsonIgnore]
    public int Count => Height * Width * Channels;

    /// <summary>For example <c>34x34x2</c>.</summary>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
