using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Saccade.Kernels.Random;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Loops;

/// <summary>A process that trains is killed at random moments and begun again; what it ends with has the bits of a run that was left alone.</summary>
public sealed class KillTests : IDisposable
{
    private const string ChildVariable = "SACCADE_TEST_TRAIN_IN";
    private static readonly Recipe _recipe = Tiny.Recipe(Tiny.Pretrain with { Epochs = 60 }, Tiny.Finetune with { Epochs = 60 }) with { Augment = new AugmentRecipe { Flip = 0.5, Roll = 2 } };
    private readonly string _root = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    [Fact]
    [Trait("Speed", "slow")]
    public void Run_KilledAtRandomMomentsAndBegunAgain_EndsAsIfItHadNotBeen()
    {
        string whole = Path.Combine(_root, "whole"), killed = Path.Combine(_root, "killed");
        Tiny.RunIn(whole, _recipe);
        var random = new CounterRandom(20261, RandomPurpose.Test);
        var places = new List<string>();

        for (int i = 0; i < 8; i++)
        {
            // The log of the whole run has some 60,000 bytes, so eight times 5,000 and what the last moment brings do not finish it.
            RunAndKill(killed, grown: random.NextInt32(0, 5000), milliseconds: random.NextInt32(0, 25));
            places.Add(Where(killed));
        }

        Finish(killed);
        Assert.True(places.Distinct().Count() >= 3, $"the process was killed at {string.Join(", ", places)}");
        Assert.Equal(Tiny.Log(whole), Tiny.Log(killed));
        AssertSameCheckpoint(whole, killed);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>The child: this assembly begun with a folder in the environment trains there instead of running tests.</summary>
    [ModuleInitializer]
    internal static void TrainIfChild()
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is not { } folder)
            return;
        Tiny.RunIn(folder, _recipe);
        Environment.Exit(0);
    }

    private static string Where(string folder)
    {
        string path = Path.Combine(folder, "checkpoints", "last.safetensors");
        if (!File.Exists(path))
            return "the beginning";
        var info = Checkpoint.Load(path).Info;
        return $"{info.Phase} {info.Epoch.ToString(CultureInfo.InvariantCulture)}";
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(KillTests).Assembly.Location]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[ChildVariable] = folder;
        return Process.Start(start)!;
    }

    /// <summary>Kills the process some moments after it has added so many bytes to the log, whatever the speed of the machine.</summary>
    private static void RunAndKill(string folder, int grown, int milliseconds)
    {
        var log = new FileInfo(Path.Combine(folder, "metrics.jsonl"));
        using var process = Start(folder);
        long start = -1;
        for (var clock = Stopwatch.StartNew(); !process.HasExited && clock.Elapsed < TimeSpan.FromMinutes(1); Thread.Sleep(1))
        {
            log.Refresh();
            long length = log.Exists ? log.Length : 0;

            // When the run goes on, the log is first cut.
            start = start < 0 ? length : Math.Min(start, length);
            if (length > start + grown)
                break;
        }

        Thread.Sleep(milliseconds);
        Assert.False(process.HasExited, "the process ended before it could be killed");
        process.Kill();
        process.WaitForExit();
    }

    private static void Finish(string folder)
    {
        using var process = Start(folder);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static void AssertSameCheckpoint(string expected, string actual)
    {
        Checkpoint a = Load(expected), b = Load(actual);
        Assert.Equal((a.Info.Phase, a.Info.Epoch, a.Info.Best), (b.Info.Phase, b.Info.Epoch, b.Info.Best));
        Assert.Equal(a.Tensors.Select(t => t.Name), b.Tensors.Select(t => t.Name));
        foreach (var (x, y) in a.Tensors.Zip(b.Tensors))
            TestKit.Close.SameBits(x.Floats.Span, y.Floats.Span, x.Name);

        static Checkpoint Load(string folder) => Checkpoint.Load(Path.Combine(folder, "checkpoints", "last.safetensors"));
    }
}
