using System.Globalization;
using System.Text;

namespace Saccade.Training.Reports.Drawing;

/// <summary>Draws pixels of one shade as strokes, which takes less of a page than a rectangle for each.</summary>
internal static class PixelRuns
{
    /// <summary>Strokes through the middle of the rows, one for each run of pixels of a letter.</summary>
    /// <param name="width">Pixels in a row, above 0.</param>
    /// <param name="pixels">One letter a pixel, row by row.</param>
    /// <param name="letter">The letter.</param>
    public static string Path(int width, string pixels, char letter)
    {
        StringBuilder path = new();
        for (int start = 0, end; start < pixels.Length; start = end)
        {
            int rowEnd = Math.Min(pixels.Length, ((start / width) + 1) * width);
            end = start + 1;
            while (end < rowEnd && pixels[end] == pixels[start])
                end++;
            if (pixels[start] == letter)
                path.Append(CultureInfo.InvariantCulture, $"M{start % width} {start / width}.5h{end - start}");
        }

        return path.ToString();
    }
}
