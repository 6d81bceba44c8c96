using System.Text;
using Saccade.Files;
using Xunit;

namespace Saccade.Tests.Files;

public sealed class ForeignFileTests
{
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer; run git lfs pull")]
    [InlineData("<!DOCTYPE html><html>", "an HTML page; download it again")]
    [InlineData("\uFEFF\r\n <HTML lang=en>", "an HTML page; download it again")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied", "an XML page, as servers answer with errors; download it again")]
    [InlineData("/annex/objects/SHA256E-s1--00", "a git-annex pointer; run git annex get")]
    [InlineData("{\"a\": 1}", "JSON text")]
    [InlineData("name: recipe\n", "text")]
    [InlineData("PK\u0003\u0004", "a ZIP archive (PyTorch's .pt and NumPy's .npz are ZIP archives too)")]
    [InlineData("", "an empty file")]
    [InlineData("\u0001\u0002", null)]
    public void Describe_KnownBeginning_IsNamed(string head, string? expected)
        => Assert.Equal(expected, ForeignFile.Describe(Encoding.UTF8.GetBytes(head)));

    [Fact]
    public void Describe_BinaryBeginnings_AreNamed()
    {
        Assert.Equal("an HDF5 file", ForeignFile.Describe([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0]));
        Assert.Equal("a gzip file; unpack it first", ForeignFile.Describe([0x1F, 0x8B, 8, 0]));
        Assert.Equal("a NumPy array", ForeignFile.Describe([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]));
    }

    [Fact]
    public void Describe_TextCutInsideACharacter_IsText()
        => Assert.NotNull(ForeignFile.Describe([.. Encoding.UTF8.GetBytes(new string('a', 600))]));

    [Fact]
    public void FailedDownload_Data_IsNone()
        => Assert.Null(ForeignFile.FailedDownload("name: recipe"u8));
}
