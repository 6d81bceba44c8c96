using System.Diagnostics;
using System.Globalization;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Saccade.Training.Checkpoints;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>
/// One of several processes is killed, suspended or finds its disk full at random moments of one run, which goes on each time with another number of them: all stop with one message, no process stays, the checkpoint is
/// whole, and the model at the end has the bits of an undisturbed run. <c>SACCADE_TEST_ROUNDS</c> sets the number of rounds.
/// </summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class RankFailureTests(TinyWorld world) : IDisposable
{
    private const int UsualRounds = 6, FolderBytes = 4 << 20, Epochs = 150;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess)
            Shell("umount", Place);
        _folder.Dispose();
    }

    private string Place => Path.Combine(_folder.Path, "run");

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("mpirun.openmpi")]
    [InlineData("mpirun.mpich")]
    public void Ranks_ThatDieHangOrHaveNoSpace_StopAllAndLoseNothing(string mpirun)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: processes are found in /proc");
        RankProcesses.Demand(mpirun);
        string whole = Path.Combine(_folder.Path, "whole");
        Assert.Equal(0, CliRun.Of(Command(whole)).Code);
        Directory.CreateDirectory(Place);
        bool canFill = Environment.IsPrivilegedProcess && Shell("mount", "-t", "tmpfs", "-o", $"size={FolderBytes}", "saccade-test", Place) == 0;
        var random = new CounterRandom(20263, RandomPurpose.Test);
        int rounds = int.Parse(Environment.GetEnvironmentVariable("SACCADE_TEST_ROUNDS") ?? $"{UsualRounds}", CultureInfo.InvariantCulture), hit = 0;

        for (int round = 0; round < rounds; round++)
            hit += Round(mpirun, (round % 3) switch { 0 => "KILL", 1 => "STOP", _ => canFill ? "FULL" : "KILL" }, random.NextInt32(2, 5), ref random) ? 1 : 0;

        Assert.True(hit >= rounds / 2, $"only {hit} of {rounds} rounds came before the end of the run: {string.Join(Environment.NewLine, _told)}");
        var end = RankProcesses.Run(mpirun, [.. Command(Place), "--resume", "--ranks", "3"]);
        Assert.True(end.Code == 0, end.Error);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(Place, "model.safetensors")));
        TestContext.Current.SendDiagnosticMessage("{0} of {1} rounds hit a run: {2}", hit, rounds, string.Join(Environment.NewLine, _told));
    }

    private string[] Command(string folder) => ["train", world.Recipe, "--data", world.Data, "--out", folder, "--set", $"*.epochs={Epochs}"];

    /// <summary>One attempt; whether the run was still under way when it was disturbed.</summary>
    private bool Round(string mpirun, string what, int ranks, ref CounterRandom random)
    {
        int victim = what == "FULL" ? 0 : random.NextInt32(0, ranks);
        using var process = RankProcesses.Start(mpirun, [.. Command(Place), "--resume", "--ranks", $"{ranks}", "--deadline", "4"]);
        var ending = Task.Run(() => RankProcesses.Finish(process));
        Wait(ending, () => Ranks().Count == ranks);
        Thread.Sleep(random.NextInt32(0, 3500));
        string filler = Path.Combine(Place, "filler");
        if (what == "FULL")
            Fill(filler);

        // Again and again, since a suspended process may be woken up by others on this machine.
        while (!ending.IsCompleted)
        {
            if (what != "FULL" && Ranks().TryGetValue(victim, out int id))
                Shell("kill", $"-{what}", $"{id}");
            Thread.Sleep(200);
        }

        var run = ending.Result;
        File.Delete(filler);
        Wait(null, () => Ranks().Count == 0);
        if (run.Code == 0)
            return false;
        // MPICH does not tell which rank was killed.
        string expected = what == "KILL" && mpirun == "mpirun.mpich" ? $"a rank on {Environment.MachineName}" : $"rank {victim} on {Environment.MachineName}";
        string[] errors = [.. run.Error.Split('\n').Where(line => line.StartsWith("saccade:", StringComparison.Ordinal))];
        _told.Add($"{what} of rank {victim} of {ranks}: {string.Join(" / ", errors)}");
        Assert.True(errors.Length == 1 && errors[0].Contains(expected, StringComparison.Ordinal), $"{what} of rank {victim} of {ranks}, {mpirun}: {run.Error}");
        if (File.Exists(Path.Combine(Place, "checkpoints", "last.safetensors")))
            Checkpoint.Load(Path.Combine(Place, "checkpoints", "last.safetensors"));
        return true;
    }

    private static void Fill(string path)
    {
        byte[] page = new byte[4096];
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static void Wait(Task? ending, Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo() && ending is not { IsCompleted: true }; Thread.Sleep(20))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "waited for processes to come or go in vain");
    }

    /// <summary>The processes that train in the folder, by rank.</summary>
    private Dictionary<int, int> Ranks()
    {
        Dictionary<int, int> found = [];
        foreach (string folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"\0{Place}\0", StringComparison.Ordinal))
                    continue;
                string? rank = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').FirstOrDefault(line => line.StartsWith("OMPI_COMM_WORLD_RANK=", StringComparison.Ordinal) || line.StartsWith("PMI_RANK=", StringComparison.Ordinal));
                if (rank is not null)
                    found[int.Parse(rank.Split('=')[1], CultureInfo.InvariantCulture)] = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }
        }

        return found;
    }

    private static int Shell(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
