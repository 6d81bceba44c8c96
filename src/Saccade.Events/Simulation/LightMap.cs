using Saccade.Events.Images;
using Saccade.Events.Numerics;

namespace Saccade.Events.Simulation;

/// <summary>
/// The light of a displayed image: natural logarithm of intensity on a grid finer than the sensor's, blurred as the lens
/// does. Outside the grid the light is the border's. Immutable.
/// </summary>
internal sealed class LightMap
{
    /// <summary>Samples of the grid to a sensor pixel, for images up to a few hundred sensor pixels.</summary>
    private const int FinestGrid = 4;

    /// <summary>No grid is larger than this; larger images get a coarser one.</summary>
    private const int MostSamples = 1 << 23;

    private readonly float[] _log;
    private readonly int _width;
    private readonly int _height;
    private readonly double _perPixel;

    /// <summary>Shows an image.</summary>
    public LightMap(RasterImage image, DisplayOptions display)
    {
        double width = image.Width * display.PixelSize, height = image.Height * display.PixelSize;
        double margin = 3 * display.Blur + 2;
        _perPixel = FinestGrid;
        while ((width + 2 * margin) * (height + 2 * margin) * _perPixel * _perPixel > MostSamples)
            _perPixel /= 2;
        _width = Math.Max(2, (int)Math.Ceiling((width + 2 * margin) * _perPixel));
        _height = Math.Max(2, (int)Math.Ceiling((height + 2 * margin) * _perPixel));
        _log = Draw(image, display);
        Blur(display.Blur * _perPixel);
        ToLog(display.ContrastRatio);
    }

    /// <summary>Light at every pixel of a sensor.</summary>
    /// <param name="pose">Where the image is.</param>
    /// <param name="columns">Columns of the sensor.</param>
    /// <param name="rows">Rows of the sensor.</param>
    /// <param name="light">Receives it, row after row.</param>
    public void Fill(in ImagePose pose, int columns, int rows, Span<float> light)
    {
        // From a pixel's centre to the image's centre, which is the middle of the grid.
        double step = _perPixel / pose.Scale, left = 0.5 - columns / 2.0 - pose.X, top = 0.5 - rows / 2.0 - pose.Y;
        if (pose.Turn == 0)
            FillUpright(left * step, top * step, step, columns, light);
        else
            FillTurned(left, top, step, pose.Turn, columns, light);
    }

    /// <summary>Without a turn the place in the grid depends on column and row apart, and is computed once for each.</summary>
    private void FillUpright(double left, double top, double step, int columns, Span<float> light)
    {
        int[] at = new int[columns];
        float[] share = new float[columns];
        for (int column = 0; column < columns; column++)
            (at[column], share[column]) = Place(left + column * step + (_width - 1) / 2.0, _width);
        for (int row = 0; row < light.Length / columns; row++)
        {
            (int line, float down) = Place(top + row * step + (_height - 1) / 2.0, _height);
            ReadOnlySpan<float> above = _log.AsSpan(line * _width, _width), below = _log.AsSpan((line + 1) * _width, _width);
            var into = light.Slice(row * columns, columns);
            for (int column = 0; column < into.Length; column++)
            {
                int i = at[column];
                float a = Mix(above[i], above[i + 1], share[column]), b = Mix(below[i], below[i + 1], share[column]);
                into[column] = Mix(a, b, down);
            }
        }
    }

    private void FillTurned(double left, double top, double step, double turn, int columns, Span<float> light)
    {
        (double sin, double cos) = PortableMath.SinCos(turn);
        for (int i = 0; i < light.Length; i++)
        {
            double x = (left + i % columns) * step, y = (top + i / columns) * step; // turned back to the upright image
            (int column, float right) = Place(cos * x + sin * y + (_width - 1) / 2.0, _width);
            (int row, float down) = Place(cos * y - sin * x + (_height - 1) / 2.0, _height);
            ReadOnlySpan<float> four = _log.AsSpan(row * _width + column, _width + 2);
            light[i] = Mix(Mix(four[0], four[1], right), Mix(four[_width], four[_width + 1], right), down);
        }
    }

