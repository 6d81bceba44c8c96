using Saccade.Events.Frames;
using Saccade.Kernels.Random;

namespace Saccade.Events.Augment;

/// <summary>
/// A random part of a still image in place of the whole (Szegedy et al. 2015, arXiv 1409.4842, section 6; torchvision's <c>RandomResizedCrop</c>): a share of the area uniform from the smallest to 1, the
/// logarithm of the aspect ratio uniform on both sides of 0, at a place uniform in the image.
/// </summary>
/// <param name="SmallestArea">The smallest share of the area, above 0 to 1.</param>
/// <param name="LargestAspect">The largest aspect ratio, width by height or height by width; at least 1.</param>
public sealed record RandomCrop(double SmallestArea = 0.08, double LargestAspect = 4.0 / 3)
{
    private const int Tries = 10;

    /// <summary>Draws the part of an image; after ten parts that do not fit it is the largest in the middle whose aspect ratio is allowed.</summary>
    /// <param name="random">Source of randomness; advanced.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    public ImageBox Draw(ref CounterRandom random, int width, int height)
    {
        for (int i = 0; i < Tries; i++)
        {
            double area = (double)width * height * (SmallestArea + ((1 - SmallestArea) * random.NextDouble()));
            double aspect = Math.Exp(((2 * random.NextDouble()) - 1) * Math.Log(LargestAspect));
            double columns = Math.Round(Math.Sqrt(area * aspect)), rows = Math.Round(Math.Sqrt(area / aspect));
            if (columns >= 1 && columns <= width && rows >= 1 && rows <= height)
                return new ImageBox(random.NextInt32(0, width - (int)columns + 1), random.NextInt32(0, height - (int)rows + 1), columns, rows, IsCut: true);
        }

        double widest = Math.Max(1, Math.Min(width, Math.Round(height * LargestAspect))), highest = Math.Max(1, Math.Min(height, Math.Round(width * LargestAspect)));
        return new ImageBox(Math.Floor((width - widest) / 2), Math.Floor((height - highest) / 2), widest, highest, IsCut: true);
    }

    /// <summary>All problems, one sentence each; none when the values make sense.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. SmallestArea is > 0 and <= 1 ? Array.Empty<string>() : [$"smallest area: expected above 0 to 1, got {SmallestArea}"],
        .. LargestAspect >= 1 && double.IsFinite(LargestAspect) ? Array.Empty<string>() : [$"largest aspect ratio: expected 1 or more, got {LargestAspect}"],
    ];
}

/// <summary>The random part of one sample before its image, and so its extents, are known: the same for all that see the sample.</summary>
/// <param name="Crop">The rule.</param>
/// <param name="Random">The sample's own stream.</param>
public readonly record struct CropDraw(RandomCrop Crop, CounterRandom Random)
{
    /// <summary>The part of an image.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    public ImageBox Of(int width, int height)
    {
        var random = Random;
        return Crop.Draw(ref random, width, height);
    }
}
