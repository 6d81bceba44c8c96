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
    private static readonly Recipe Recipe = Tiny.Recipe(Tiny.Pretrain with { Epochs = 60 }, Tiny.Finetune with { Epochs = 60 }) with { Augment = new AugmentRecipe { Flip = 0.5, Roll = 2 } };
    private readonly string _root = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    [Fact]
    [Trait("Speed", "slow")]
    public void Run_KilledAtRandomMomentsAndBegunAgain_EndsAsIfItHadNotBeen()
    {
        string whole = Path.Combine(_root, "whole"), killed = Path.Combine(_root, "killed");
        Tiny.RunIn(whole, Recipe);
        var random = new CounterRandom(20261, RandomPurpose.Test);
        int kills = 0;
        var progress = new HashSet<string>();

        for (int i = 0; i < 8; i++)
        {
            kills += RunAndKill(killed, 300 + random.NextInt32(0, 1200)) ? 1 : 0;
            if (File.Exists(Path.Combine(killed, "checkpoints", "last.safetensors")))
                progress.Add(Where(killed));
        }

        Assert.Equal(0, Finish(killed));
        Assert.True(kills >= 2, $"the process was killed {kills} times, at {string.Join(", ", progress)}");
        Assert.True(progress.Count >= 2, $"the process came to {string.Join(", ", progress)}");
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
        Tiny.RunIn(folder, Recipe);
        Environment.Exit(0);
    }

    private static string Where(string folder)
    {
        var info = Checkpoint.Load(Path.Combine(folder, "checkpoints", "last.safetensors")).Info;
        return $"{info.Phase} {info.Epoch.ToString(CultureInfo.InvariantCulture)}";
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(KillTests).Assembly.Location]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[ChildVariable] = folder;
        return Process.Start(start)!;
    }

    /// <summary>Whether the process was still running when its time was over.</summary>
    private static bool RunAndKill(string folder, int milliseconds)
    {
        using var process = Start(folder);
        bool killed = !process.WaitForExit(milliseconds);
        if (killed)
            process.Kill();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(killed || process.ExitCode == 0, error);
        return killed;
    }

    private static int Finish(string folder)
    {
        using var process = Start(folder);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return process.ExitCode;
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
