using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Images;

public sealed class IdxTests
{
    [Fact]
    public void OpenIdx_PlainAndPacked_GivesTheSameImages()
    {
        using TemporaryFolder folder = new();
        byte[] images = Idx([2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))]), labels = Idx([2], [1, 0]);
        string plain = folder.File("images", images), packed = folder.File("images.gz", Pack(images)), labelPath = folder.File("labels", labels);

        using var set = ImageSet.OpenIdx(plain, labelPath);

        Assert.Equal(2, set.Count);
        Assert.Equal(["0", "1"], set.Classes);
        var second = set.Get(1);
        Assert.Equal((4, 3, 1, 0, "00001"), (second.Image.Width, second.Image.Height, second.Image.Channels, second.Label, second.Id));
        Assert.Equal([120, 130, 140, 150], second.Image.Row(0).ToArray());
        Assert.Equal(set.Identity, ImageSet.OpenIdx(packed, labelPath).Identity);
        Assert.NotEqual(set.Identity, ImageSet.OpenIdx(plain, folder.File("others", Idx([2], [0, 1]))).Identity);
    }

    [Fact]
    public void OpenIdx_TruncatedAtAnyByte_SaysWhere()
    {
        using TemporaryFolder folder = new();
        byte[] images = Idx([2, 3, 4], new byte[24]);
        string labels = folder.File("labels", Idx([2], [1, 0]));
        for (int length = 0; length < images.Length; length++)
        {
            string path = folder.File($"cut{length}", images.AsSpan(0, length));
            var error = Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(path, labels));
            Assert.Equal((path, (long)length), (error.Path, error.ByteOffset));
        }
    }

    [Fact]
    public void OpenIdx_PackedTruncatedAtAnyByte_Throws()
    {
        using TemporaryFolder folder = new();
        byte[] images = Pack(Idx([2, 3, 4], new byte[24]));
        string labels = folder.File("labels", Idx([2], [1, 0]));
        // The last 10 bytes are the mark of the end and the checksum, which the framework does not demand.
        for (int length = 0; length < images.Length - 10; length++)
            Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(folder.File($"cut{length}.gz", images.AsSpan(0, length)), labels));
    }

    [Theory]
    [InlineData(int.MinValue, 28, 28)] // 2^31 images
    [InlineData(int.MaxValue, 28, 28)]
    [InlineData(2, int.MaxValue, 28)]
    [InlineData(2, 0, 28)]
    [InlineData(2_000_000, 28, 28)] // fits an array, but the file is short
    public void OpenIdx_HeaderThatClaimsTooMuch_ThrowsWithoutMemory(int count, int rows, int columns)
    {
        using TemporaryFolder folder = new();
        string images = folder.File("images", Idx([count, rows, columns], new byte[100])), labels = folder.File("labels", Idx([2], [1, 0]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(images, labels));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void OpenIdx_WrongTypeAxesLengthOrLabels_Throws()
    {
        using TemporaryFolder folder = new();
        string images = folder.File("images", Idx([2, 1, 1], [1, 2])), labels = folder.File("labels", Idx([2], [1, 0]));
        byte[] floats = Idx([2, 1, 1], [1, 2]);
        floats[2] = 0x0D;

        Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(labels, images));
        Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(folder.File("floats", floats), labels));
        Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(images, folder.File("three", Idx([3], [1, 0, 1]))));
        Assert.Throws<EventFormatException>(() => ImageSet.OpenIdx(folder.File("long", [.. Idx([2, 1, 1], [1, 2]), 9]), labels));
        Assert.Throws<DatasetException>(() => ImageSet.OpenIdx(images, labels, ["only one"]));
    }

    [Theory]
    [InlineData("mnist", "6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624")]
    [InlineData("fashion-mnist", null, null)]
    public void OpenMnist_RealFiles_HoldsTheOfficialBytes(string name, string? imagesMd5, string? labelsMd5)
    {
        string folder = SharedData.Require("data", name);

        using var set = ImageSet.OpenMnist(folder);

        Assert.Equal(60_000, set.Count);
        Assert.Equal(10, set.Classes.Count);
        Assert.Equal((28, 28), (set.Get(59_999).Image.Width, set.Get(59_999).Image.Height));
        Assert.Equal(5_000, ImageSet.OpenMnist(folder, train: false).Count);
        if (imagesMd5 is null)
            return;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(Header(60_000, 28, 28));
        for (int i = 0; i < set.Count; i++)
            hash.AppendData(set.Get(i).Image.Samples);
        Assert.Equal(imagesMd5, Convert.ToHexStringLower(hash.GetHashAndReset()));
        hash.AppendData(Header(60_000));
        hash.AppendData([.. set.Labels.Select(l => (byte)l)]);
        Assert.Equal(labelsMd5, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void OpenMnist_MissingFile_NamesIt()
    {
        using TemporaryFolder folder = new();

        Assert.Contains("train-images-idx3-ubyte", Assert.Throws<FileNotFoundException>(() => ImageSet.OpenMnist(folder.Path)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Idx(int[] extents, byte[] values) => [.. Header(extents), .. values];

    private static byte[] Header(params int[] extents)
    {
        byte[] header = new byte[4 + 4 * extents.Length];
        (header[2], header[3]) = (8, (byte)extents.Length);
        for (int i = 0; i < extents.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), extents[i]);
        return header;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
