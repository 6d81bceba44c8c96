using System.Reflection;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>A change of what a library offers shows in the change itself: the surface is compared with an approved file.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Surface_OfLibrary_IsTheApprovedOne(string library)
    {
        string file = Path.Combine(Repository.Root, "tests", "Saccade.Tests", "Architecture", "Approved", library + ".txt");
        var actual = PublicSurface.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("SACCADE_APPROVE") == "1")
            File.WriteAllText(file, string.Concat(actual.Select(l => l + "\n")));

        Assert.True(File.Exists(file), $"{library} has no approved surface; './test approve' writes it");
        string[] approved = File.ReadAllLines(file);
        var changes = Changes(approved, actual);
        Assert.True(changes.Count == 0,
            $"the public surface of {library} changed:\n{string.Join('\n', changes)}\nIf this is meant, run './test approve' and commit the files it rewrites.");
    }

    [Fact]
    public void Approved_Files_BelongToLibraries()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Saccade.Tests", "Architecture", "Approved"));

        Violations.AssertNone(files.Select(Path.GetFileNameWithoutExtension).Except(Repository.Libraries), "an approved surface belongs to a library");
    }

    [Fact]
    public void Lines_OfAnExample_AreStable()
    {
        Assert.Equal(
            [
                "sealed class Saccade.Tests.Architecture.PublicSurfaceTests.Example<T> : IDisposable",
                "    T[] Values { get; init; }",
                "    int Count { get; init; }",
                "    new(T[] Values, int Count = 3)",
                "    static float? Add<U>(in float a, out U b, params string[] rest)",
                "    void Dispose()",
            ],
            PublicSurface.Lines(typeof(Example<>)));
    }

    [Fact]
    public void Changes_BetweenTexts_AreBothWays()
        => Assert.Equal(["- b", "- x   (in b)", "+ y   (in a)"], Changes(["a", "    x", "b", "    x"], ["a", "    x", "    y"]));

    /// <summary>Lines that are gone (-) and lines that are new (+), each member with its type.</summary>
    private static List<string> Changes(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var gone = WithType(before);
        var come = WithType(after);
        return [.. gone.Except(come).Select(l => "- " + l), .. come.Except(gone).Select(l => "+ " + l)];
    }

    private static List<string> WithType(IReadOnlyList<string> lines)
    {
        var result = new List<string>();
        string type = "";
        foreach (string line in lines)
        {
            if (line.StartsWith(' '))
                result.Add($"{line.Trim()}   (in {type})");
            else
                result.Add(type = line);
        }

        return result;
    }

    internal sealed record Example<T>(T[] Values, int Count = 3) : IDisposable
    {
        public static float? Add<U>(in float a, out U b, params string[] rest)
        {
            b = default!;
            return a + rest.Length;
        }

        public void Dispose() => Hidden();

        private static void Hidden()
        {
        }
    }
}
