using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Xunit;

namespace Saccade.Events.Tests.Formats;

/// <summary>What a download left instead of a recording is named, whatever format the name of the file promises.</summary>
public sealed class FailedDownloadTests
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 1234567\n";

    public static TheoryData<string> Formats => [.. EventFormats.Default.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_AnyFormat_NamesThePointerAndThePage(string name)
    {
        var format = EventFormats.Default.ByName(name);
        foreach (string path in format.Extensions.Select(e => "x" + e).Append("x.bin"))
        {
            AssertNamed("a Git LFS pointer; run git lfs pull", Pointer, path, null);
            AssertNamed("a Git LFS pointer; run git lfs pull", Pointer, path, format);
            AssertNamed("an HTML page; download it again", "<html><head><title>Quota exceeded</title></head></html>\n", path, null);
            AssertNamed("an HTML page; download it again", "\n<!DOCTYPE HTML><p>404", path, format);
            AssertNamed("an XML page, as servers answer with errors; download it again", "<?xml version=\"1.0\"?><Error/>", path, null);
        }
    }

    [Theory]
    [InlineData("x.bin")]
    [InlineData("x.bs2")]
    [InlineData("x.aedat")]
    [InlineData("x.raw")]
    [InlineData("x.dat")]
    [InlineData("x.bs3")]
    [InlineData("x.csv")]
    public void Detect_PackedFilesImagesAndAnswers_AreNoRecordings(string path)
    {
        AssertForeign("a gzip file; unpack it first", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], path);
        AssertForeign("a Zstandard file; unpack it first", [0x28, 0xB5, 0x2F, 0xFD, 4, 0x58, 1, 0, 0, 0], path);
        AssertForeign("a 7-Zip archive; unpack it first", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, 0, 4, 0, 0], path);
        AssertForeign("a PNG image", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0], path);
        AssertForeign("a PDF document", [.. "%PDF-1.7\n%\u00e2\n"u8], path);
        AssertForeign("JSON text", [.. "{\"error\": {\"code\": 403}}"u8], path);
    }

    [Fact]
    public void Detect_FirstEventsLikeAShortSignature_AreARecording()
    {
        Assert.Equal("atis-bin", EventFormats.Default.Detect("x.bin", [0x80, 2, 0, 0, 7]).Name);
        Assert.Equal("atis-bin", EventFormats.Default.Detect("x.bin", [(byte)'{', 2, 0, 0, 7]).Name);
    }

    private static void AssertForeign(string expected, byte[] content, string path)
    {
        var error = Assert.Throws<EventFormatException>(() => EventFormats.Default.Detect(path, content));

        Assert.Contains($"{path}: at byte 0: expected a recording, got {expected}", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNamed(string expected, string content, string path, EventFormat? format)
    {
        var error = Assert.Throws<EventFormatException>(
            () => EventFormats.Default.ReadStream(new MemoryStream(Encoding.ASCII.GetBytes(content)), new EventBuffer(), new ReadOptions { Path = path }, format));

        Assert.Contains($"{path}: at byte 0: expected a recording, got {expected}", error.Message, StringComparison.Ordinal);
    }
}
