using System.Diagnostics;
using System.Text;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

/// <summary>Recipes that are large, odd or no recipes at all.</summary>
public sealed class RecipeLimitsTests : IDisposable
{
    private const string Phases = "\nphases: {p: {network: spiking}}\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("name: t\nphases:\n  finetune:\n    : spiking\n    epochs: 20\n", "phases.finetune: got an empty key, expected a key of 1 to 200 characters")]
    [InlineData("name: t\n? \n: 1", "got an empty key")]
    [InlineData("name: t\n~: 1" + Phases, "got an empty key")]
    [InlineData("name: t\n'': 1" + Phases, "got an empty key")]
    [InlineData("name: t\n<<: {seed: 1}" + Phases, "<<: got an unknown key")]
    [InlineData("name: t\n[1]: 1" + Phases, "got a key that is not a text")]
    [InlineData("name: t\nseed: !!int 3" + Phases, "seed: got a tag, expected a plain value")]
    [InlineData("name: t\nseed: ~" + Phases, "seed: got nothing, expected a whole number")]
    [InlineData("name: t\nphases: {p: }", "phases.p: got nothing")]
    public void Read_OddKeysAndValues_AreProblems(string text, string expected)
        => Assert.Contains(expected, Assert.Throws<RecipeException>(() => RecipeReader.Read(text, "r")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_LongOverrideWithManyProblems_ShowsItsBeginningWithEach()
    {
        string value = "{" + string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"k{i}: 1")) + "}";

        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read("name: t" + Phases, "r", new RecipeOverride("network", value)));

        Assert.Equal(3000, e.Problems.Count);
        Assert.All(e.Problems, p => Assert.True(p.Where.StartsWith("--set network={k0: 1, k1: 1", StringComparison.Ordinal) && p.Where.EndsWith("...", StringComparison.Ordinal), p.Where));
        Assert.InRange(e.Message.Length, 0, 3000 * 300);
    }

    [Fact]
    public void Read_LargeRecipes_AreRefusedOrReadInLinearTime()
    {
        string[] texts =
        [
            "name: " + new string('x', 1_000_000) + Phases,
            "name: t\ndata: {layout: " + new string('x', 1_000_000) + "}" + Phases,
            "name: t\nneuron: {kind: " + new string('y', 500_000) + "}" + Phases,
            "name: t\n" + new string('k', 500_000) + ": 1" + Phases,
            "name: t\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"k{i}: 1\n")) + Phases,
            "name: t\nphases:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  p{i}: {{network: spiking}}\n")),
            "name: t\nphases:\n" + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"  p{i}: {{network: spiking}}\n")),
            "name: t\nnetwork: {channels: [" + string.Join(',', Enumerable.Repeat("8", 300_000)) + "]}" + Phases,
            "name: t\nnetwork: {channels: [" + string.Join(',', Enumerable.Repeat("8", 9_000)) + "]}" + Phases,
            "name: \"" + string.Concat(Enumerable.Repeat("\\n", 400_000)) + "\"" + Phases,
            "name: |\n" + string.Concat(Enumerable.Repeat("  line\n", 100_000)) + Phases,
            new string('[', 100_000), new string('{', 100_000), string.Concat(Enumerable.Repeat("- ", 100_000)), string.Concat(Enumerable.Repeat("? ", 100_000)), new string(' ', 1_000_000),
        ];
        foreach (string text in texts)
        {
            var watch = Stopwatch.StartNew();
            Record.Exception(() => RecipeReader.Read(text, "r"));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{text[..30]}: {watch.Elapsed}"); // quadratic ones took minutes
        }
    }

    [Fact]
    public void Read_LargeOverrides_AreRefusedOrReadInLinearTime()
    {
        foreach (var (path, value) in new[]
        {
            ("seed", new string('x', 1_000_000)), (new string('x', 1_000_000), "1"), (string.Join('.', Enumerable.Repeat("a", 100_000)), "1"), ("network.channels", "[" + string.Join(',', Enumerable.Repeat("8", 300_000)) + "]"),
        })
        {
            Assert.Throws<RecipeException>(() => RecipeReader.Read("name: r" + Phases, "r", new RecipeOverride(path, value)));
        }
    }

    [Theory]
    [InlineData("PK\u0003\u0004rest", "got a ZIP archive")]
    [InlineData("\u00FF\u00D8\u00FF", "got a JPEG image")]
    [InlineData("name: t\n\u00C3(", "got bytes that are no UTF-8 text")]
    [InlineData("<!DOCTYPE html><html>", "got an HTML page; download it again, expected a recipe: YAML in UTF-8")]
    [InlineData("\u0010\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"__metadata__\"\u00FF", "got a safetensors file (a model or checkpoint), expected a recipe")]
    public void ReadFile_NoRecipe_SaysWhatItIs(string latin1, string expected)
    {
        string path = Path.Combine(_folder, "r.yaml");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(latin1));

        Assert.Contains(expected, Assert.Throws<RecipeException>(() => RecipeReader.ReadFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFile_EndlessOrHuge_IsRefused()
    {
        string path = Path.Combine(_folder, "huge.yaml");
        using (var stream = File.Create(path))
            stream.SetLength(10L << 30);

        Assert.Contains("got a file of more than 4194304 bytes", Assert.Throws<RecipeException>(() => RecipeReader.ReadFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFile_ByteOrderMarks_AreUnderstood()
    {
        string path = Path.Combine(_folder, "r.yaml");
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(path, "name: r" + Phases, encoding);
            Assert.Equal("r", RecipeReader.ReadFile(path).Name);
        }
    }

    [Theory]
    [InlineData("epochs", "epochs: got 'epochs', expected the whole key: a.epochs or b.epochs")]
    [InlineData("rate", "expected the whole key: a.optimizer.rate or b.optimizer.rate")]
    [InlineData("epoch", "expected one of name, seed")]
    public void Read_OverrideOfAKeyThatStandsDeeper_NamesTheWholeKey(string key, string expected)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read("name: r\nphases: {a: {network: quantised}, b: {network: spiking}}", "r", new RecipeOverride(key, "5")));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
