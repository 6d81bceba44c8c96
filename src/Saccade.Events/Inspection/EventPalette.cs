namespace Saccade.Events.Inspection;

/// <summary>The colours of pictures of recordings: a shade for each strength of ON (red) and OFF (blue), and those of captions.</summary>
internal static class EventPalette
{
    /// <summary>Shades of each polarity.</summary>
    public const int Levels = 8;

    /// <summary>Colours beyond the shades.</summary>
    public const byte White = 0, Ink = Levels * Levels, Quiet = Ink + 1, Line = Ink + 2, Accent = Ink + 3, Rest = Ink + 4;

    /// <summary>Plain ON and plain OFF.</summary>
    public const byte On = (Levels - 1) * Levels, Off = Levels - 1;

    /// <summary>Shade of a single event: plain to see on white.</summary>
    private const int Faintest = 3;

    /// <summary>Share of the pixels with events that may be darker than the darkest shade.</summary>
    private const double Clipped = 0.02;

    /// <summary>Red, green and blue of each colour. Red takes away green and blue, blue takes away red and green.</summary>
    public static byte[] Colors()
    {
        byte[] palette = new byte[3 * (Rest + 1)];
        for (int on = 0; on < Levels; on++)
        {
            for (int off = 0; off < Levels; off++)
            {
                double red = (double)on / (Levels - 1), blue = (double)off / (Levels - 1);
                int at = 3 * (Levels * on + off);
                palette[at] = (byte)(255 * (1 - 0.85 * blue) * (1 - 0.15 * red));
                palette[at + 1] = (byte)(255 * (1 - 0.85 * Math.Max(red, 0.75 * blue)));
                palette[at + 2] = (byte)(255 * (1 - 0.9 * red) * (1 - 0.15 * blue));
            }
        }

        ReadOnlySpan<byte> captions = [30, 34, 40, 100, 108, 118, 200, 205, 212, 0, 114, 178, 226, 230, 236];
        captions.CopyTo(palette.AsSpan(3 * Ink));
        return palette;
    }

    /// <summary>The shade of each pixel of the enlarged frame.</summary>
    public static byte[] Shades(ReadOnlySpan<float> frame, int width, int height, int zoom)
    {
        float darkest = Darkest(frame);
        byte[] shades = new byte[width * zoom * height * zoom];
        for (int y = 0; y < height * zoom; y++)
        {
            for (int x = 0; x < width * zoom; x++)
            {
                int at = Frames.FrameBuffer.Channels * (y / zoom * width + x / zoom);
                shades[y * width * zoom + x] = (byte)(Levels * Level(frame[at + 1], darkest) + Level(frame[at], darkest));
            }
        }

        return shades;
    }

    private static int Level(float count, float darkest) => count <= 0 ? 0 : Math.Clamp((int)MathF.Ceiling((Levels - 1) * MathF.Sqrt(count / darkest)), Faintest, Levels - 1);

    private static float Darkest(ReadOnlySpan<float> frame)
    {
        float[] counts = [.. frame.ToArray().Where(c => c > 0).Order()];
        return counts.Length == 0 ? 1 : counts[Math.Max(0, (int)((1 - Clipped) * counts.Length) - 1)];
    }
}
