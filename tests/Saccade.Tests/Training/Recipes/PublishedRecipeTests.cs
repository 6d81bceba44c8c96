using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

/// <summary>Each recipe of a published method, on the files of its data set: it opens them and trains.</summary>
public sealed class PublishedRecipeTests(PublicLayouts layouts) : IClassFixture<PublicLayouts>
{
    private const int Batch = 2;

    private static readonly string _recipes = Path.Combine(SharedData.RepositoryRoot(), "recipes");

    public static TheoryData<string> Files =>
        [.. ((string[])["paper/*-paper.yaml", "small/*-small.yaml", "small/standin-*.yaml"]).SelectMany(names => Directory.GetFiles(_recipes, names)).Select(file => Path.GetRelativePath(_recipes, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Recipe_OnFilesOfItsDataSet_TrainsTwoStepsOfEachPhase(string file)
    {
        var recipe = Shrunk(RecipeReader.ReadFile(Path.Combine(_recipes, file)));
        var data = TrainingData.Load(recipe, layouts.PathOf(recipe.Data.Layout), new PrepareOptions { Threads = 1 }, withTest: true, cancellation: TestContext.Current.CancellationToken);

        var (result, events) = Tiny.Run(recipe, threads: 2, data: data);

        Assert.Equal(2 * Batch, data.Train.Count);
        foreach (var phase in recipe.Phases)
        {
            var steps = events.OfType<BatchDone>().Where(b => b.Phase == phase.Name).ToList();
            Assert.Equal(2, steps.Count);
            Assert.All(steps, step => Assert.True(double.IsFinite(step.Loss) && step.Loss > 0, $"{file}: loss {step.Loss}"));
        }

        Assert.Equal(recipe.Phases[^1].Network == PhaseNetwork.Spiking, result.Network.IsSpiking);
    }

    [Fact]
    public void SmallRecipes_OfOneDataSet_HaveEqualNumbersOfEpochs()
    {
        var recipes = Directory.GetFiles(Path.Combine(_recipes, "small"), "*-small.yaml").Select(file => RecipeReader.ReadFile(file)).ToList();

        Assert.All(recipes.GroupBy(r => r.Data.Layout), same => Assert.Single(same.Select(r => r.Phases.Sum(p => p.Epochs)).Distinct()));
    }

    [Fact]
    public void StandIns_DifferInTheirMethodOnly_AndAreDividedNineToOne()
    {
        var recipes = Directory.GetFiles(_recipes, "small/standin-*.yaml").Select(file => RecipeReader.ReadFile(file)).ToList();

        Assert.Equal(4, recipes.Count);
        Assert.Single(recipes.Select(r => (r.Data, r.Frames, r.Augment)).Distinct());
        Assert.Single(recipes.Select(r => r.Phases.Sum(p => p.Epochs)).Distinct());
        Assert.Equal((9000, 1000), (recipes[0].Data.Simulated!.Train, recipes[0].Data.Simulated!.Test));
        Assert.Single(recipes.Select(r => ((ArchitectureDescription.VggSnn)r.Network).Channels).Distinct());
    }

    [Fact]
    public void DvsGesture_MirrorsItsLabels()
    {
        var recipe = RecipeReader.ReadFile(Path.Combine(_recipes, "paper", "hsd-dvsgesture-paper.yaml"));
        using var catalog = recipe.Data.Open(layouts.PathOf(recipe.Data.Layout), TestContext.Current.CancellationToken);

        // Left-right: hands 1 and 2, right arm 3 and 4 with left arm 6 and 5.
        Assert.True(recipe.Augment.Flip > 0);
        Assert.Equal([0, 2, 1, 6, 5, 4, 3, 7, 8, 9, 10], Enumerable.Range(0, 11).Select(label => catalog.Description!.MirrorLabels!.Map(label)));
    }

    /// <summary>The recipe on smaller frames, two samples a step, one epoch, half of the recordings to test where the set has no test part.</summary>
    private static Recipe Shrunk(Recipe recipe)
    {
        bool needsMore = recipe.Network is ArchitectureDescription.VotingNetwork or ArchitectureDescription.SlttVgg11 or ArchitectureDescription.TcjaNCaltech101;
        int side = Math.Min(recipe.Frames.Height, recipe.Network is ArchitectureDescription.SmallCnn or ArchitectureDescription.Custom ? 34 : needsMore ? 32 : 16);
        return recipe with
        {
            Data = recipe.Data with { Test = 0.5, Validation = 0, Train = 1, Simulated = recipe.Data.Simulated is { } simulated ? simulated with { Train = 4, Test = 2 } : null },
            Frames = recipe.Frames with { Height = side, Width = side, Resize = FrameResize.Binned },
            Augment = recipe.Augment with { Cutout = Math.Min(recipe.Augment.Cutout, side) },
            Phases = [.. recipe.Phases.Select(phase => phase with { Epochs = 1, Batch = Batch })],
        };
    }
}
