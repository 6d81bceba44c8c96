using Saccade.Files;
using Saccade.Networks;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

public sealed class RecipeReaderTests
{
    private const string TwoPhases = "{name: r, phases: {first: {network: quantised}, second: {network: spiking, from: first}}}";

    [Fact]
    public void Read_OnlyWhatMustBeGiven_FillsInDefaults()
    {
        var recipe = RecipeReader.Read(TwoPhases, "r");

        Assert.Equal((5, 5), (recipe.Frames.Ann, recipe.Frames.Snn));
        var (first, second) = (recipe.Phase("first"), recipe.Phase("second"));
        Assert.Equal((FrameSelection.Ann, FrameSelection.Snn), (first.Frames, second.Frames));
        Assert.Equal(new OptimizerDescription.Sgd { Rate = 0.1, Momentum = 0.9, WeightDecay = 5e-4 }, first.Optimizer);
        Assert.Equal(new OptimizerDescription.Adam { Rate = 1e-3 }, second.Optimizer);
        Assert.Equal([new CrossEntropy { Of = LogitsOf.EachStep }], first.Objective);
        Assert.Equal([new CrossEntropy { Of = LogitsOf.MeanLogits }], second.Objective);
        Assert.IsType<ArchitectureDescription.SmallCnn>(recipe.Network);
        Assert.Equal(NeuronDescription.Direct, recipe.Neuron);
        Assert.Equal(0.5, recipe.Conversion.Start);
        Assert.Throws<ArgumentException>(() => recipe.Phase("third"));
    }

    [Theory]
    [InlineData("{count: 7}", 4, 3)]
    [InlineData("{count: 7, ann: 2}", 2, 5)]
    [InlineData("{count: 7, snn: 7}", 0, 7)]
    [InlineData("{count: 16, ann: 6, snn: 10}", 6, 10)]
    [InlineData("{count: 7, partition: interleaved}", 4, 3)]
    public void Read_SharesOfFramesThatAreNotGiven_AreWhatTheOthersLeave(string frames, int ann, int snn)
    {
        var recipe = RecipeReader.Read($"{{name: r, frames: {frames}, phases: {{p: {{network: spiking}}}}}}", "r");

        Assert.Equal((ann, snn), (recipe.Frames.Ann, recipe.Frames.Snn));
    }

    [Fact]
    public void Positions_OfBothPartitions_CoverEachFrameOnce()
    {
        var leading = new FrameRecipe { Count = 5, Ann = 3, Snn = 2 };
        var interleaved = leading with { Partition = FrameDivision.Interleaved };

        Assert.Equal([0, 1, 2], leading.Positions(FrameSelection.Ann));
        Assert.Equal([3, 4], leading.Positions(FrameSelection.Snn));
        Assert.Equal([0, 2, 4], interleaved.Positions(FrameSelection.Ann));
        Assert.Equal([1, 3], interleaved.Positions(FrameSelection.Snn));
        Assert.Equal([0, 1, 2, 3, 4], interleaved.Positions(FrameSelection.All));
    }

    [Fact]
    public void Read_Fold_LeavesNoValidationShare()
    {
        var data = RecipeReader.Read("{name: r, data: {fold: {index: 2}}, phases: {p: {network: spiking}}}", "r").Data;

        Assert.Equal(0, data.Validation);
        Assert.Equal(new FoldRecipe { Index = 2, Of = 5 }, data.Fold);
    }

    [Fact]
    public void Read_SyntheticLayout_DescribesItsRecordings()
    {
        Assert.Equal(DataRecipe.UsualSynthetic, RecipeReader.Read("{name: r, data: {layout: synthetic}, phases: {p: {network: spiking}}}", "r").Data.Synthetic);
        Assert.Null(RecipeReader.Read(TwoPhases, "r").Data.Synthetic);
    }

