using Saccade.Cli.Hosting;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed class TrainCommandTests(TinyWorld world)
{
    [Fact]
    public void FinishedRun_LeavesAllFiles_AndSummarisesThem()
    {
        var summary = world.Trained.Json();

        Assert.Equal("tiny", summary.GetProperty("recipe").GetString());
        Assert.Equal(world.Model, summary.GetProperty("model").GetString());
        Assert.Equal(2, summary.GetProperty("test").GetProperty("accuracy_by_steps").GetArrayLength());
        Assert.Equal(9, summary.GetProperty("test").GetProperty("samples").GetInt32());
        Assert.Equal(6, summary.GetProperty("validation").GetProperty("samples").GetInt32());
        Assert.True(summary.GetProperty("parameters").GetInt64() > 0);
        Assert.All(
            ["recipe.yaml", "metrics.jsonl", "model.safetensors", "report.html", "splits.json", "checkpoints/last.safetensors"],
            file => Assert.True(File.Exists(Path.Combine(world.Run, file)), file));
    }

    [Fact]
    public void Progress_WithoutTerminal_IsLinesForPhasesAndEpochs()
    {
        string[] lines = world.Trained.Error.Split('\n');

        Assert.Contains(lines, l => l.StartsWith("pretrain: quantised network, 2 epochs", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(l => l.StartsWith("finetune ", StringComparison.Ordinal) && l.Contains("  loss ", StringComparison.Ordinal)));
        Assert.DoesNotContain('\r', world.Trained.Error);
        Assert.DoesNotContain('\u001b', world.Trained.Error);
    }

    [Fact]
    public void Summary_ForPeople_ShowsEveryStep()
    {
        var run = CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", world.Place(), "--test", "--set", "pretrain.epochs=1", "--set", "finetune.epochs=1").Expect(ExitCode.Ok);

        Assert.Matches(@"^accuracy +samples +T=1 +T=2\nvalidation +6 +\d+\.\d % +\d+\.\d %\ntest +9 ", run.Out);
        Assert.Contains("firing rate", run.Out);
    }

    [Fact]
    public void StoppedRun_GoesOn_AndEndsWithTheSameBits()
    {
        string folder = world.Place();
        using var stop = new CancellationTokenSource();
        var console = new CapturedConsole { OnError = line => Stop(stop, line) };

        var stopped = CliRun.Of(console, stop.Token, "train", world.Recipe, "--data", world.Data, "--out", folder, "--test").Expect(ExitCode.Cancelled);
        Assert.Contains($"To go on: saccade train {folder} --resume", stopped.Error);
        Assert.False(File.Exists(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(RunState.Cancelled, RunLogReader.Read(Path.Combine(folder, "metrics.jsonl")).Of<RunEnded>().Last().State);

        CliRun.Of("train", folder, "--resume", "--test", "--threads", "1").Expect(ExitCode.Ok);

        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void Resume_WithTheRecipe_GoesOnToo_AndWithOtherDataDoesNot()
    {
        string folder = world.Place();
        using var stop = new CancellationTokenSource();
        var console = new CapturedConsole { OnError = line => Stop(stop, line) };
        CliRun.Of(console, stop.Token, "train", world.Recipe, "--data", world.Data, "--out", folder, "--test").Expect(ExitCode.Cancelled);

        var other = CliRun.Of("train", world.Recipe, "--data", Path.Combine(world.Data, "train"), "--out", folder, "--resume", "--test").Expect(ExitCode.Failure);
        Assert.Contains("was trained on other recordings", other.Error);

        var changed = CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", folder, "--resume", "--set", "finetune.epochs=9").Expect(ExitCode.Failure);
        Assert.Contains("phases.finetune.epochs: 3, now 9", changed.Error);

        CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", folder, "--resume", "--test").Expect(ExitCode.Ok);
        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void CheckpointThatCannotBeSaved_KeepsThePreviousOne_AndSaysHowToGoOn()
    {
        string folder = world.Place(), last = Path.Combine(folder, "checkpoints", "last.safetensors"), longName = Path.Combine(folder, new string('x', 250));
        byte[] before = [];
        var console = new CapturedConsole
        {
            OnError = line =>
            {
                // A file whose name leaves no room for a temporary file beside it stands for a disk that takes no more.
                if (!line.StartsWith("finetune 2", StringComparison.Ordinal))
                    return;
                before = File.ReadAllBytes(last);
                File.Move(last, longName);
                File.CreateSymbolicLink(last, longName);
            },
        };

        var run = CliRun.Of(console, CancellationToken.None, "train", world.Recipe, "--data", world.Data, "--out", folder, "--test").Expect(ExitCode.Failure);

        File.Move(longName, last, overwrite: true);
        Assert.Equal(before, File.ReadAllBytes(last));
        Assert.Contains($"saccade train {folder} --resume", run.Error);
        Assert.Single(run.Error.Split('\n'), l => l.StartsWith("saccade: ", StringComparison.Ordinal));

        CliRun.Of("train", folder, "--resume", "--test").Expect(ExitCode.Ok);
        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void BrokenRecipe_ShowsAllProblems_WithTheirLines()
    {
        string recipe = world.File("broken.yaml", "name: broken\ndata: {validation: 2}\nframes: {cuont: 10}\nphases:\n  train: {network: spiking, epochs: none}\n"u8);

        var run = CliRun.Of("train", recipe, "--data", world.Data, "--out", world.Place()).Expect(ExitCode.Usage);

        Assert.Contains($"{recipe}(2,", run.Error);
        Assert.Contains($"{recipe}(3,", run.Error);
        Assert.Contains($"{recipe}(5,", run.Error);
        Assert.Contains("saccade: the recipe has 3 problems.", run.Error);
    }

    [Fact]
    public void WrongOverride_IsAProblemOfTheRecipe()
    {
        var run = CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", world.Place(), "--set", "finetune.epoch=3").Expect(ExitCode.Usage);

        Assert.Contains("--set finetune.epoch=3", run.Error);
    }

    [Fact]
    public void MissingThings_SayWhatIsMissing_AndLeaveNoFolder()
    {
        string folder = world.Place();

        Assert.Contains("the recipe cannot be read", CliRun.Of("train", "nothing.yaml", "--out", folder, "--test").Expect(ExitCode.Usage).Error);
        Assert.Contains("give one with --data", CliRun.Of("train", world.Recipe, "--out", folder, "--test").Expect(ExitCode.BadData).Error);
        Assert.Contains("no such folder or archive", CliRun.Of("train", world.Recipe, "--data", "nowhere", "--out", folder, "--test").Expect(ExitCode.BadData).Error);
        Assert.DoesNotContain("run folder", CliRun.Of("train", world.Recipe, "--data", "nowhere").Expect(ExitCode.BadData).Error);
        Assert.Contains("no recordings found", CliRun.Of("train", world.Recipe, "--data", Path.GetDirectoryName(world.File("empty.txt", []))!, "--out", folder, "--test").Expect(ExitCode.BadData).Error);
        Assert.Contains("to go on with", CliRun.Of("train", Path.GetDirectoryName(world.File("nothing/here.txt", []))!, "--resume").Expect(ExitCode.Usage).Error);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void FolderInUseOrTaken_IsRefusedBeforeTheDataIsRead()
    {
        var run = CliRun.Of("train", world.Recipe, "--data", "nowhere", "--out", world.Run).Expect(ExitCode.Failure);

        Assert.Contains("holds a run already", run.Error);
        Assert.Contains("--resume to go on", CliRun.Of("train", world.Run).Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void GeneratedRecordings_TakeNoData()
    {
        string recipe = world.File("generated.yaml", "name: generated\ndata: {layout: synthetic}\nphases:\n  train: {network: spiking}\n"u8);

        Assert.Contains("no --data to give", CliRun.Of("train", recipe, "--data", world.Data).Expect(ExitCode.Usage).Error);
    }

    [Fact]
    public void DamagedRecording_IsNamedWithTheByte()
    {
        string place = Path.GetDirectoryName(world.File("train/a/1.bin", [1, 2, 3, 4, 5, 6, 7]))!;
        string other = Directory.CreateDirectory(Path.Combine(place, "..", "b")).FullName;
        for (int i = 0; i < 6; i++)
            File.Copy(world.TestRecordings[i], Path.Combine(i < 3 ? place : other, $"{i + 2}.bin"));

        var run = CliRun.Of("train", world.Recipe, "--data", Path.GetFullPath(Path.Combine(place, "..", "..")), "--out", world.Place()).Expect(ExitCode.BadData);

        Assert.Contains("1.bin: at byte 5", run.Error);
    }

    [Fact]
    public void OneClassOnly_IsRefused()
    {
        string place = Path.GetDirectoryName(world.File("alone/train/a/1.bin", []))!;
        world.Copy(place, "2.bin", "3.bin", "4.bin");

        var run = CliRun.Of("train", world.Recipe, "--data", Path.GetFullPath(Path.Combine(place, "..", "..")), "--out", world.Place()).Expect(ExitCode.BadData);

        Assert.Contains("got one class only ('a'), expected at least two", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RunPlace_CountsUp_AndFindsTheRunToGoOnWith()
    {
        string root = world.Place();
        var recipe = RecipeReader.ReadFile(Path.Combine(world.Run, "recipe.yaml"));

        Assert.Null(RunPlace.ToResume(recipe, root));
        foreach (string name in (string[])["tiny", "tiny-2", "tiny-3"])
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            File.Copy(Path.Combine(world.Run, "recipe.yaml"), Path.Combine(root, name, "recipe.yaml"));
        }

        File.WriteAllText(Path.Combine(root, "tiny-3", "model.safetensors"), "finished");
        Assert.Equal(Path.Combine(root, "tiny-4"), RunPlace.Reserve("tiny", root));
        Assert.Equal(Path.Combine(root, "tiny-2"), RunPlace.ToResume(recipe, root));
        Assert.Null(RunPlace.ToResume(recipe with { Seed = 99 }, root));
        RunPlace.Release(Path.Combine(root, "tiny-4"));
        RunPlace.Release(Path.Combine(root, "tiny-3"));
        Assert.Equal([true, false], new[] { "tiny-3", "tiny-4" }.Select(name => Directory.Exists(Path.Combine(root, name))));
    }

    [Fact]
    public void RunPlace_ManyAtOnce_GetFoldersOfTheirOwn()
    {
        string root = world.Place();
        string[] places = new string[40];

        Parallel.For(0, places.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => places[i] = RunPlace.Reserve("run", root));

        Assert.Equal(places.Length, places.Distinct().Count());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("folder")]
    [InlineData("recipe")]
    [InlineData("log")]
    public void ResumeAfterADeathBeforeTheFirstCheckpoint_BeginsTheRun(string left)
    {
        string folder = world.Place();
        if (left != "nothing")
            Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        if (left is "recipe" or "log")
            File.Copy(Path.Combine(world.Run, "recipe.yaml"), Path.Combine(folder, "recipe.yaml"));
        if (left == "log")
            File.WriteAllBytes(Path.Combine(folder, "metrics.jsonl"), File.ReadAllBytes(Path.Combine(world.Run, "metrics.jsonl"))[..100]);

        CliRun.Of("train", world.Recipe, "--data", world.Data, "--out", folder, "--resume", "--test").Expect(ExitCode.Ok);

        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void LineToGoOn_WorksFromAnyFolder()
    {
        // Relative paths, as people type them; the line and the stored recipe have whole ones.
        string folder = Path.GetRelativePath(Environment.CurrentDirectory, world.Place());
        using var stop = new CancellationTokenSource();
        var console = new CapturedConsole { OnError = line => Stop(stop, line) };

        var stopped = CliRun.Of(console, stop.Token, "train", world.Recipe, "--data", Path.GetRelativePath(Environment.CurrentDirectory, world.Data), "--out", folder, "--test").Expect(ExitCode.Cancelled);

        Assert.Contains($"To go on: saccade train {Path.GetFullPath(folder)} --resume", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(Path.GetFullPath(world.Data), RecipeReader.ReadFile(Path.Combine(folder, "recipe.yaml")).Data.Path);
    }

    private static void Stop(CancellationTokenSource stop, string line)
    {
        if (line.StartsWith("finetune 1/", StringComparison.Ordinal))
            stop.Cancel();
    }
}
