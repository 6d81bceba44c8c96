using Saccade.Events.Images;

namespace Saccade.Events.Frames;

/// <summary>Still images, or parts of them, of another size; the aspect ratio is not kept.</summary>
internal static class ImageScaling
{
    /// <summary>The samples of an image, [H, W, C], in the size of a resize.</summary>
    /// <param name="image">The image.</param>
    /// <param name="resize">Nearest takes the nearest pixel; binned takes the mean of the pixels that a target pixel covers, each in proportion; smooth is bilinear.</param>
    /// <param name="box">The part that is seen, smoothly whatever the resize; null for the whole.</param>
    public static byte[] Resized(RasterImage image, Resize resize, ImageBox? box = null)
    {
        var (width, height) = (resize.Size.Width, resize.Size.Height);
        if (box is null && (width, height) == (image.Width, image.Height))
            return image.Samples.ToArray();
        if (box is not null || resize is Resize.Smooth)
            return Smooth(image, box ?? new ImageBox(0, 0, image.Width, image.Height), width, height);
        return resize is Resize.Nearest ? Nearest(image, width, height) : Mean(image, width, height);
    }

    private static byte[] Nearest(RasterImage image, int width, int height)
    {
        byte[] target = new byte[width * height * image.Channels];
        for (int y = 0, at = 0; y < height; y++)
        {
            var row = image.Row((int)((long)y * image.Height / height));
            for (int x = 0; x < width; x++, at += image.Channels)
                row.Slice((int)((long)x * image.Width / width) * image.Channels, image.Channels).CopyTo(target.AsSpan(at));
        }

        return target;
    }

    private static byte[] Mean(RasterImage image, int width, int height)
    {
        byte[] target = new byte[width * height * image.Channels];
        var columns = Enumerable.Range(0, width).Select(x => Cover(x, image.Width, width)).ToArray();
        double[] sum = new double[image.Channels];
        for (int y = 0, at = 0; y < height; y++)
        {
            var rows = Cover(y, image.Height, height);
            foreach (var cells in columns)
            {
                Array.Clear(sum);
                foreach (var (row, down) in rows)
                {
                    var samples = image.Row(row);
                    foreach (var (column, across) in cells)
                    {
                        for (int c = 0; c < sum.Length; c++)
                            sum[c] += samples[column * sum.Length + c] * down * across;
                    }
                }

                foreach (double value in sum)
                    target[at++] = (byte)Math.Round(value, MidpointRounding.AwayFromZero);
            }
        }

        return target;
    }

    /// <summary>Columns first, of the rows that are needed only; then rows.</summary>
    private static byte[] Smooth(RasterImage image, ImageBox box, int width, int height)
    {
        int channels = image.Channels, line = width * channels;
        var columns = Triangles(box.Left, box.Width, image.Width, width, box.IsCut);
        var rows = Triangles(box.Top, box.Height, image.Height, height, box.IsCut);
        int first = rows.Min(row => row.First), end = rows.Max(row => row.First + row.Weights.Length);
        float[] narrow = new float[(end - first) * line];
        for (int y = first; y < end; y++)
            Across(image.Row(y), columns, channels, narrow.AsSpan((y - first) * line, line));
        byte[] target = new byte[height * line];
        float[] sum = new float[line];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sum);
            for (int i = 0; i < rows[y].Weights.Length; i++)
            {
                float weight = rows[y].Weights[i];
                var from = narrow.AsSpan((rows[y].First + i - first) * line, line);
                for (int x = 0; x < sum.Length && x < from.Length; x++)
                    sum[x] += weight * from[x];
            }

            for (int x = 0; x < line; x++)
                target[(y * line) + x] = (byte)Math.Clamp((int)(sum[x] + 0.5f), 0, byte.MaxValue);
        }

        return target;
    }

    private static void Across(ReadOnlySpan<byte> row, (int First, float[] Weights)[] columns, int channels, Span<float> target)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            var (first, weights) = columns[x];
            for (int c = 0; c < channels; c++)
            {
                float sum = 0;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * row[((first + i) * channels) + c];
                target[(x * channels) + c] = sum;
            }
        }
    }

    /// <summary>The source pixels that a target pixel is made of on an axis, with their weights, which add up to 1: a triangle as wide as two target pixels, of two source pixels where these are larger.</summary>
    private static (int First, float[] Weights)[] Triangles(double start, double length, int sources, int targets, bool isCut)
    {
        double scale = length / targets, reach = Math.Max(1, scale);
        int lowest = isCut ? (int)start : 0, end = isCut ? (int)(start + length) : sources;
        return [.. Enumerable.Range(0, targets).Select(target =>
        {
            double centre = start + ((target + 0.5) * scale);
            int first = Math.Max(lowest, (int)(centre - reach + 0.5)), last = Math.Min(end, (int)(centre + reach + 0.5));
            double[] weights = [.. Enumerable.Range(first, last - first).Select(s => Math.Max(0, 1 - (Math.Abs(s + 0.5 - centre) / reach)))];
            double sum = weights.Sum();
            return (first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        })];
    }

    /// <summary>The source pixels that a target pixel covers on an axis, with their shares, which add up to 1.</summary>
    private static (int Source, double Share)[] Cover(int target, int sources, int targets)
    {
        double scale = (double)sources / targets, from = target * scale, to = (target + 1) * scale;
        int first = (int)from, last = Math.Min(sources - 1, (int)Math.Ceiling(to) - 1);
        return [.. Enumerable.Range(first, Math.Max(1, last - first + 1)).Select(s => (s, (Math.Min(to, s + 1) - Math.Max(from, s)) / scale))];
    }
}
