using System.Text;
using Saccade.Networks.Files;
using Xunit;

namespace Saccade.Tests.Networks.Files;

/// <summary>Files that this library wrote are read as they were written, or not at all.</summary>
public sealed class SafetensorsChecksumTests
{
    private static readonly SafetensorsTensor[] _tensors =
    [
        SafetensorsTensor.FromFloats("a", [2, 2], new float[] { 1, 2, 3, 4 }), SafetensorsTensor.FromDoubles("b", [1], new[] { 0.5 }),
        SafetensorsTensor.FromInt64s("c", [2], new long[] { 7, -1 }), SafetensorsTensor.FromBytes("d", [3], new byte[] { 1, 2, 3 }),
    ];

    [Fact]
    public void Read_AnyBitFlipped_IsRefused()
    {
        byte[] file = Written(new Dictionary<string, string> { ["x"] = "y", ["z"] = "" });
        ReadAll(file);

        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var failure = Record.Exception(() => ReadAll(damaged));
            if (failure is null)
                Assert.Equal(Meaning(file), Meaning(damaged)); // white space behind the header, or the name of the checksums
            else
                Assert.IsType<ModelFileException>(failure);
        }
    }

    [Fact]
    public void Read_AnyTruncation_IsRefused()
    {
        byte[] file = Written([]);

        for (int length = 0; length < file.Length; length++)
            Assert.Throws<ModelFileException>(() => ReadAll(file[..length]));
    }

    [Fact]
    public void Read_DataSwappedBetweenTensors_IsRefused()
    {
        byte[] file = Written([]);
        (file[^1], file[^2]) = (file[^2], file[^1]);

        var e = Assert.Throws<ModelFileException>(() => ReadAll(file));

        Assert.Contains("data of tensor 'd' that is not what its checksum was made of", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithoutChecksums_IsReadAsItStands()
    {
        // As Python writes it.
        byte[] file = Foreign("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""");

        using var read = SafetensorsFile.Open(new MemoryStream(file), "f");

        Assert.Equal([5, 6], read.ReadBytes("a"));
    }

    [Fact]
    public void Read_TensorWithoutAName_IsRefused()
        => Assert.Contains("got a tensor without a name", Assert.Throws<ModelFileException>(() => ReadAll(Foreign("""{"":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"""))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_EmptyTensorOfHugeExtents_IsEmpty()
    {
        byte[] file = Foreign("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,0],"data_offsets":[0,0]}}""")[..^2];

        using var read = SafetensorsFile.Open(new MemoryStream(file), "f");

        Assert.Equal(0, read.Read("a").Count);
    }

    [Fact]
    public void FromFloats_ExtentsBeyondAnyMemory_AreRefused()
        => Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromFloats("a", [int.MaxValue, int.MaxValue, int.MaxValue], new float[1]));

    [Theory]
    [InlineData("name: recipe\nphases: {}\n", "text")]
    [InlineData("PK\u0003\u0004aaaaaaaaaaaa", "a ZIP archive")]
    [InlineData("<!DOCTYPE html><html></html>", "an HTML page; download it again")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer; run git lfs pull")]
    [InlineData("", "an empty file")]
    public void Open_FileOfAnotherKind_SaysWhatItIs(string content, string expected)
        => Assert.Contains($"got {expected}", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(content)), "m")).Message, StringComparison.Ordinal);

    private static byte[] Foreign(string header) => [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), 5, 6];

    private static byte[] Written(Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, _tensors, metadata);
        return stream.ToArray();
    }

    private static void ReadAll(byte[] file)
    {
        using var read = SafetensorsFile.Open(new MemoryStream(file), "f");
        foreach (var entry in read.Entries)
            read.Read(entry.Name);
    }

    private static string Meaning(byte[] file)
    {
        using var read = SafetensorsFile.Open(new MemoryStream(file), "f");
        return string.Join('\n', read.Metadata.Where(p => p.Key.Length < 3).Select(p => p.ToString()).Concat(read.Entries.Select(e => $"{e.Name} {e.Describe()} {Convert.ToHexString(read.ReadBytes(e.Name))}")));
    }
}
