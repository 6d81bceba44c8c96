using Saccade.Events.Images;

namespace Saccade.Events.Frames;

/// <summary>Still images of another size; the aspect ratio is not kept.</summary>
internal static class ImageScaling
{
    /// <summary>The samples of an image, [H, W, C], in the size of a resize.</summary>
    /// <param name="image">The image.</param>
    /// <param name="resize">Nearest takes the nearest pixel; binned takes the mean of the pixels that a target pixel covers, each in proportion.</param>
    public static byte[] Resized(RasterImage image, Resize resize)
    {
        var (width, height) = (resize.Size.Width, resize.Size.Height);
        if ((width, height) == (image.Width, image.Height))
            return image.Samples.ToArray();
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

    /// <summary>The source pixels that a target pixel covers on an axis, with their shares, which add up to 1.</summary>
    private static (int Source, double Share)[] Cover(int target, int sources, int targets)
    {
        double scale = (double)sources / targets, from = target * scale, to = (target + 1) * scale;
        int first = (int)from, last = Math.Min(sources - 1, (int)Math.Ceiling(to) - 1);
        return [.. Enumerable.Range(first, Math.Max(1, last - first + 1)).Select(s => (s, (Math.Min(to, s + 1) - Math.Max(from, s)) / scale))];
    }
}
