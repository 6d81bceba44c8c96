using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Functions and files stay short enough to read at once. Kernels may be long where they are one loop nest.</summary>
public sealed class SizeTests
{
    private const int LongestFunction = 60, UsualFunction = 25, LongestFile = 450;

    private static readonly IReadOnlyList<string> _files =
        [.. Repository.Sources("src").Where(f => !f.StartsWith("src/Saccade.Kernels/", StringComparison.Ordinal))];

    [Fact]
    public void Functions_OutsideKernels_AreShort()
    {
        var functions = _files
            .SelectMany(f => FunctionLengths.Measure(Repository.Read(f)).Select(x => (File: f, Function: x)))
            .OrderByDescending(x => x.Function.Lines).ToList();
        if (functions.Count == 0)
            return;

        int percentile90 = functions[functions.Count / 10].Function.Lines;
        string worst = string.Join('\n', functions.Take(12).Select(x => $"  {x.Function.Lines} lines: {x.Function.Name} ({x.File}:{x.Function.Line})"));
        Assert.True(functions[0].Function.Lines <= LongestFunction, $"a function has more than {LongestFunction} lines of code; the longest are\n{worst}");
        Assert.True(percentile90 <= UsualFunction, $"one function in ten has more than {UsualFunction} lines of code; the longest are\n{worst}");
    }

    [Fact]
    public void Files_OutsideKernels_AreShort()
    {
        var tooLong = _files.Select(f => (File: f, Lines: Repository.Read(f).AsSpan().Count('\n')))
            .Where(f => f.Lines > LongestFile).Select(f => $"{f.File}: {f.Lines} lines");

        Violations.AssertNone(tooLong, $"a source outside the kernels has at most {LongestFile} lines");
    }

    [Fact]
    public void Measure_EveryKindOfFunction_IsCounted()
    {
        const string source = """
            namespace A;
            public sealed class B<T>(int x) where T : struct
            {
                private static readonly int[] _table = { 1, 2 };
                private readonly Func<int, int> _square = v => { return v * v; };

                public int Arrow => _table switch
                {
                    { Length: > 1 } => 1, // a comment with a brace {
                    _ => 0,
                };

                public int Automatic { get; init; } = 3;

                public int Full
                {
                    get
                    {
                        string s = $"{{ {_table[0]} {"}"}";
                        return s.Length + '{';
                    }
                    set => _table[0] = value;
                }

                [Fact(Skip = "{")]
                public void Method<U>(int a = 1)
                    where U : class
                {
                    if (a > 0)
                    {

                        // only this comment
                        a++;
                    }
                }

                public static bool operator ==(B<T> left, B<T> right) => true;

                public static bool operator >=(B<T> left, B<T> right)
                {
                    return true;
                }

                private enum Kind { One, Two }
            }
            """;

        Assert.Equal(
            [new("Arrow", 7, 5), new("get", 17, 2), new("set", 22, 1), new("Method", 26, 4), new("operator ==", 37, 1), new("operator >=", 39, 1)],
            FunctionLengths.Measure(source));
    }

    [Theory]
    [InlineData("a(\"x{\"); // y", "a(    );     ")]
    [InlineData("a('\"', @\"\"\"{\", b)", "a(   ,       , b)")]
    [InlineData("/* x\n{ */ y", "    \n     y")]
    [InlineData("#if X{\n@class", "      \n@class")]
    [InlineData("f($\"{g(\"}\")}{{\") + h", "f(             ) + h")]
    [InlineData("f(\"\"\"{\"x\"\"\") + h", "f(         ) + h")]
    public void Blank_LiteralsAndComments_BecomeSpaces(string source, string expected)
        => Assert.Equal(expected, CodeText.Blank(source));
}
