using Saccade.Events.Images.Jpeg;
using Xunit;

namespace Saccade.Events.Tests.Images.Jpeg;

public sealed class JpegReaderTests
{
    // Made with Pillow 9.4 at quality 95. Grey, 8x4: the left half 50, the right half 200.
    private static readonly byte[] _grey = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAEAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABgQAAIDAAAAAAAAAAAAAAAAAAAKR4bF/9oACAEBAAA/ABrvy/X9I//Z");

    // 4x8, every pixel (200, 30, 60).
    private static readonly byte[] _colour = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAQDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAGCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ACeDqmP/2Q==");

    [Fact]
    public void Decode_Grey_GivesOneChannel()
    {
        var image = JpegReader.Decode(_grey, 1000);

        Assert.Equal((8, 4, 1), (image.Width, image.Height, image.Channels));
        for (int i = 0; i < image.Samples.Length; i++)
            Assert.InRange(image.Samples[i], i % 8 < 4 ? 45 : 195, i % 8 < 4 ? 55 : 205);
    }

    [Fact]
    public void Decode_Colour_GivesRedGreenBlue()
    {
        var image = JpegReader.Decode(_colour, 32);

        Assert.Equal((4, 8, 3), (image.Width, image.Height, image.Channels));
        byte[] wanted = [200, 30, 60];
        for (int i = 0; i < image.Samples.Length; i++)
            Assert.InRange(image.Samples[i], wanted[i % 3] - 4, wanted[i % 3] + 4);
    }

    [Fact]
    public void Decode_TooLarge_IsRefused() =>
        Assert.Contains("4x8", Assert.Throws<InvalidDataException>(() => JpegReader.Decode(_colour, 31)).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_TruncatedAnywhere_IsRefused()
    {
        for (int length = 0; length < _grey.Length - 2; length++) // the last two bytes are the mark of the end
            Assert.Throws<InvalidDataException>(() => JpegReader.Decode(_grey.AsSpan(0, length), 1000));
    }
}
