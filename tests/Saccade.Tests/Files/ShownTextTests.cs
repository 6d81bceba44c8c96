using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Files;
using Xunit;

namespace Saccade.Tests.Files;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("a\r\tb", "a\\r\\tb")]
    [InlineData("\u001b[31mred", "\\u001B[31mred")]
    [InlineData("\u009b2J", "\\u009B2J")]
    [InlineData("\u007f", "\\u007F")]
    [InlineData("abc\u202Efdp.exe", "abc\\u202Efdp.exe")]
    [InlineData("\u2066x\u2069", "\\u2066x\\u2069")]
    [InlineData("\u2028\uFEFF", "\\u2028\\uFEFF")]
    [InlineData("Grüße 猫 \U0001F469\u200D\U0001F4BB C:\\data", "Grüße 猫 \U0001F469\u200D\U0001F4BB C:\\data")]
    [InlineData("\U000E0041", "\\uDB40\\uDC41")]
    public void Of_Text_EscapesWhatSteersATerminal(string text, string expected) => Assert.Equal(expected, ShownText.Of(text));

    [Fact]
    public void Of_HalfOfAPair_IsEscaped() => Assert.Equal("\\uD800x", ShownText.Of("\ud800x"));

    [Fact]
    public void Of_Kept_StaysAsItIs() => Assert.Equal("a\nb\\r", ShownText.Of("a\nb\r", "\n"));

    [Fact]
    public void Of_PlainText_IsTheSameObject()
    {
        string text = new('x', 10);

        Assert.Same(text, ShownText.Of(text));
    }

    [Fact]
    public void Of_AnyText_IsOneLineAndDoneOnce()
        => Prop.ForAll<string>(text =>
        {
            string shown = ShownText.Of(text ?? "");
            return !shown.Any(char.IsControl) && ShownText.Of(shown) == shown;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_Json_MeansTheSame()
    {
        string json = "\"a\u202E\u0085\U000E0041b\"";

        Assert.Equal(JsonSerializer.Deserialize<string>(json), JsonSerializer.Deserialize<string>(ShownText.Of(json)));
    }
}
