using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Extents of one input frame [H, W, C].</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels: 2 for event frames, OFF then ON.</param>
public sealed record FrameSize(int Height, int Width, int Channels = 2)
{
    private const int LargestSide = 65_536;

    /// <summary>Elements of a frame.</summary>
    public int Count => Height * Width * Channels;

    internal static Section<FrameSize> Keys { get; } = new Section<FrameSize>(new FrameSize(1, 1))
        .Key("height", new WholeKind(1, LargestSide), s => s.Height, (s, v) => s with { Height = v }, "Rows.", required: true)
        .Key("width", new WholeKind(1, LargestSide), s => s.Width, (s, v) => s with { Width = v }, "Columns.", required: true)
        .Key("channels", new WholeKind(1, LargestSide), s => s.Channels, (s, v) => s with { Channels = v }, "Channels.");

    /// <summary>For example <c>34x34x2</c>.</summary>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
