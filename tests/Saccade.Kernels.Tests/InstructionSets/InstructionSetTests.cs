using System.Runtime.Intrinsics;
using Xunit;

namespace Saccade.Kernels.Tests.InstructionSets;

/// <summary>
/// The kernel tests are run once for each vector width, by environment variables that the runtime reads at its start
/// (<c>./test isa</c>). A variable it does not know is ignored in silence, so each run first shows that it took effect.
/// </summary>
public sealed class InstructionSetTests
{
    private const string Variable = "SACCADE_EXPECT";

    [Fact]
    public void Setting_TookEffect()
    {
        string? expected = Environment.GetEnvironmentVariable(Variable);
        foreach (var (width, wanted) in Parse(expected ?? ""))
            Assert.True(wanted == IsAccelerated(width), $"{width} is {YesNo(IsAccelerated(width))}, but {Variable} is '{expected}'");

        // Without an expectation (a plain test run) what holds on every processor remains: a width implies those below.
        Assert.True(!Vector512.IsHardwareAccelerated || Vector256.IsHardwareAccelerated);
        Assert.True(!Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated);
    }

    [Fact]
    public void Parse_KnownText_IsRead()
        => Assert.Equal([("Vector512", false), ("Vector256", true)], Parse("Vector512=no;Vector256=yes"));

    [Theory]
    [InlineData("Vector512")]
    [InlineData("Vector512=maybe")]
    [InlineData("Vector1024=yes")]
    public void Parse_Nonsense_IsRefused(string text)
        => Assert.Throws<FormatException>(() => Parse(text).ForEach(e => IsAccelerated(e.Width)));

    private static List<(string Width, bool Wanted)> Parse(string text)
    {
        var expected = new List<(string, bool)>();
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            expected.Add(part.Split('=') switch
            {
                [var width, "yes"] => (width, true),
                [var width, "no"] => (width, false),
                _ => throw new FormatException($"{Variable}: got '{part}', expected for example 'Vector256=yes'"),
            });
        }

        return expected;
    }

    private static bool IsAccelerated(string width) => width switch
    {
        "Vector512" => Vector512.IsHardwareAccelerated,
        "Vector256" => Vector256.IsHardwareAccelerated,
        "Vector128" => Vector128.IsHardwareAccelerated,
        _ => throw new FormatException($"{Variable}: '{width}' is none of Vector512, Vector256, Vector128"),
    };

    private static string YesNo(bool value) => value ? "yes" : "no";
}
