using Saccade.Events.Datasets;
using Saccade.Events.Sources;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

/// <summary>Folds of neighbours.</summary>
public sealed class DataPartsTests : IDisposable
{
    private readonly FolderDataset _folder = new();

    [Theory]
    [InlineData(12, 3)]
    [InlineData(11, 4)]
    [InlineData(5, 5)]
    public void Fold_OfBlocks_TakesNeighboursInNaturalOrder(int each, int of)
    {
        _folder.Add("a", each, 1).Add("b", each, 2);
        List<int> seen = [];

        for (int index = 0; index < of; index++)
        {
            var parts = Parts(new FoldRecipe { Index = index, Of = of, Blocks = true });
            int[] numbers = Numbers(parts.Validation!, "a");
            Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers); // 9 is followed by 10
            Assert.Equal(numbers, Numbers(parts.Validation!, "b"));
            Assert.InRange(numbers.Length, each / of, (each + of - 1) / of);
            Assert.Equal(2 * each, parts.Train.Count + parts.Validation!.Count);
            Assert.Empty(parts.Train.Items.Select(i => i.Id).Intersect(parts.Validation.Items.Select(i => i.Id)));
            seen.AddRange(numbers);
        }

        Assert.Equal(Enumerable.Range(0, each), seen);
    }

    [Fact]
    public void Fold_OfBlocks_DoesNotDependOnTheSeedAndADrawnOneDoes()
    {
        _folder.Add("a", 20, 1).Add("b", 20, 2);
        FoldRecipe blocks = new() { Of = 2, Blocks = true }, drawn = new() { Of = 2 };

        Assert.Equal(Parts(blocks).Validation!.Hash, Parts(blocks, seed: 9).Validation!.Hash);
        Assert.NotEqual(Parts(drawn).Validation!.Hash, Parts(drawn, seed: 9).Validation!.Hash);
        Assert.NotEqual(Parts(drawn).Validation!.Hash, Parts(blocks).Validation!.Hash);
    }

    [Theory]
    [InlineData(0.25, 4)]
    [InlineData(0.01, 1)]
    [InlineData(1, 16)]
    public void Train_Share_IsDrawnOfEachClassAndLeavesTheOtherPartsAlone(double share, int each)
    {
        _folder.Add("a", 20, 1).Add("b", 20, 2);
        using var catalog = RecordingCatalog.Open(_folder.Path);
        var recipe = new DataRecipe { Test = 0, Validation = 0.2 };

        DataParts all = DataParts.Of(catalog, recipe), few = DataParts.Of(catalog, recipe with { Train = share });

        Assert.Equal([each, each], few.Train.CountByClass());
        Assert.Equal(all.Validation!.Hash, few.Validation!.Hash);
        Assert.Empty(few.Train.Items.Select(i => i.Id).Except(all.Train.Items.Select(i => i.Id)));
        Assert.Equal(few.Train.Hash, DataParts.Of(catalog, recipe with { Train = share }).Train.Hash);
    }

    [Fact]
    public void Fold_MoreBlocksThanRecordings_SaysSo()
    {
        _folder.Add("a", 3, 1).Add("b", 3, 2);

        var e = Assert.Throws<DatasetException>(() => Parts(new FoldRecipe { Index = 0, Of = 9, Blocks = true }));

        Assert.Contains("fold 0 of 9 takes 0 of 6 recordings", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FoldBlocks_IsAKeyOfTheRecipe()
    {
        static FoldRecipe? Fold(string keys) => RecipeReader.Read($"{{name: r, data: {{fold: {{index: 1{keys}}}}}, phases: {{p: {{network: spiking}}}}}}", "r").Data.Fold;

        Assert.Equal(new FoldRecipe { Index = 1, Of = 5, Blocks = true }, Fold(", blocks: true"));
        Assert.Equal(new FoldRecipe { Index = 1, Of = 5 }, Fold(""));
        Assert.Contains("data.fold.blocks", Assert.Throws<RecipeException>(() => Fold(", blocks: 3")).Problems[0].ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DataParts Parts(FoldRecipe fold, ulong seed = 1)
    {
        using var catalog = RecordingCatalog.Open(_folder.Path);
        return DataParts.Of(catalog, new DataRecipe { Test = 0, Validation = 0, ValidationSeed = seed, Fold = fold });
    }

    private static int[] Numbers(RecordingSet set, string name) =>
        [.. set.Items.Where(i => i.Id.StartsWith(name + "/", StringComparison.Ordinal)).Select(i => int.Parse(Path.GetFileNameWithoutExtension(i.Id))).Order()];
}
