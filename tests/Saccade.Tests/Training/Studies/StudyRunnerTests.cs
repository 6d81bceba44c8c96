using Saccade.Events.Cache;
using Saccade.TestKit;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Studies;

public sealed class StudyRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _places;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TrainsChoosesAndCompares()
    {
        var plan = TinyStudy.Read(_folder);
        string place = Place();

        var outcome = TinyStudy.Run(plan, place);
        var table = StudyTable.Of(plan, place);

        Assert.Empty(outcome.Failures);
        Assert.Equal(12, table.Recordings);
        var (plain, each) = (table.Rows[0], table.Rows[1]);
        Assert.Equal((2, 2, new PublishedFigure(2, 80.5), "a paper"), (plain.Done, plain.Of, plain.Published, plain.Source));
        Assert.Equal([1, 2], each.Scores.Select(s => s.Steps));
        Assert.StartsWith("rate=", each.Chosen, StringComparison.Ordinal);
        Assert.Empty(plain.Comparisons);
        Assert.Equal([1, 2], each.Comparisons.Select(c => c.Steps));
        // The trial with the rate that was chosen is the final run with the first seed: nothing is trained twice.
        Assert.Equal(2 + 2 + 1, Runs(place).Length);
        var best = plan.Settings[1].Variants.Select(v => (v.Name, Accuracy: Validation(place, plan, v))).OrderByDescending(v => v.Accuracy).First();
        Assert.Equal(best.Name, each.Chosen);
        var spread = plain.Scores[0];
        Assert.Equal(Math.Abs(spread.BySeed[0] - spread.BySeed[1]) / Math.Sqrt(2), spread.Spread!.Value, 12);
    }

    [Fact]
    public void Columns_TellTheNetworkThatDecides_AndTheTimeOfItsTraining()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Phases + "\nreport: {columns: [parameters, neuron, steps, minutes]}");
        string place = Place();
        var before = StudyTable.Of(plan, place);

        TinyStudy.Run(plan, place);

        var table = StudyTable.Of(plan, place);
        var (network, _) = Saccade.Recognition.ModelFile.Load(Path.Combine(Runs(place)[0], "model.safetensors"));
        Assert.All(before.Rows, row => Assert.Equal((null, null), (row.Network, row.Minutes)));
        Assert.All(table.Rows, row => Assert.Equal(new StudyNetwork("IF", network.TrainableCount), row.Network));
        Assert.All(table.Rows, row => Assert.True(row.Minutes > 0));
        var cells = StudyTableText.Cells(table);
        Assert.Equal(["setting", "parameters", "neuron", "T", "minutes", "seeds"], cells[0].Take(6));
        Assert.Equal(["plain", $"{network.TrainableCount:N0}", "IF", "2"], cells[1].Take(4));
        Assert.Contains($"IF,{network.TrainableCount},", StudyTableText.ToCsv(table), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Again_TrainsNothing_AndMoreSeedsOnlyThemselves()
    {
        var plan = TinyStudy.Read(_folder);
        string place = Place();
        TinyStudy.Run(plan, place);

        var again = new Watcher();
        TinyStudy.Run(plan, place, new StudyRunOptions { Observer = again });
        var more = new Watcher();
        TinyStudy.Run(plan with { Study = plan.Study with { Seeds = [1, 2, 3] } }, place, new StudyRunOptions { Observer = more });

        Assert.Empty(again.Begun);
        Assert.Equal([3UL, 3UL], more.Begun.Select(run => run.Recipe.Seed));
    }

    [Fact]
    public void StoppedAnywhere_GoesOn_AndTheTableIsTheSameToTheBit()
    {
        var plan = TinyStudy.Read(_folder);
        string undisturbed = Place(), disturbed = Place();
        TinyStudy.Run(plan, undisturbed);

        int stops = 0;
        for (bool done = false; !done;)
        {
            using var stop = new CancellationTokenSource();
            int left = 1 + (stops * 5 % 7);
            var watcher = new Watcher { OnEvent = _ => { if (--left == 0) stop.Cancel(); } };
            try
            {
                TinyStudy.Run(plan, disturbed, new StudyRunOptions { Observer = watcher }, stop.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }

        Assert.True(stops > 5, $"{stops} stops");
        Assert.Equal(Table(plan, undisturbed), Table(plan, disturbed));
    }

    [Fact]
    public void TwoWorkers_ShareAFolder_AndEachRunIsOneWorkers()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Study.Replace("[1, 2]", "[1, 2, 3, 4]", StringComparison.Ordinal));
        string alone = Place(), shared = Place();
        TinyStudy.Run(plan, alone);
        Watcher[] workers = [new(), new()];

        var options = workers.Select(w => new StudyRunOptions { Observer = w, StaleAfter = TimeSpan.FromSeconds(60), WaitBetweenLooks = TimeSpan.FromMilliseconds(20) }).ToArray();
        Parallel.ForEach(options, new ParallelOptions { MaxDegreeOfParallelism = 2 }, o => TinyStudy.Run(plan, shared, o));

        string[] begun = [.. workers.SelectMany(w => w.Begun).Where(run => !run.IsTrial).Select(run => run.Name)];
        Assert.Equal(begun.Length, begun.Distinct().Count());
        Assert.Equal(Table(plan, alone), Table(plan, shared));
    }

    [Fact]
    public void Shards_TogetherDoTheWhole()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Study.Replace("choose: {train.optimizer.rate: [1e-2, 3e-2]}", "axes: {train.optimizer.rate: [1e-2, 3e-2]}", StringComparison.Ordinal));
        string place = Place();

        var first = TinyStudy.Run(plan, place, new StudyRunOptions { Shard = new StudyShard(1, 2) });
        int half = Runs(place).Length;
        var second = TinyStudy.Run(plan, place, new StudyRunOptions { Shard = new StudyShard(2, 2) });

        Assert.Equal((3, 3), (half, first.Left.Count));
        Assert.Equal(6, Runs(place).Length);
        Assert.Empty(second.Left);
    }

    [Fact]
    public void Beginning_ThatRunsShare_IsTrainedOnce_AndChangesNoBit()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Phases);
        string place = Place();
        List<string> trained = [];
        var watcher = new Watcher { OnEvent = e => trained.AddRange(e is PhaseStarted started ? [started.Phase] : []) };

        TinyStudy.Run(plan, place, new StudyRunOptions { Observer = watcher });

        Assert.Equal(["pretrain", "finetune", "finetune", "finetune"], trained);
        foreach (var run in plan.Everything)
        {
            string alone = Place(), shared = Path.Combine(place, run.Name);
            TrainingSession.Run(run.Recipe with { Threads = 1 }, alone, new TrainingSessionOptions { Test = true });
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone, "model.safetensors")), File.ReadAllBytes(Path.Combine(shared, "model.safetensors")));
            Assert.Equal(Loops.Tiny.Log(alone), Loops.Tiny.Log(shared));
        }
    }

    [Fact]
    public void FailingRun_IsTold_AndTheOthersAreDone()
    {
        // A rate that makes the loss infinite in the first epoch.
        var plan = TinyStudy.Read(_folder, "name: x\nrecipe: tiny.yaml\naxes: {train.optimizer: [{kind: adam, rate: 1e-2}, {kind: sgd, rate: 1e30, weight-decay: 1e30}]}\n");
        string place = Place();

        var outcome = TinyStudy.Run(plan, place);
        var table = StudyTable.Of(plan, place);

        var failure = Assert.Single(outcome.Failures);
        Assert.Equal(plan.Settings[1].Name, failure.Run.Setting.Name);
        Assert.Contains("diverged", failure.Reason, StringComparison.Ordinal);
        Assert.Equal([1, 0], table.Rows.Select(row => row.Done));
        // The next call tries it again: what made it fail may be mended.
        var again = new Watcher();
        Assert.Single(TinyStudy.Run(plan, place, new StudyRunOptions { Observer = again }).Failures);
        Assert.Single(again.Begun);
    }

    [Fact]
    public void ChoiceAmongValuesThatFail_TakesOneThatDoesNot()
    {
        var plan = TinyStudy.Read(_folder, "name: x\nrecipe: tiny.yaml\nrows:\n  a: {choose: {train.optimizer: [{kind: sgd, rate: 1e30, weight-decay: 1e30}, {kind: adam, rate: 1e-2}]}}\n");
        string place = Place();

        Assert.Single(TinyStudy.Run(plan, place).Failures);

        Assert.Equal(plan.Settings[0].Variants[1].Name, StudyTable.Of(plan, place).Rows[0].Chosen);
    }

    [Fact]
    public void OtherRecordings_ThanThoseOfFinishedRuns_AreRefused()
    {
        var plan = TinyStudy.Read(_folder);
        string place = Place();
        TinyStudy.Run(plan, place);

        var other = plan.WithRecipes(r => r with { Data = r.Data with { Synthetic = r.Data.Synthetic! with { TrainPerClass = 9 } } });
        // The names of runs follow from their recipes: as if the other recordings lay at the same recipe's --data.
        foreach (var (run, twin) in plan.Everything.Zip(other.Everything).DistinctBy(pair => pair.First.Name).Where(pair => TrainingSession.IsFinished(Path.Combine(place, pair.First.Name))))
            Directory.Move(Path.Combine(place, run.Name), Path.Combine(place, twin.Name));

        var refusal = Assert.Throws<RunFolderException>(() => TinyStudy.Run(other, place));
        Assert.Contains("was trained on other recordings", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("train, validation differ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChooseAs_TakesTheChoiceOfAnotherRow_WithoutTrialsOfItsOwn()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Study.Replace("plain: {", "plain: {choose-as: each, ", StringComparison.Ordinal));
        string place = Place();

        var outcome = TinyStudy.Run(plan, place);

        var table = StudyTable.Of(plan, place);
        Assert.Empty(outcome.Failures);
        Assert.Equal(table.Rows[1].Chosen, table.Rows[0].Chosen);
        Assert.Equal(2, plan.Everything.Where(run => run.IsTrial).Select(run => run.Name).Distinct().Count());
        Assert.Equal(2 + 2 + 1, Runs(place).Length);
    }

    [Fact]
    public void Choice_WithFolds_IsTheBestMeanOverThem()
    {
        var plan = TinyStudy.Read(_folder, TinyStudy.Study.Replace("report:", "choose: {folds: 3}\nreport:", StringComparison.Ordinal));
        string place = Place();

        Assert.Empty(TinyStudy.Run(plan, place).Failures);

        var setting = plan.Settings[1];
        Assert.All(setting.Variants, v => Assert.Equal([0, 1, 2], v.Trials.Select(trial => trial.Data.Fold!.Index)));
        var best = setting.Variants.MaxBy(v => plan.Everything.Where(run => run.IsTrial && run.Variant == v)
            .Average(run => RunAnswers.Load(Path.Combine(place, run.Name))!.Split("validation") is { } answers ? answers.Accuracy(answers.Steps) : double.NaN))!;
        Assert.Equal(best.Name, StudyTable.Of(plan, place).Rows[1].Chosen);
        Assert.Equal(3 * 2 + 2 * 2, Runs(place).Length);
    }

    public static TheoryData<string> Shipped =>
        [.. Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot(), "studies"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    [Trait("Speed", "slow")]
    public void ShippedStudy_OnGeneratedRecordings_FillsItsTable(string file)
    {
        RecipeOverride[] small =
        [
            new("data", "{layout: synthetic, validation: 0.3, synthetic: {classes: 3, train-per-class: 6, test-per-class: 2, width: 34, height: 34, duration-ms: 30}}"), new("*.epochs", "1"),
        ];
        string study = Path.Combine(SharedData.RepositoryRoot(), "studies", file);
        if (StudyReader.ReadFile(study, [], [1]).Everything.Any(run => run.Recipe.Frames.IsStill))
            small = [.. small, new("frames.channels", "2")]; // recordings are generated in place of images
        var plan = StudyReader.ReadFile(study, small, [1]);
        string place = Place();

        Assert.Empty(TinyStudy.Run(plan, place).Failures);

        var table = StudyTable.Of(plan, place);
        var shown = plan.Study.Report.Steps;
        Assert.All(table.Rows, row => Assert.Equal((1, 1, shown.Count == 0 ? row.Steps : shown.Count(t => t <= row.Steps)), (row.Done, row.Of, row.Scores.Count)));
        Assert.All(plan.Settings.Where(s => s.Row.Choose.Count > 0), s => Assert.NotNull(table.Rows.Single(row => row.Setting == s.Name).Chosen));
    }

    private string Place() => Path.Combine(_folder.Path, $"place-{++_places}");

    private static string[] Runs(string place) => [.. RunSummary.FoldersIn(place)];

    private static double Validation(string place, StudyPlan plan, StudyVariant variant)
    {
        var trial = plan.Everything.First(run => run.IsTrial && run.Variant == variant);
        var answers = RunAnswers.Load(Path.Combine(place, trial.Name))!.Split("validation")!;
        return answers.Accuracy(answers.Steps);
    }

    private static string Table(StudyPlan plan, string place) => StudyTableText.ToJson(StudyTable.Of(plan, place));

    /// <summary>Remembers what begins.</summary>
    private sealed class Watcher : IStudyObserver
    {
        public List<StudyRun> Begun { get; } = [];

        public Action<TrainingEvent>? OnEvent { get; init; }

        public void Begin(StudyRun run, IReadOnlyList<StudyRun> left) => Begun.Add(run);

        public void Prepare(PreparationProgress progress)
        {
        }

        public void Observe(StudyRun run, TrainingEvent happened) => OnEvent?.Invoke(happened);

        public void End(StudyRun run, string? failure)
        {
        }

        public void Wait(int left)
        {
        }
    }
}
