using System.Text.Json;
using Json.Schema;
using Saccade.Schema;
using Saccade.TestKit;
using Saccade.Training.Recipes;
using Saccade.Training.Recipes.Text;
using Xunit;
using JsonSchema = Json.Schema.JsonSchema;

namespace Saccade.Tests.Training.Recipes;

/// <summary>The page of all keys and the JSON schema: what is in the repository is what the description of recipes says, and both agree with the reader.</summary>
public sealed class RecipeReferenceTests
{
    private static readonly EvaluationOptions _options = new() { OutputFormat = OutputFormat.List };

    private static string Root => SharedData.RepositoryRoot();

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Path.Combine(Root, "recipes"), "*.yaml").Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("docs", "recipe-reference.md")]
    [InlineData("recipes", "recipe.schema.json")]
    public void GeneratedFile_IsCurrent(string folder, string name)
    {
        string file = Path.Combine(Root, folder, name);
        string text = name.EndsWith(".md", StringComparison.Ordinal) ? RecipeReference.ToMarkdown(RecipeKinds.Standard) : RecipeReference.ToJsonSchema(RecipeKinds.Standard);
        if (Environment.GetEnvironmentVariable("SACCADE_APPROVE") == "1")
            File.WriteAllText(file, text);

        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == text, $"{folder}/{name} is not what the description of recipes says; SACCADE_APPROVE=1 with this test writes it");
    }

    [Fact]
    public void EachAlternativeOfAKeyThatDecides_HasASentence()
    {
        var deciding = RecipeReference.Keys(RecipeKinds.Standard).Where(key => key.About.StartsWith("Which of them it is", StringComparison.Ordinal) || key.Path == "data.layout").ToList();

        Assert.Contains(deciding, key => key.Path.EndsWith("optimizer.kind", StringComparison.Ordinal));
        foreach (var key in deciding)
        {
            Assert.Equal(key.Expected.Split(" | "), key.Alternatives.Select(one => one.Name));
            Assert.All(key.Alternatives, one => Assert.EndsWith(".", one.About, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Schema_ShippedRecipe_IsValid(string name)
    {
        string text = File.ReadAllText(Path.Combine(Root, "recipes", name));

        Assert.Empty(Problems(text));
        Assert.StartsWith("# yaml-language-server: $schema=recipe.schema.json", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Schema_CompleteRecipe_IsValid(string name)
    {
        var recipe = RecipeReader.ReadFile(Path.Combine(Root, "recipes", name));

        Assert.Empty(Problems(RecipeWriter.ToYaml(recipe)));
    }

    [Theory]
    [InlineData("{phases: {a: {network: spiking}}}")]
    [InlineData("{name: r}")]
    [InlineData("{name: r, phases: {}}")]
    [InlineData("{name: r, phases: {A: {network: spiking}}}")]
    [InlineData("{name: r, phases: {a: {network: spikin}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, epoch: 3}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, epochs: 0}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, epochs: 1.5}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, optimizer: {rate: 1}}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, optimizer: {kind: adam, momentum: 0.5}}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, optimizer: {kind: sgd, momentum: 1}}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, schedule: {every: 3}}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, objective: []}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, frames: some}}}")]
    [InlineData("{name: r, network: {preset: custom}, phases: {a: {network: spiking}}}")]
    [InlineData("{name: r, network: {preset: custom, layers: [{kind: branches, paths: {a: [{kind: relu, size: 3}], b: []}}]}, phases: {a: {network: spiking}}}")]
    [InlineData("{name: r, neuron: {surrogate: {kind: atan, gamma: 1}}, phases: {a: {network: spiking}}}")]
    [InlineData("{name: r, augment: {flip: 2}, phases: {a: {network: spiking}}}")]
    [InlineData("[1, 2]")]
    public void Schema_BrokenRecipe_IsInvalid_AsTheReaderSays(string text)
    {
        Assert.Throws<RecipeException>(() => RecipeReader.Read(text, "r"));
        Assert.NotEmpty(Problems(text));
    }

    [Theory]
    [InlineData("{name: r, network: {preset: custom, layers: [{kind: branches, paths: {a: [{kind: activation, name: tap}], b: []}}]}, phases: {a: {network: spiking}}}")]
    [InlineData("{name: r, phases: {a: {network: spiking, schedule: {final: 1e-4}, frames: 0-4/2, clip: null}}}")]
    [InlineData("{name: r, phases: {a: {network: quantised}, b: {network: spiking, from: a, teachers: {a: {frames: ann}}, objective: [{kind: step-distillation, teacher: a}]}}}")]
    [InlineData("{name: 5, augment: {mix: {kind: eventmix}}, phases: {a: {network: spiking}}}")]
    public void Schema_SoundRecipe_IsValid_AsTheReaderSays(string text)
    {
        RecipeReader.Read(text, "r");

        Assert.Empty(Problems(text));
    }

    [Fact]
    public void Keys_EachHasAMeaning_AndTheUnionsTellTheirCases()
    {
        var keys = RecipeReference.Keys(RecipeKinds.Standard);

        Assert.All(keys, key => Assert.False(string.IsNullOrWhiteSpace(key.About), key.Path));
        Assert.All(keys, key => Assert.False(string.IsNullOrWhiteSpace(key.Expected), key.Path));
        var beta = Assert.Single(keys, key => key.Path == "phases.NAME.optimizer.beta1");
        Assert.Equal("kind: adam | adamw", Assert.Single(beta.Cases).ToString());
        Assert.Contains(keys, key => key.Path == "phases.NAME.teachers.NAME.model");
        Assert.Contains(keys, key => key is { Path: "network.layers.N.kind", IsRequired: true });
    }

    [Fact]
    public void Find_ByWholePathOrByItsEnd()
    {
        Assert.Equal(["frames.count"], RecipeReference.Find(RecipeKinds.Standard, "frames.count").Select(k => k.Path));
        Assert.All(RecipeReference.Find(RecipeKinds.Standard, "frames"), k => Assert.StartsWith("frames", k.Path, StringComparison.Ordinal));
        Assert.Equal(["phases.NAME.optimizer.rate"], RecipeReference.Find(RecipeKinds.Standard, "optimizer.rate").Select(k => k.Path).Distinct());
        Assert.Empty(RecipeReference.Find(RecipeKinds.Standard, "optimiser"));
        Assert.Equal("optimizer", RecipeReference.Nearest(RecipeKinds.Standard, "optimiser"));
        Assert.Equal("frames.count", RecipeReference.Nearest(RecipeKinds.Standard, "frames.cuont"));
    }

    private static string[] Problems(string yaml)
    {
        var problems = new ProblemList();
        var root = YamlTree.ParseFile(yaml, "r", problems)!;
        Assert.Empty(problems.InOrder());
        // A list at the top is wrapped, since only maps are written as documents.
        var holder = new MapNode();
        holder.Add("root", root);
        using var document = JsonDocument.Parse(NodeText.ToJson(holder));
        var result = JsonSchema.FromText(RecipeReference.ToJsonSchema(RecipeKinds.Standard)).Evaluate(document.RootElement.GetProperty("root"), _options);
        return result.IsValid ? [] : [.. (result.Details ?? []).Where(d => !d.IsValid).Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors is { } errors ? errors.Values : [])}").DefaultIfEmpty("invalid")];
    }
}