    /// <summary>The grid line before a place, and the share of the way to the next; places outside the grid are moved to its border.</summary>
    private static (int Line, float Share) Place(double place, int lines)
    {
        double inside = Math.Clamp(place, 0, lines - 1.0001);
        int line = (int)inside;
        return (line, (float)(inside - line));
    }

    /// <summary>Light of the sharp image on the grid, 0 to 1, by straight lines between the centres of its pixels.</summary>
    private float[] Draw(RasterImage image, DisplayOptions display)
    {
        float[] table = Tone(display);
        float outside = (float)ToneOf(display.Background, display);
        var samples = image.ToGray().Samples;
        float[] light = new float[_width * _height];
        double step = 1 / (_perPixel * display.PixelSize);
        double left = (image.Width - 1) / 2.0 - (_width - 1) / 2.0 * step, top = (image.Height - 1) / 2.0 - (_height - 1) / 2.0 * step;
        for (int row = 0; row < _height; row++)
        {
            double y = top + row * step;
            int y0 = (int)Math.Floor(y);
            float shareY = (float)(y - y0);
            for (int column = 0; column < _width; column++)
            {
                double x = left + column * step;
                int x0 = (int)Math.Floor(x);
                float shareX = (float)(x - x0);
                float above = Mix(Pixel(samples, x0, y0), Pixel(samples, x0 + 1, y0), shareX);
                float below = Mix(Pixel(samples, x0, y0 + 1), Pixel(samples, x0 + 1, y0 + 1), shareX);
                light[row * _width + column] = Mix(above, below, shareY);
            }
        }

        return light;

        float Pixel(ReadOnlySpan<byte> pixels, int x, int y) =>
            (uint)x < (uint)image.Width && (uint)y < (uint)image.Height ? table[pixels[y * image.Width + x]] : outside;
    }

    private static float Mix(float a, float b, float share) => a + share * (b - a);

    private static float[] Tone(DisplayOptions display)
    {
        float[] table = new float[256];
        for (int i = 0; i < table.Length; i++)
            table[i] = (float)ToneOf(i / 255.0, display);
        return table;
    }

    private static double ToneOf(double value, DisplayOptions display)
    {
        double shown = display.Inverted ? 1 - value : value;
        return shown <= 0 ? 0 : PortableMath.Exp(display.Gamma * PortableMath.Log(shown));
    }

    private void Blur(double sigma)
    {
        if (sigma < 0.1)
            return;
        int reach = (int)Math.Ceiling(3 * sigma);
        float[] weights = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++)
            sum += PortableMath.Exp(-i * i / (2 * sigma * sigma));
        for (int i = -reach; i <= reach; i++)
            weights[i + reach] = (float)(PortableMath.Exp(-i * i / (2 * sigma * sigma)) / sum);

        float[] padded = new float[Math.Max(_width, _height) + 2 * reach];
        for (int row = 0; row < _height; row++)
            BlurLine(row * _width, 1, _width, weights, padded);
        for (int column = 0; column < _width; column++)
            BlurLine(column, _width, _height, weights, padded);
    }

    private void BlurLine(int start, int stride, int count, float[] weights, float[] padded)
    {
        int reach = weights.Length / 2;
        for (int i = 0; i < count + 2 * reach; i++)
            padded[i] = _log[start + Math.Clamp(i - reach, 0, count - 1) * stride];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> window = padded.AsSpan(i, weights.Length);
            float sum = 0;
            for (int k = 0; k < weights.Length; k++)
                sum += weights[k] * window[k];
            _log[start + i * stride] = sum;
        }
    }

    private void ToLog(double ratio)
    {
        for (int i = 0; i < _log.Length; i++)
            _log[i] = (float)PortableMath.Log(1 + (ratio - 1) * Math.Max(0, _log[i]));
    }
}
