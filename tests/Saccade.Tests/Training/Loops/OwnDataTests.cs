using Saccade.Events.Sources;
using Saccade.TestKit;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>A phase that learns from recordings of its own.</summary>
public sealed class OwnDataTests : IDisposable
{
    private static readonly Recipe _recipe = Tiny.Recipe(
        Tiny.Direct with { Name = "pretrain", Data = Other(6) },
        Tiny.Direct with { Name = "finetune", From = "pretrain" });

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Phase_LearnsFromItsOwnRecordings_AndIsValidatedByTheRecipes()
    {
        var data = Tiny.Data(_recipe);
        var (result, events) = Tiny.Run(_recipe, data: data);

        Assert.Equal(60, data.TrainOf(_recipe.Phases[0]).Count);
        Assert.Same(data.Train, data.TrainOf(_recipe.Phases[1]));
        Assert.Equal([60, null], events.OfType<PhaseStarted>().Select(e => e.OwnSamples));
        Assert.Equal([8, 8, 4, 4], events.OfType<BatchDone>().GroupBy(e => (e.Phase, e.Epoch)).Select(g => g.Max(b => b.Batches)));
        Assert.Equal(10, result.Validation!.Samples);
    }

    [Fact]
    public void Run_StoppedInThePhaseAndResumed_EndsAsIfItHadNotBeen()
    {
        var data = Tiny.Data(_recipe);
        var whole = Tiny.RunIn(Path.Combine(_folder.Path, "whole"), _recipe, data: data);
        using var stop = new CancellationTokenSource();
        int batches = 0;
        string folder = Path.Combine(_folder.Path, "stopped");

        Assert.Throws<OperationCanceledException>(() => Tiny.RunIn(folder, _recipe, new CallbackObserver<BatchDone>(_ =>
        {
            if (++batches == 6)
                stop.Cancel();
        }), data: data, cancellation: stop.Token));

        Tiny.AssertSame(whole.Network, Tiny.RunIn(folder, _recipe, data: data).Network);
    }

    [Fact]
    public void Load_OtherRecordingsForThePhase_AreOtherData()
    {
        Recipe With(int perClass) => _recipe with { Phases = [_recipe.Phases[0] with { Data = Other(perClass) }, _recipe.Phases[1]] };

        Assert.NotEqual(Tiny.Data(With(6)).Identity, Tiny.Data(With(7)).Identity);
        Assert.NotEqual(RecipeWriter.Hash(With(6)), RecipeWriter.Hash(With(7)));
    }

    [Fact]
    public void Load_PlaceThatIsNotGiven_IsToldWithItsKey()
    {
        var recipe = _recipe with { Phases = [_recipe.Phases[0] with { Data = new DataRecipe { Layout = DataLayout.ClassFolders } }, _recipe.Phases[1]] };

        Assert.Contains("--set pretrain.data.path=PATH", Assert.Throws<DatasetException>(() => Tiny.Data(recipe)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherClasses_AreRefused()
    {
        var few = Other(6) with { Synthetic = Other(6).Synthetic! with { Classes = 4 } };
        var recipe = _recipe with { Phases = [_recipe.Phases[0] with { Data = few }, _recipe.Phases[1]] };

        Assert.Contains("for phase 'pretrain', expected those of the data set", Assert.Throws<DatasetException>(() => Tiny.Data(recipe)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipe_DataOfAPhase_IsWrittenAndReadAgain()
    {
        const string Text = "{name: r, data: {layout: glyphs}, phases: {a: {network: spiking, data: {layout: glyphs, simulated: {train: 50, seed: 9}}}, b: {network: spiking, from: a}}}";
        var recipe = RecipeReader.Read(Text, "r");

        Assert.Equal(9u, recipe.Phases[0].Data!.Simulated!.Seed);
        Assert.Null(recipe.Phases[1].Data);
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "again"));
        Assert.Contains("phases.a.data.fold.index", Assert.Throws<RecipeException>(() => RecipeReader.Read(Text.Replace("seed: 9}", "seed: 9}, fold: {index: 7, of: 5}", StringComparison.Ordinal), "r")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static DataRecipe Other(int perClass) => Tiny.Recipe(Tiny.Direct).Data with
    {
        Validation = 0,
        Synthetic = Tiny.Recipe(Tiny.Direct).Data.Synthetic! with { TrainPerClass = perClass, Seed = 77 },
    };
}
