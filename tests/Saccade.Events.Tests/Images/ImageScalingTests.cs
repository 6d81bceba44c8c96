using Saccade.Events.Augment;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Kernels.Random;
using Xunit;

namespace Saccade.Events.Tests.Images;

/// <summary>Smooth scaling of images and parts of them against the triangle filter in double, and where the parts lie.</summary>
public sealed class ImageScalingTests
{
    [Theory]
    [InlineData(17, 11, 5, 7)]
    [InlineData(6, 9, 13, 20)]
    [InlineData(8, 8, 8, 8)]
    [InlineData(1, 1, 3, 2)]
    public void Smooth_OfTheWhole_IsTheTriangleFilter(int width, int height, int columns, int rows)
    {
        var image = Noise(width, height);

        byte[] got = ImageScaling.Resized(image, new Resize.Smooth(columns, rows));

        CheckAgainst(got, image, new ImageBox(0, 0, width, height), columns, rows);
        if ((width, height) == (columns, rows))
            Assert.Equal(image.Samples.ToArray(), got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Smooth_OfAPart_LooksBeyondItOnlyIfItWasNotCut(bool isCut)
    {
        var image = Noise(20, 16);
        var box = new ImageBox(3, 2, 11, 9, isCut);

        CheckAgainst(ImageScaling.Resized(image, new Resize.Smooth(4, 5), box), image, box, 4, 5);
    }

    // 500x375: the shorter side becomes 256, the longer floor(256 * 500 / 375) = 341; of it 224 columns from (341 - 224) / 2 = 58.5, to even 58.
    [Fact]
    public void Middle_OfAnImage_IsThatOfTorchvision()
    {
        var frame = new SensorSize(224, 224);

        var wide = ImageBox.Middle(500, 375, frame, 0.875);
        var tall = ImageBox.Middle(375, 500, frame, 0.875);

        Assert.Equal(58 * 500.0 / 341, wide.Left, 1e-9);
        Assert.Equal(16 * 375.0 / 256, wide.Top, 1e-9);
        Assert.Equal(224 * 500.0 / 341, wide.Width, 1e-9);
        Assert.Equal((wide.Left, wide.Top, wide.Width, wide.Height), (tall.Top, tall.Left, tall.Height, tall.Width));
        Assert.Equal(new ImageBox(0, 0, 30, 30), ImageBox.Middle(30, 30, new SensorSize(60, 60), 1));
        Assert.Equal(new ImageBox(10, 0, 20, 40), ImageBox.Middle(40, 40, new SensorSize(10, 20), 1));
    }

    [Fact]
    public void RandomCrop_Parts_AreInTheImageAndWithinTheirBounds()
    {
        var crop = new RandomCrop(0.2, 1.5);
        var boxes = Enumerable.Range(0, 2000).Select(i =>
        {
            var random = new CounterRandom(1, RandomPurpose.Test, i);
            return crop.Draw(ref random, 90, 60);
        }).ToList();

        Assert.All(boxes, box =>
        {
            Assert.InRange(box.Left, 0, 90 - box.Width);
            Assert.InRange(box.Top, 0, 60 - box.Height);
            // Sides are whole pixels.
            Assert.InRange(box.Width * box.Height / 5400, 0.19, 1);
            Assert.InRange(box.Width / box.Height, 1 / 1.6, 1.6);
        });
        // Uniform from 0.2 to 1 it would be 0.6, but large parts fit for few aspect ratios.
        Assert.InRange(boxes.Average(box => box.Width * box.Height / 5400), 0.4, 0.55);
        Assert.True(boxes.Distinct().Count() > 1900);
    }

    [Fact]
    public void RandomCrop_OfAnImageThatIsTooLong_IsTheLargestInTheMiddle()
    {
        var random = new CounterRandom(1, RandomPurpose.Test, 0);

        Assert.Equal(new ImageBox(43, 0, 13, 10, IsCut: true), new RandomCrop(1).Draw(ref random, 100, 10));
        Assert.Empty(new RandomCrop().Validate());
        Assert.Equal(2, new RandomCrop(0, 0.5).Validate().Count);
    }

    private static RasterImage Noise(int width, int height)
    {
        byte[] samples = new byte[width * height * 3];
        var random = new CounterRandom(7, RandomPurpose.Test, width);
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (byte)random.NextInt32(0, 256);
        return new RasterImage(width, height, 3, samples);
    }

    private static void CheckAgainst(byte[] got, RasterImage image, ImageBox box, int columns, int rows)
    {
        for (int y = 0; y < rows; y++)
        {
            var down = Weights(y, rows, box.Top, box.Height, image.Height, box.IsCut);
            for (int x = 0; x < columns; x++)
            {
                var across = Weights(x, columns, box.Left, box.Width, image.Width, box.IsCut);
                for (int c = 0; c < 3; c++)
                {
                    double value = down.Sum(r => r.Weight * across.Sum(k => k.Weight * image.Row(r.At)[(k.At * 3) + c]));
                    Assert.InRange(got[(((y * columns) + x) * 3) + c] - value, -0.5001, 0.5001);
                }
            }
        }
    }

    /// <summary>The triangle over all pixels that may be looked at, most of them with no weight.</summary>
    private static (int At, double Weight)[] Weights(int target, int targets, double start, double length, int sources, bool isCut)
    {
        double reach = Math.Max(1, length / targets), centre = start + ((target + 0.5) * length / targets);
        int first = isCut ? (int)start : 0, end = isCut ? (int)(start + length) : sources;
        var weights = Enumerable.Range(first, end - first).Select(s => (At: s, Weight: Math.Max(0, 1 - (Math.Abs(s + 0.5 - centre) / reach)))).Where(w => w.Weight > 0).ToArray();
        double sum = weights.Sum(w => w.Weight);
        return [.. weights.Select(w => (w.At, w.Weight / sum))];
    }
}
