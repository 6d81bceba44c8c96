using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Recipes;

/// <summary>The recipes of blurred distillation run as they stand, on generated recordings and with fewer channels.</summary>
public sealed class BlurredRecipeTests
{
    private static readonly string[] _modes = ["ce", "logits", "bkd", "mixed", "kdsnn", "lasnn"];

    [Theory]
    [InlineData("paper/bkd-cifar10dvs", 128, "{preset: sew-net, channels: [2, 2, 2, 2, 4, 4, 4]}")]
    [InlineData("paper/bkd-imagenet", 64, "{preset: sew-resnet, channels: [2, 4, 6, 8]}")]
    [InlineData("small/bkd-ncars", 34, null)]
    [InlineData("small/bkd-nmnist", 34, null)]
    [InlineData("small/bkd-fashion", 28, null)]
    public void Recipe_TwoSteps_TrainTeacherAndStudent(string name, int side, string? network)
    {
        string[] generated =
        [
            "data={layout: synthetic, validation: 0.25, synthetic: {classes: 2, train-per-class: 8, test-per-class: 1, width: 48, height: 48, duration-ms: 20}}",
            $"frames={{count: 4, height: {side}, width: {side}}}", "*.epochs=1", "*.batch=6", "*.keep=last",
            .. network is null ? Array.Empty<string>() : ["network=" + network],
        ];
        string path = Path.Combine(SharedData.RepositoryRoot(), "recipes", name + ".yaml");
        var recipe = RecipeReader.ReadFile(path, [.. generated.Select(RecipeOverride.Parse)]);

        var (result, events) = Tiny.Run(recipe);

        Assert.Equal(["cross-entropy", "weighted-distillation", "blurred-distillation"], events.OfType<EpochDone>().Last().LossTerms.Select(t => t.Kind));
        Assert.Equal(["teacher", "teacher", "student", "student"], events.OfType<BatchDone>().Select(b => b.Phase));
        Assert.All(events.OfType<BatchDone>(), b => Assert.True(double.IsFinite(b.Loss)));
        Assert.True(result.Network.IsSpiking);
    }

    [Fact]
    public void Study_Rows_AreTheModes()
    {
        var plan = StudyReader.ReadFile(Path.Combine(SharedData.RepositoryRoot(), "studies", "bkd.yaml"));

        Assert.Equal(_modes, plan.Study.Rows.Select(row => row.Name));
    }
}
