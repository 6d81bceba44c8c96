using Saccade.TestKit;
using Saccade.Training.Recipes;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Studies;

public sealed class StudyReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sweep_OfThreeRates_IsFourLines()
    {
        var plan = TinyStudy.Read(_folder, "name: rates\nrecipe: tiny.yaml\naxes: {train.optimizer.rate: [1e-3, 3e-3, 1e-2]}\n");

        Assert.Equal(["rate=1e-3", "rate=3e-3", "rate=1e-2"], plan.Settings.Select(s => s.Name));
        Assert.Equal(3, plan.Everything.Select(run => run.Name).Distinct().Count());
        Assert.All(plan.Everything, run => Assert.StartsWith("tiny-seed1-", run.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_AxesAndSeeds_Multiply_TheLastAxisFastest()
    {
        var plan = TinyStudy.Read(_folder, """
            name: grid
            recipe: tiny.yaml
            seeds: [3, 5]
            axes: {train.optimizer.rate: [1e-3, 1e-2], network.channels: [[4], [4, 8]]}
            rows:
              a: {set: {"*.epochs": 2}}
              b: {axes: {frames.count: [1, 2]}}
            """);

        Assert.Equal(4 + 8, plan.Settings.Count);
        Assert.Equal(["a rate=1e-3 channels=[4]", "a rate=1e-3 channels=[4, 8]", "a rate=1e-2 channels=[4]"], plan.Settings.Take(3).Select(s => s.Name));
        Assert.Equal("b rate=1e-3 channels=[4] count=2", plan.Settings[5].Name);
        Assert.Equal(24, plan.Everything.Select(run => run.Name).Distinct().Count());
        Assert.All(plan.Settings.Take(4), s => Assert.Equal(2, s.Variants[0].Recipe.Phases[0].Epochs));
        Assert.Equal([3UL, 5UL], plan.Everything.Take(2).Select(run => run.Recipe.Seed));
    }

    [Fact]
    public void CommandLine_GoesBeforeTheFile_AndRunsKeepTheirNames()
    {
        var plan = TinyStudy.Read(_folder);
        var shorter = TinyStudy.Read(_folder, TinyStudy.Study, new RecipeOverride("*.epochs", "1"));

        Assert.All(shorter.Settings, s => Assert.Equal(1, s.Variants[0].Recipe.Phases[0].Epochs));
        Assert.Empty(plan.Everything.Select(r => r.Name).Intersect(shorter.Everything.Select(r => r.Name)));
        Assert.Equal(plan.Everything.Select(r => r.Name), plan.WithRecipes(r => r with { Threads = 3, Data = r.Data with { Path = "elsewhere" } }).Everything.Select(r => r.Name));
    }

    [Theory]
    [InlineData("recipe: tiny.yaml\n", "study.yaml(1,1): name: got no such key")]
    [InlineData("name: x\n", "study.yaml(1,1): recipe: got no recipe, expected the path of one")]
    [InlineData("name: x\nrecipe: nothing.yaml\n", "study.yaml(2,1): recipe: got 'nothing.yaml', which cannot be read")]
    [InlineData("name: x\nrecipe: tiny.yaml\nseed: [1]\n", "study.yaml(3,1): seed: got an unknown key, expected")]
    [InlineData("name: x\nrecipe: tiny.yaml\nseeds: [1, 1]\n", "study.yaml(3,1): seeds: got a seed twice")]
    [InlineData("name: x\nrecipe: tiny.yaml\nset: {seed: 3}\n", "study.yaml(3,7): set.seed: got the key seed, expected seeds in the study's list 'seeds'")]
    [InlineData("name: x\nrecipe: tiny.yaml\naxes:\n  train.optimizer.rate: [1e-3, -1]\n", "study.yaml(4,32): phases.train.optimizer.rate: got -1, expected a number above 0")]
    [InlineData("name: x\nrecipe: tiny.yaml\naxes:\n  train.optimizer.rate: 1e-3\n", "study.yaml(4,25): axes.train.optimizer.rate: got 1e-3, expected a list of at least one")]
    [InlineData("name: x\nrecipe: tiny.yaml\nrows:\n  a: {set: {optimzer.rate: 1}}\n", "study.yaml(4,28): optimzer.rate: got 'optimzer'")]
    [InlineData("name: x\nrecipe: tiny.yaml\nrows:\n  a: {published: {1: 50}}\n", "rows.a.published: got a published figure without a source")]
    [InlineData("name: x\nrecipe: tiny.yaml\nrows: {a: {}, b: {}}\nreport: {against: c}\n", "study.yaml(4,10): report.against: got 'c', expected one of a or b")]
    [InlineData("name: x\nrecipe: tiny.yaml\nset: {data.validation: 0}\nrows:\n  a: {choose: {train.optimizer.rate: [1, 2]}}\n", "rows.a.choose: got a choice without a validation part")]
    [InlineData("name: x\nrecipe: tiny.yaml\nrows:\n  a: {choose: {train.optimizer.rate: [1, 2]}}\nchoose: {folds: 3, set: {data.validation: 0, data.fold: {index: 0, of: 2}}}\n", "study.yaml(5,10): choose.folds: got 3 of 2 folds, expected at most as many as data.fold.of")]
    [InlineData("name: x\nrecipe: tiny.yaml\nset: {data.validation: 0}\nreport: {split: validation}\n", "report.split: got validation, and no validation part of 'x'")]
    [InlineData("[1]\n", "study.yaml(1,1): got a list of 1 entry, expected a study")]
    [InlineData("name: x\n\tbad: [", "got text that is not YAML")]
    public void Problem_IsToldWithLineAndKey(string study, string expected)
    {
        var problem = Assert.Throws<StudyException>(() => TinyStudy.Read(_folder, study));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemsOfSeveralRows_AreAllTold_EachOnce()
    {
        var problem = Assert.Throws<StudyException>(() => TinyStudy.Read(_folder, """
            name: x
            recipe: tiny.yaml
            seeds: [1, 2, 3]
            rows:
              a: {set: {train.epochs: 0}}
              b: {set: {train.batch: many}, axes: {frames.count: [1, 2]}}
            """));

        Assert.Equal(2, problem.Problems.Count);
        Assert.EndsWith("study.yaml(5,27)", problem.Problems[0].Where, StringComparison.Ordinal);
        Assert.EndsWith("study.yaml(6,26)", problem.Problems[1].Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.optimizer.rate=1e-3,1e-2", "rate=1e-3|rate=1e-2")]
    [InlineData("network.channels=[4],[4, 8]", "channels=[4]|channels=[4, 8]")]
    [InlineData("train.objective=[{kind: cross-entropy}],[{kind: cross-entropy, of: each-step}]", "objective=[{kind: cross-entropy}]|objective=[{kind: cross-entropy, of: each-step}]")]
    [InlineData("network.channels=[4, 8]", null)]
    [InlineData("train.optimizer='1,2'", null)]
    public void Set_WithSeveralValues_IsAStudy(string set, string? settings)
    {
        TinyStudy.Write(_folder);

        var plan = StudyReader.OfSweep(Path.Combine(_folder.Path, "tiny.yaml"), [RecipeOverride.Parse(set)], StudySplit.Test);

        Assert.Equal(settings, plan is null ? null : string.Join('|', plan.Settings.Select(s => s.Name)));
    }

    [Fact]
    public void Set_OfATextWithCommas_IsOneValue()
    {
        string recipe = _folder.File("folders.yaml", System.Text.Encoding.UTF8.GetBytes(TinyStudy.Recipe.Replace("layout: synthetic, validation: 0.3, synthetic: {classes: 3, train-per-class: 8, test-per-class: 4, width: 16, height: 16, duration-ms: 20}", "validation: 0.3", StringComparison.Ordinal)));

        Assert.Null(StudyReader.OfSweep(recipe, [new RecipeOverride("data.path", "here,there")], StudySplit.Test));
    }

    [Fact]
    public void Set_OfSeveralSeeds_IsTheirStudy()
    {
        TinyStudy.Write(_folder);

        var plan = StudyReader.OfSweep(Path.Combine(_folder.Path, "tiny.yaml"), [new RecipeOverride("seed", "4,6"), new RecipeOverride("*.epochs", "1,2")], StudySplit.Test)!;

        Assert.Equal([4UL, 6UL], plan.Study.Seeds);
        Assert.Equal(["epochs=1", "epochs=2"], plan.Settings.Select(s => s.Name));
    }

    [Fact]
    public void Set_OfOneSeedAndSeveralRates_IsAStudyWithThatSeed()
    {
        TinyStudy.Write(_folder);

        var plan = StudyReader.OfSweep(Path.Combine(_folder.Path, "tiny.yaml"), [new RecipeOverride("train.optimizer.rate", "1e-3,1e-2"), new RecipeOverride("seed", "7")], StudySplit.Test)!;

        Assert.Equal([7UL], plan.Study.Seeds);
        Assert.Contains("replaced by --seeds", Assert.Throws<StudyException>(() => TinyStudy.Read(_folder, TinyStudy.Study, new RecipeOverride("seed", "7"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_OfSeveralValuesOfAList_SaysWhatAListIs()
    {
        TinyStudy.Write(_folder);

        var problem = Assert.Throws<StudyException>(() => StudyReader.OfSweep(Path.Combine(_folder.Path, "tiny.yaml"), [new RecipeOverride("network.channels", "4,8")], StudySplit.Test));

        Assert.Contains("network.channels: got 4, expected a list", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain: {choose-as: nobody, ", "rows.plain.choose-as: got 'nobody', expected a row of this study with choose")]
    [InlineData("plain: {choose-as: plain, ", "rows.plain.choose-as: got 'plain', expected a row of this study with choose")]
    [InlineData("plain: {choose-as: each, choose: {train.epochs: [1, 2]}, ", "rows.plain.choose-as: got a choice of its own beside another row's, expected choose or choose-as")]
    public void ChooseAs_OfNoOtherChoice_IsRefused(string row, string said)
    {
        var problem = Assert.Throws<StudyException>(() => TinyStudy.Read(_folder, TinyStudy.Study.Replace("plain: {", row, StringComparison.Ordinal)));

        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShippedStudies_AreSound()
    {
        string[] files = Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot(), "studies"), "*.yaml", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(Path.GetFileNameWithoutExtension(file), StudyReader.ReadFile(file).Study.Name));
    }
}
