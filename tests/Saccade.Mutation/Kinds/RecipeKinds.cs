using System.Text;
using Saccade.TestKit;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.Reports;
using Saccade.Training.RunLog;
using Saccade.Training.Runs;
using Saccade.Training.Studies;

namespace Saccade.Mutation.Kinds;

/// <summary>Recipes, values for them on the command line, studies of them, and the log and the answers of a run.</summary>
internal static class RecipeKinds
{
    public static IEnumerable<MutationKind> All =>
    [
        new("recipe", Recipes(), ReadRecipe, [typeof(RecipeException)]) { IsText = true },
        new("override", [.. _overrides.Select(Encoding.UTF8.GetBytes)], ReadOverride, [typeof(RecipeException), typeof(FormatException)]) { IsText = true },
        new("study", [Encoding.UTF8.GetBytes(Study)], ReadStudy, [typeof(StudyException), typeof(RecipeException)]) { IsText = true, Expansion = RecipesOfAStudy },
        new("answers", [Encoding.UTF8.GetBytes(Answers)], ReadAnswers, [typeof(RunFolderException)]) { IsText = true },
        new("run-log", [RunLog()], ReadLog, [typeof(RunLogException)]) { IsText = true },
    ];

    private static IEnumerable<string> _overrides =>
    [
        "finetune.epochs=20", "phases.pretrain.optimizer={kind: adam, rate: 1e-4}", "data.validation=0.1", "seed=18446744073709551615", "threads=2", "finetune.objective.0.weight=0.5", "name=a",
        "data.split=hsd", "augment={}", "network={preset: small-cnn, channels: [8, 16]}",
    ];

    /// <summary>The recipes that are shipped, as YAML and one as JSON.</summary>
    private static byte[][] Recipes()
    {
        var assembly = typeof(RecipeKinds).Assembly;
        string[] texts = [.. assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(name => new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd())];
        var first = RecipeReader.Read(texts[0], "seed");
        return [.. texts.Append(RecipeWriter.ToYaml(first)).Append(RecipeWriter.ToJson(first)).Select(Encoding.UTF8.GetBytes)];
    }

    private static void ReadRecipe(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "recipe.yaml");
        File.WriteAllBytes(path, bytes);
        var recipe = RecipeReader.ReadFile(path);
        RecipeWriter.Hash(recipe);
    }

    private static void ReadOverride(byte[] bytes, string folder) => RecipeReader.Read(Base, "base", RecipeOverride.Parse(Encoding.UTF8.GetString(bytes)));

    private static void ReadStudy(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "study.yaml");
        File.WriteAllText(Path.Combine(folder, "base.yaml"), Base);
        File.WriteAllBytes(path, bytes);
        foreach (var run in StudyReader.ReadFile(path).Everything)
            ArgumentException.ThrowIfNullOrEmpty(run.Name);
    }

    private static void ReadAnswers(byte[] bytes, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "recipe.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "");
        File.WriteAllBytes(Path.Combine(folder, "answers.json"), bytes);
        foreach (var split in RunAnswers.Load(folder)!.Splits)
            split.Accuracy(split.Steps);
    }

    // A study of a few hundred bytes makes many recipes, each of which is read.
    private const long RecipesOfAStudy = 1L << 29;

    private const string Study = """
        name: small
        recipe: base.yaml
        set: {"*.epochs": 2}
        axes: {data.validation: [0.1, 0.2]}
        rows:
          plain: {title: as it is, published: {5: 80.5}}
          each: {set: {finetune.objective.0.of: each-step}, choose: {finetune.batch: [8, 16]}, source: another}
        seeds: [1, 2]
        choose: {set: {data.validation: 0.3}, seeds: [4]}
        report: {split: test, steps: [1, 5], against: plain validation=0.1, source: a paper}
        """;

    private const string Answers = """{"classes":["a","b"],"splits":[{"split":"test","recordings":["x","y"],"labels":[0,1],"decisions":[[0,0],[0,1]],"is-chosen":true}]}""";

    private static string Base { get; } = Encoding.UTF8.GetString(Recipes().First(r => Encoding.UTF8.GetString(r).Contains("name: hsd-nmnist\n", StringComparison.Ordinal)));

    /// <summary>A log is read for reports, so one is made of it.</summary>
    private static void ReadLog(byte[] bytes, string folder)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        var log = RunLogReader.Read(stream, "mutated");
        new ReportBuilder("mutated").Add(new ReportRun("run", log, "name: a")).ToHtml();
    }

    private static byte[] RunLog()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "metrics.jsonl");
        using (var writer = RunLogWriter.Create(path, TimeProvider.System))
        {
            foreach (var happened in Run())
                writer.Observe(happened);
        }

        return File.ReadAllBytes(path);
    }

    private static IEnumerable<TrainingEvent> Run()
    {
        yield return new RunStarted("hsd", "abc", 1, 57_000, 720, 80, 100, ["zero", "one <&> \"two\""]);
        yield return new PhaseStarted("finetune", "spiking", 2, 5);
        yield return new ConversionDone("finetune", [new("conv1", 7.5, 0.031, 0.42, 0.12)], 0.9, 0.55);
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            yield return new EpochDone("finetune", epoch, 1.5 / epoch, 0.5, 0.6, [0.2, 0.4, 0.5], 0.1, 12.5, 60, [new("conv1", 0.12)], [new("cross-entropy", 0.7)]);
            yield return new CheckpointSaved("finetune", epoch, "checkpoints/last.safetensors", IsBest: epoch == 1);
        }

        yield return new RunResumed("finetune", 2);
        yield return new PhaseEnded("finetune", 2, 0.93);
        yield return new Evaluated("finetune", "test", 100, 0.94, [0.5, 0.9], [new("conv1", 0.1)], [[48, 2], [4, 46]]);
        yield return new RunEnded(RunState.Completed);
    }
}