    [Fact]
    public void Read_Overrides_ReplaceValuesBeforeTheyAreChecked()
    {
        var recipe = RecipeReader.Read(
            TwoPhases, "r",
            RecipeOverride.Parse("seed=7"), RecipeOverride.Parse("data.path=/data/N-MNIST = copy.zip"), RecipeOverride.Parse("second.epochs=3"), RecipeOverride.Parse("phases.first.epochs=4"),
            RecipeOverride.Parse("second.epochs=5"), RecipeOverride.Parse("network.channels=[8, 16]"), RecipeOverride.Parse("second.optimizer={kind: sgd, rate: 5e-2}"),
            RecipeOverride.Parse("second.optimizer.momentum=0.5"), RecipeOverride.Parse("second.from=null"), RecipeOverride.Parse("frames.count=6"));

        Assert.Equal(7UL, recipe.Seed);
        Assert.Equal("/data/N-MNIST = copy.zip", recipe.Data.Path);
        Assert.Equal((4, 5), (recipe.Phase("first").Epochs, recipe.Phase("second").Epochs));
        Assert.Equal([8, 16], ((ArchitectureDescription.SmallCnn)recipe.Network).Channels);
        Assert.Equal(new OptimizerDescription.Sgd { Rate = 0.05, Momentum = 0.5 }, recipe.Phase("second").Optimizer);
        Assert.Null(recipe.Phase("second").From);
        Assert.Equal((3, 3), (recipe.Frames.Ann, recipe.Frames.Snn));
    }

    [Fact]
    public void Read_OverrideOfEveryPhase_ReachesEach()
    {
        var recipe = RecipeReader.Read(TwoPhases, "r", new RecipeOverride("*.epochs", "9"));

        Assert.All(recipe.Phases, phase => Assert.Equal(9, phase.Epochs));
        Assert.Equal(2, Assert.Throws<RecipeException>(() => RecipeReader.Read(TwoPhases, "r", new RecipeOverride("*.epochs", "0"))).Problems.Count);
    }

    [Fact]
    public void Read_OverrideThatMakesABrokenValueGood_LeavesNoProblem() =>
        Assert.Equal(1UL, RecipeReader.Read("{name: r, seed: x, phases: {p: {network: spiking}}}", "r", new RecipeOverride("seed", "1")).Seed);

    [Theory]
    [InlineData("seed=[1", "--set seed=[1: got text that is not YAML")]
    [InlineData("seed.x=1", "--set seed.x=1: seed: got a map of 1 key, expected a whole number")]
    [InlineData("name.x=1", "--set name.x=1: name.x: got text 'r' above it, expected a map or a list above it")]
    [InlineData("a..b=1", "--set a..b=1: a..b: got an empty key")]
    [InlineData("phases.x.epochs=1", "--set phases.x.epochs=1: phases.x.network: got no such key")]
    [InlineData("seed=", "--set seed=: seed: got nothing, expected a whole number")]
    public void Read_OverrideThatDoesNotFit_PointsToItself(string text, string message)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read(TwoPhases, "r", RecipeOverride.Parse(text)));

        Assert.Contains(message, Assert.Single(e.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("=1")]
    public void Parse_OverrideWithoutKeyOrValue_IsRefused(string text) =>
        Assert.Contains("expected key.path=value", Assert.Throws<FormatException>(() => RecipeOverride.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_RecipeMadeInCode_ObeysTheSameRules()
    {
        var good = RecipeReader.Read(TwoPhases, "r");

        Assert.Empty(RecipeReader.Validate(good));
        string problems = string.Join('\n', RecipeReader.Validate(good with { Threads = -1, Frames = good.Frames with { Count = 9 } }));
        Assert.Contains("threads: got -1", problems, StringComparison.Ordinal);
        Assert.Contains("got ann 5 and snn 5, expected a sum of at most count = 9", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void ValueLists_OfEqualValues_AreEqual()
    {
        ValueList<int> a = [1, 2], b = [1, 2], c = [2, 1];

        Assert.True(a.Equals(b) && a.GetHashCode() == b.GetHashCode() && !a.Equals(c) && !a.Equals(null));
        Assert.Equal("[1, 2]", a.ToString());
        Assert.Equal(RecipeReader.Read(TwoPhases, "r").GetHashCode(), RecipeReader.Read(TwoPhases, "x").GetHashCode());
    }
}
