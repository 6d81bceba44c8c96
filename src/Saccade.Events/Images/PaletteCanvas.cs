namespace Saccade.Events.Images;

/// <summary>A picture of few colours that is drawn on: an index into a palette for each pixel. What lies outside is not drawn.</summary>
internal sealed class PaletteCanvas
{
    private readonly byte[] _pixels;

    public PaletteCanvas(int width, int height, byte background)
    {
        (Width, Height, _pixels) = (width, height, new byte[width * height]);
        _pixels.AsSpan().Fill(background);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The indices, row after row.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int left, int top, int width, int height, byte color)
    {
        (int from, int to) = (Math.Max(0, left), Math.Min(Width, left + width));
        for (int y = Math.Max(0, top); y < Math.Min(Height, top + height) && from < to; y++)
            _pixels.AsSpan(y * Width + from, to - from).Fill(color);
    }

    /// <summary>Draws the outline of a rectangle, one pixel wide, around the pixels given.</summary>
    public void Frame(int left, int top, int width, int height, byte color)
    {
        Fill(left - 1, top - 1, width + 2, 1, color);
        Fill(left - 1, top + height, width + 2, 1, color);
        Fill(left - 1, top, 1, height, color);
        Fill(left + width, top, 1, height, color);
    }

    /// <summary>Copies another picture of the same palette.</summary>
    public void Put(ReadOnlySpan<byte> pixels, int width, int left, int top)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y) = (left + i % width, top + i / width);
            if (x >= 0 && x < Width && y >= 0 && y < Height)
                _pixels[y * Width + x] = pixels[i];
        }
    }

    /// <summary>Writes a text; its top left corner is given.</summary>
    public void Write(string text, int left, int top, byte color, int scale = 1)
    {
        for (int i = 0; i < text.Length; i++)
        {
            var rows = PixelFont.Rows(text[i]);
            for (int pixel = 0; pixel < PixelFont.Height * (PixelFont.Advance - 1); pixel++)
            {
                (int column, int row) = (pixel % (PixelFont.Advance - 1), pixel / (PixelFont.Advance - 1));
                if ((rows[row] >> (PixelFont.Advance - 2 - column) & 1) == 1)
                    Fill(left + (i * PixelFont.Advance + column) * scale, top + row * scale, scale, scale, color);
            }
        }
    }

    /// <summary>The picture in red, green and blue.</summary>
    public RasterImage ToImage(ReadOnlySpan<byte> palette)
    {
        byte[] samples = new byte[3 * _pixels.Length];
        for (int i = 0; i < _pixels.Length; i++)
            palette.Slice(3 * _pixels[i], 3).CopyTo(samples.AsSpan(3 * i));
        return new RasterImage(Width, Height, 3, samples);
    }
}
