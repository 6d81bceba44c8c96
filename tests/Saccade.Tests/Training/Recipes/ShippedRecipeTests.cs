using Saccade.Events.Datasets;
using Saccade.Events.Store;
using Saccade.TestKit;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

public sealed class ShippedRecipeTests
{
    private static readonly string _recipes = Path.Combine(SharedData.RepositoryRoot(), "recipes");

    /// <summary>Paths of all recipes from the folder of recipes on.</summary>
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(_recipes, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_recipes, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadFile_EveryShippedRecipe_IsSoundAndCalledLikeItsFile(string file)
    {
        string path = Path.Combine(_recipes, file);

        var recipe = RecipeReader.ReadFile(path);

        Assert.Equal(Path.GetFileName(file), recipe.Name + ".yaml");
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

    [Fact]
    public void Variants_OfOneRecipe_DifferInWhatTheirHeadSays()
    {
        Assert.Equal(["frames.window: 5, now 1"], RecipeWriter.Differences(Read("hsd-ncars"), Read("hsd-ncars-disjoint")).Skip(1));
        Assert.Equal(
            ["data.validation: 0.1, now 0", "phases.pretrain.keep: best, now best-test", "phases.finetune.keep: best, now best-test"],
            RecipeWriter.Differences(Read("hsd-cifar10dvs"), Read("paper/hsd-cifar10dvs-paper")).Skip(1));
    }

    [Theory]
    [InlineData("hsd-cifar10dvs")]
    [InlineData("paper/hsd-cifar10dvs-paper")]
    public void Cifar10Dvs_FolderAndPreparedStore_AreReadUpright(string name)
    {
        string folder = Directory.CreateTempSubdirectory("saccade-test-").FullName, store = Path.Combine(folder, "store"), data = Path.Combine(folder, "data");
        try
        {
            Directory.CreateDirectory(Path.Combine(data, "cat"));
            // The SpikingJelly convention, which HSD uses: x = 127 - raw y, y = 127 - raw x.
            byte[] raw = Convert.FromHexString("0000250900000064"); // raw x 4, raw y 37, t = 100 us
            File.WriteAllBytes(Path.Combine(data, "cat", "cifar10_cat_0.aedat"), [.. "#!AER-DAT2.0\r\n"u8, .. raw]);
            var recipe = Read(name);
            using (var catalog = recipe.Data.Open(data, TestContext.Current.CancellationToken))
            {
                AssertUpright(catalog);
                EventStore.Prepare(catalog, store, new StoreOptions(), TestContext.Current.CancellationToken);
            }

            using var prepared = recipe.Data.Open(store, TestContext.Current.CancellationToken);
            AssertUpright(prepared);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertUpright(RecordingCatalog catalog)
    {
        var only = catalog.Everything().Get(0).Events[0];
        Assert.Equal((127 - 37, 127 - 4), (only.X, only.Y));
    }

    private static Recipe Read(string name) => RecipeReader.ReadFile(Path.Combine(_recipes, name + ".yaml"));
}
