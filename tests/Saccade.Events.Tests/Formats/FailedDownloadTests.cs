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
        EventFormat format = EventFormats.Default.ByName(name);
        foreach (string path in format.Extensions.Select(e => "x" + e).Append("x.bin"))
        {
            AssertNamed("a Git LFS pointer; run git lfs pull", Pointer, path, null);
            AssertNamed("a Git LFS pointer; run git lfs pull", Pointer, path, format);
            AssertNamed("an HTML page; download it again", "<html><head><title>Quota exceeded</title></head></html>\n", path, null);
            AssertNamed("an HTML page; download it again", "\n<!DOCTYPE HTML><p>404", path, format);
            AssertNamed("an XML page, as servers answer with errors; download it again", "<?xml version=\"1.0\"?><Error/>", path, null);
        }
    }

    private static void AssertNamed(string expected, string content, string path, EventFormat? format)
    {
        var error = Assert.Throws<EventFormatException>(
            () => EventFormats.Default.ReadStream(new MemoryStream(Encoding.ASCII.GetBytes(content)), new EventBuffer(), new ReadOptions { Path = path }, format));

        Assert.Contains($"{path}: at byte 0: expected a recording, got {expected}", error.Message, StringComparison.Ordinal);
    }
}
