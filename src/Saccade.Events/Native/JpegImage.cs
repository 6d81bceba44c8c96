namespace Saccade.Events.Native;

/// <summary>A decoded image: rows from the top, pixels from the left, one byte a channel.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Pixels">[Height, Width, Channels].</param>
internal sealed record JpegImage(int Width, int Height, int Channels, byte[] Pixels);
