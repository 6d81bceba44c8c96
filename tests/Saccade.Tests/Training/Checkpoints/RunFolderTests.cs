using Saccade.Files;
using Saccade.Networks.Files;
using Saccade.Tests.Training.RunLog;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;
using Xunit;

namespace Saccade.Tests.Training.Checkpoints;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-").FullName;

    private static Recipe Recipe => RecipeReader.Read("{name: r, phases: {a: {network: quantised}, b: {network: spiking, from: a}}}", "r");

    private string Run => Path.Combine(_folder, "runs", "first");

    [Fact]
    public void Open_NewFolder_StoresTheEffectiveRecipe()
    {
        using var folder = RunFolder.Open(Run, Recipe, RunFolderMode.Create);

        Assert.False(folder.IsResumed);
        Assert.Equal(Recipe, RecipeReader.ReadFile(folder.RecipePath));
        Assert.Equal(Recipe, RunFolder.ReadRecipe(Run));
        Assert.Null(folder.LoadLast());
    }

    [Fact]
    public void Open_FolderInUse_IsRefusedUntilItIsFree()
    {
        using (RunFolder.Open(Run, Recipe, RunFolderMode.Create))
        {
            var e = Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, Recipe, RunFolderMode.Resume));
            Assert.Contains("another process uses this run folder", e.Message, StringComparison.Ordinal);
        }

        using var again = RunFolder.Open(Run, Recipe, RunFolderMode.Resume);
        Assert.True(again.IsResumed);
    }

    [Fact]
    public void Open_FolderHeldByAnotherProcess_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "needs the program flock");
        RunFolder.Open(Run, Recipe, RunFolderMode.Create).Dispose();
        using var holder = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/flock", [Path.Combine(Run, "run.lock"), "sh", "-c", "echo held; read line"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, Recipe, RunFolderMode.Resume));

        holder.StandardInput.Close();
        holder.WaitForExit();
        RunFolder.Open(Run, Recipe, RunFolderMode.Resume).Dispose();
    }

    [Fact]
    public void Open_ModeThatForbidsIt_SaysWhatToDo()
    {
        Assert.Contains("without a recipe.yaml", Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, Recipe, RunFolderMode.Resume)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Run));
        Assert.Throws<RunFolderException>(() => RunFolder.ReadRecipe(Run));

        RunFolder.Open(Run, Recipe, RunFolderMode.CreateOrResume).Dispose();

        Assert.Contains("holds a run already", Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, Recipe, RunFolderMode.Create)).Message, StringComparison.Ordinal);
        RunFolder.Open(Run, Recipe, RunFolderMode.CreateOrResume).Dispose();
    }

    [Fact]
    public void Open_FolderOfAnotherRecipe_SaysWhichValuesDifferAndFreesTheFolder()
    {
        RunFolder.Open(Run, Recipe, RunFolderMode.Create).Dispose();
        var other = RecipeReader.Read(RecipeWriter.ToYaml(Recipe), "r", new("a.epochs", "3"), new("seed", "9"), new("threads", "2"), new("data.path", "x"));

        var e = Assert.Throws<RunFolderException>(() => RunFolder.Open(Run, other, RunFolderMode.CreateOrResume));

        Assert.EndsWith(string.Join(Environment.NewLine + "  ", "undo these differences:", "seed: 1, now 9", "phases.a.epochs: 20, now 3"), e.Message, StringComparison.Ordinal);
        RunFolder.Open(Run, Recipe with { Threads = 2 }, RunFolderMode.Resume).Dispose();
    }

    [Fact]
    public void Open_BrokenRecipe_IsRefused() =>
        Assert.Throws<RecipeException>(() => RunFolder.Open(Run, Recipe with { Name = "" }, RunFolderMode.Create));

    [Fact]
    public void Open_AfterAKill_GoesOnFromTheLastWholeCheckpoint()
    {
        string hash = RecipeWriter.Hash(Recipe);
        using (var folder = RunFolder.Open(Run, Recipe, RunFolderMode.Create))
        {
            using var log = folder.OpenLog(null, new ManualTime());
            log.Observe(new PhaseStarted("a", "quantised", 20, 5));
            CheckpointTests.Sample(1, hash, log.Length).Save(folder.LastCheckpointPath);
            log.Observe(new CheckpointSaved("a", 1, "checkpoints/last.safetensors", IsBest: true));
            Assert.Throws<IOException>(() => AtomicFile.Write(folder.LastCheckpointPath, _ => throw new IOException("disk full")));
            AtomicFile.Write(folder.LastCheckpointPath + "x", _ => File.Copy(folder.LastCheckpointPath, Directory.GetFiles(Path.Combine(Run, "checkpoints"), "*x.*").Single().Replace("x.", "x.left", StringComparison.Ordinal)));
        }

        File.WriteAllText(Path.Combine(Run, "recipe.yaml.saccade-tmp"), "half");

        using var again = RunFolder.Open(Run, Recipe, RunFolderMode.Resume);
        var last = again.LoadLast();
        using var resumed = again.OpenLog(last!.Info, new ManualTime());
        resumed.Observe(new RunResumed("a", 1));

        Assert.Equal(1, last.Info.Epoch);
        Assert.Equal([new PhaseStarted("a", "quantised", 20, 5), new RunResumed("a", 1)], RunLogReader.Read(again.MetricsPath).Entries.Select(entry => entry.Event));
        Assert.Empty(Directory.GetFiles(Run, "*.saccade-tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void LoadLast_CheckpointOfAnotherRecipe_IsRefused()
    {
        using var folder = RunFolder.Open(Run, Recipe, RunFolderMode.Create);
        CheckpointTests.Sample(1).Save(folder.LastCheckpointPath);

        Assert.Contains("a checkpoint of the recipe with hash cafe", Assert.Throws<ModelFileException>(folder.LoadLast).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
