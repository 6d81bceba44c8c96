using Saccade.Events.Formats;
using Saccade.Events.Formats.Atis;
using Saccade.Events.Formats.Dat;
using Saccade.Events.Model;
using Xunit;

namespace Saccade.Events.Tests.Formats;

public sealed class EventFormatsTests
{
    [Fact]
    public void Detect_SignatureWinsOverExtension() =>
        Assert.Same(DatFormat.Instance, EventFormats.Default.Detect("odd.bin", "% Data file containing CD events"u8));

    [Theory]
    [InlineData("a.bin")]
    [InlineData("A.BIN")]
    [InlineData("b.bs2")]
    public void Detect_NoSignature_GoesByExtension(string name) =>
        Assert.Same(AtisFormat.Instance, EventFormats.Default.Detect(name, [1, 2, 3]));

    [Fact]
    public void Detect_Unknown_ListsFormatsAndFirstBytes()
    {
        var error = Assert.Throws<EventFormatException>(() => EventFormats.Default.Detect("x.foo", [0x25, 0x20, 0x65]));

        Assert.Contains("x.foo", error.Message, StringComparison.Ordinal);
        Assert.Contains("25 20 65", error.Message, StringComparison.Ordinal);
        Assert.Contains("atis-bin", error.Message, StringComparison.Ordinal);
        Assert.Contains("dat", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByName_Unknown_ListsNames()
    {
        Assert.Same(DatFormat.Instance, EventFormats.Default.ByName("dat"));
        var error = Assert.Throws<ArgumentException>(() => EventFormats.Default.ByName("evt9"));
        Assert.Contains("atis-bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_TwoOfOneName_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new EventFormats([DatFormat.Instance, DatFormat.Instance]));

    [Fact]
    public void All_NamesAndExtensions_AreLowerCaseAndDistinct()
    {
        string[] extensions = [.. EventFormats.Default.All.SelectMany(f => f.Extensions)];
        Assert.All(extensions, e => Assert.Matches("^\\.[a-z0-9]+$", e));
        Assert.Equal(extensions.Length, extensions.Distinct().Count());
    }
}
