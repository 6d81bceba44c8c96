using System.Diagnostics;
using System.Runtime.CompilerServices;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Saccade.Training.RunLog;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Studies;

/// <summary>Processes that share a study are killed at random moments and begun again; the table and every model have the bits of a study that was left alone.</summary>
public sealed class StudyKillTests : IDisposable
{
    private const string ChildVariable = "SACCADE_TEST_STUDY_IN";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "slow")]
    public void TwentyKills_OfTwoProcesses_ChangeNoBit()
    {
        string study = TinyStudy.Write(_folder, TinyStudy.Phases.Replace("recipe: two.yaml", "recipe: two.yaml\nset: {\"*.epochs\": 40}\nseeds: [1, 2]", StringComparison.Ordinal));
        string whole = Path.Combine(_folder.Path, "whole"), killed = Path.Combine(_folder.Path, "killed");
        Finish(study, whole);
        var random = new CounterRandom(20262, RandomPurpose.Test);
        int alive = 0;

        for (int i = 0; i < 10; i++)
        {
            using Process one = Start(study, killed), other = Start(study, killed);
            Thread.Sleep(random.NextInt32(200, 1200));
            foreach (var process in new[] { one, other })
            {
                alive += process.HasExited ? 0 : 1;
                process.Kill();
                process.WaitForExit();
            }
        }

        Finish(study, killed);
        var plan = StudyReader.ReadFile(study);
        Assert.True(alive >= 10, $"only {alive} of 20 processes were at work when they were killed");
        Assert.Equal(StudyTableText.ToJson(StudyTable.Of(plan, whole)), StudyTableText.ToJson(StudyTable.Of(plan, killed)));
        Assert.All(plan.Everything, run => Assert.Equal(File.ReadAllBytes(Model(whole, run)), File.ReadAllBytes(Model(killed, run))));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void TenKills_AmongFourWorkersOfTwelveRuns_TrainEachRunOnce()
    {
        string study = TinyStudy.Write(_folder, """
            name: twelve
            recipe: tiny.yaml
            set: {"*.epochs": 60}
            seeds: [1, 2, 3, 4, 5, 6]
            rows:
              plain: {}
              each: {set: {train.objective: [{kind: cross-entropy, of: each-step}]}}
            """);
        string whole = Path.Combine(_folder.Path, "whole"), shared = Path.Combine(_folder.Path, "shared");
        Finish(study, whole);
        var random = new CounterRandom(20264, RandomPurpose.Test);
        Process[] workers = [.. Enumerable.Range(0, 4).Select(_ => Start(study, shared))];
        int alive = 0;

        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(random.NextInt32(200, 900));
            int victim = random.NextInt32(0, workers.Length);
            alive += workers[victim].HasExited ? 0 : 1;
            workers[victim].Kill();
            workers[victim].WaitForExit();
            workers[victim].Dispose();
            workers[victim] = Start(study, shared);
        }

        foreach (var worker in workers)
        {
            worker.WaitForExit();
            Assert.Equal(0, worker.ExitCode);
            worker.Dispose();
        }

        var plan = StudyReader.ReadFile(study);
        Assert.Equal(12, plan.Everything.Count());
        Assert.True(alive >= 5, $"only {alive} of 10 workers were at work when they were killed");
        Assert.Equal(StudyTableText.ToJson(StudyTable.Of(plan, whole)), StudyTableText.ToJson(StudyTable.Of(plan, shared)));
        Assert.All(plan.Everything, run => Assert.Single(RunLogReader.Read(Path.Combine(shared, run.Name, "metrics.jsonl")).Of<RunEnded>(), end => end.State == RunState.Completed));
        Assert.All(plan.Everything, run => Assert.Equal(File.ReadAllBytes(Model(whole, run)), File.ReadAllBytes(Model(shared, run))));
    }

    /// <summary>The child: this assembly begun with a study and a folder in the environment works there instead of running tests.</summary>
    [ModuleInitializer]
    internal static void StudyIfChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable)?.Split('\n') is not [var study, var place])
            return;
        TinyStudy.Run(StudyReader.ReadFile(study), place, new StudyRunOptions { WaitBetweenLooks = TimeSpan.FromMilliseconds(50) });
        Environment.Exit(0);
    }

    private static string Model(string place, StudyRun run) => Path.Combine(place, run.Name, "model.safetensors");

    private static Process Start(string study, string place)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(StudyKillTests).Assembly.Location]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[ChildVariable] = $"{study}\n{place}";
        return Process.Start(start)!;
    }

    private static void Finish(string study, string place)
    {
        using var process = Start(study, place);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
