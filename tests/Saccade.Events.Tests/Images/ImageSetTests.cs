using System.Text;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Images;

public sealed class ImageSetTests
{
    [Fact]
    public void OpenCifar10_PlanesOfColours_BecomePixels()
    {
        using TemporaryFolder folder = new();
        byte[] record = Cifar(1, 7);

        using var set = ImageSet.OpenCifar10(folder.File("one.bin", record), folder.File("two.bin", [.. record, .. Cifar(1, 2)]));

        Assert.Equal([7, 7, 2], set.Labels);
        Assert.Equal("horse", set.Classes[7]);
        var image = set.Get(0).Image;
        Assert.Equal("32x32x3", image.ToString());
        Assert.Equal([1, 2, 3], image.Row(0)[..3].ToArray());
        Assert.Equal([40, 80, 120], image.Row(31)[^3..].ToArray());
    }

    [Fact]
    public void OpenCifar_WrongLengthOrLabel_SaysWhere()
    {
        using TemporaryFolder folder = new();
        byte[] record = Cifar(1, 7);

        var cut = Assert.Throws<EventFormatException>(() => ImageSet.OpenCifar10(folder.File("cut.bin", [.. record, 1])));
        var label = Assert.Throws<EventFormatException>(() => ImageSet.OpenCifar10(folder.File("label.bin", [.. record, .. Cifar(1, 10)])));

        Assert.Equal(3073, cut.ByteOffset);
        Assert.Equal(3073, label.ByteOffset);
        Assert.Throws<EventFormatException>(() => ImageSet.OpenCifar100(folder.File("ten.bin", record)));
        Assert.Equal([99], ImageSet.OpenCifar100(folder.File("hundred.bin", Cifar(2, 99))).Labels);
    }

    [Fact]
    public void OpenFolder_ClassFoldersOrArchive_ReadsImagesLazily()
    {
        using TemporaryFolder folder = new();
        byte[] png = PngTests.Written(PngTests.RandomImage(4, 3, 3, 1)), pgm = [.. "P5 2 1 255\n"u8, 5, 6];
        folder.File("set/cat/1.png", png);
        folder.File("set/ant/2.pgm", pgm);
        folder.File("set/ant/notes.txt", [1]);
        string broken = folder.File("set/dog/3.png", [1, 2, 3]);

        using var set = ImageSet.OpenFolder(Path.Combine(folder.Path, "set"));
        using var archive = ImageSet.OpenFolder(folder.Zip("set.zip", ("cat/1.png", png), ("ant/2.pgm", pgm)));

        Assert.Equal(["ant", "cat", "dog"], set.Classes);
        Assert.Equal(["ant/2.pgm", "cat/1.png", "dog/3.png"], Enumerable.Range(0, 3).Select(set.IdOf));
        Assert.Equal([5, 6], set.Get(0).Image.Samples.ToArray());
        Assert.Equal(4, archive.Get(1).Image.Width);
        Assert.Contains(broken, Assert.Throws<EventFormatException>(() => set.Get(2)).Path, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => ImageSet.OpenFolder(Path.Combine(folder.Path, "set", "cat")));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Get(3));
    }

    [Theory]
    [InlineData("P5 # a comment\n2 1\n255\n", new byte[] { 0, 255 }, new byte[] { 0, 255 })]
    [InlineData("P5\n2 1 15\n", new byte[] { 15, 5 }, new byte[] { 255, 85 })]
    [InlineData("P5\n1 1 65535\n", new byte[] { 128, 0 }, new byte[] { 128 })]
    [InlineData("P6 1 1 255 ", new byte[] { 1, 2, 3 }, new byte[] { 1, 2, 3 })]
    public void Decode_Pnm_GivesItsSamples(string header, byte[] samples, byte[] expected) =>
        Assert.Equal(expected, ImageFile.Decode([.. Encoding.ASCII.GetBytes(header), .. samples], "test").Samples.ToArray());

    [Theory]
    [InlineData("P5")]
    [InlineData("P5 ")]
    [InlineData("P5 2 1 255")]
    [InlineData("P5 2 1 255\n1")]
    [InlineData("P5 0 1 255\n1")]
    [InlineData("P5 -1 1 255\n1")]
    [InlineData("P5 2147483648 1 255\n1")]
    [InlineData("P5 65536 65536 255\n1")]
    [InlineData("P5 1 1 65536\n11")]
    [InlineData("P5 1 1 20\n1")] // '1' is 49
    public void Decode_BadPnm_Throws(string file) =>
        Assert.Throws<EventFormatException>(() => ImageFile.Decode(Encoding.ASCII.GetBytes(file), "test"));

    [Fact]
    public void ToGray_Colours_AreWeighed()
    {
        RasterImage image = new(4, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);

        Assert.Equal([76, 150, 29, 255], image.ToGray().Samples.ToArray());
        Assert.Equal([9], new RasterImage(1, 1, 2, [9, 3]).ToGray().Samples.ToArray());
        Assert.Throws<ArgumentException>(() => new RasterImage(2, 2, 1, [1, 2, 3]));
    }

    private static byte[] Cifar(int labelBytes, byte label)
    {
        byte[] record = new byte[labelBytes + 3072];
        record[labelBytes - 1] = label;
        for (int plane = 0; plane < 3; plane++)
        {
            record[labelBytes + 1024 * plane] = (byte)(plane + 1);
            record[labelBytes + 1024 * plane + 1023] = (byte)(40 * (plane + 1));
        }

        return record;
    }
}
