using Saccade.TestKit;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

public sealed class ShippedRecipeTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot(), "recipes"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadFile_EveryShippedRecipe_IsSoundAndCalledLikeItsFile(string file)
    {
        string path = Path.Combine(SharedData.RepositoryRoot(), "recipes", file);

        var recipe = RecipeReader.ReadFile(path);

        Assert.Equal(file, recipe.Name + ".yaml");
        Assert.StartsWith("# ", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "again"));
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToJson(recipe), "again"));
    }

    [Fact]
    public void Ablations_OfOneRecipe_DifferInWhatTheyAblateOnly()
    {
        var hsd = Read("hsd-nmnist");

        Assert.Equal(["name: hsd-nmnist, now kd-nmnist", "phases.finetune.objective.1.kind: step-distillation, now distillation"], RecipeWriter.Differences(hsd, Read("kd-nmnist")));
        Assert.All(
            RecipeWriter.Differences(hsd, Read("ce-nmnist")).Skip(1),
            line => Assert.True(line.StartsWith("phases.finetune.objective.1.", StringComparison.Ordinal) || line.StartsWith("phases.finetune.teachers.", StringComparison.Ordinal), line));
        Assert.Equal(["frames.partition: leading, now interleaved"], RecipeWriter.Differences(hsd, Read("hsd-nmnist-interleaved")).Skip(1));
    }

    private static Recipe Read(string name) => RecipeReader.ReadFile(Path.Combine(SharedData.RepositoryRoot(), "recipes", name + ".yaml"));
}
