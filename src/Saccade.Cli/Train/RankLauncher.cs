using System.Diagnostics;
using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Training.Ranks;

namespace Saccade.Cli.Train;

/// <summary><c>saccade train --ranks N</c>: starts mpirun with this command N times on this machine.</summary>
internal static class RankLauncher
{
    /// <summary>Names the mpirun to start, where the one of the path is not the right one.</summary>
    public const string Variable = "SACCADE_MPIRUN";

    private const int SecondsToEnd = 10;

    /// <summary>Trains, and ends when all processes have.</summary>
    public static ExitCode Run(TrainOptions options, int ranks, CommandContext context)
    {
        string mpirun = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : "mpirun";
        var kind = KindOf(mpirun);
        string[] alone = OperatingSystem.IsLinux() ? ["setsid"] : []; // Ctrl-C is for this process, which stops the others in order
        string[] line = [.. alone, mpirun, .. Places(kind, ranks), .. Self(), .. Arguments(options, ranks)];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[RankProcess.LaunchedVariable] = "1";
        using var process = Process.Start(start)!;
        using var guard = new Guard(process);
        using var stop = context.Cancellation.Register(guard.AskToStop);
        var noise = new MpirunNoise();
        var output = new Thread(() => Copy(process.StandardOutput, line => noise.Line(line, context.Console.Out.WriteLine))) { Name = "results" };
        output.Start();
        Copy(process.StandardError, line => noise.Line(line, context.Tell));
        output.Join();
        process.WaitForExit();
        var code = process.ExitCode is >= (int)ExitCode.Ok and <= (int)ExitCode.BadModel or (int)ExitCode.Cancelled ? (ExitCode)process.ExitCode : ExitCode.Failure;
        if (code == ExitCode.Ok || noise.HasReport)
            return code;
        context.Cancellation.ThrowIfCancellationRequested();
        return noise.Death() is { } death ? throw new CommandException(ExitCode.Failure, death) : code == ExitCode.Cancelled ? code : throw new CommandException(ExitCode.Failure, noise.Cause(process.ExitCode));
    }

    private static void Copy(StreamReader from, Action<string> line)
    {
        while (from.ReadLine() is { } text)
            line(text);
    }

    /// <summary>Which launcher it is, by what it says of its version.</summary>
    private static MpiKind KindOf(string mpirun)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(mpirun, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text.Contains("Open MPI", StringComparison.Ordinal) || text.Contains("OpenRTE", StringComparison.Ordinal) ? MpiKind.OpenMpi : MpiKind.Mpich;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException(ExitCode.Failure, $"--ranks: found no '{mpirun}', expected the launcher of an MPI; install one (Debian, Ubuntu: apt install openmpi-bin libopenmpi-dev) or set {Variable}", e);
        }
    }

    private static string[] Places(MpiKind kind, int ranks)
    {
        string[] count = ["-n", ranks.ToString(CultureInfo.InvariantCulture)];

        // Open MPI refuses to start as root, as in containers, and more processes than cores, unless it is told.
        return kind == MpiKind.Mpich ? count : [.. count, "--oversubscribe", "--bind-to", "none", .. Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : Array.Empty<string>()];
    }

    /// <summary>How this program is started.</summary>
    private static string[] Self()
    {
        string path = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(path) == "saccade" ? [path] : [path, Path.Combine(AppContext.BaseDirectory, "saccade.dll")];
    }

    private static IEnumerable<string> Arguments(TrainOptions options, int ranks)
    {
        IEnumerable<string> Given(string name, object? value) => value is null ? [] : [name, string.Create(CultureInfo.InvariantCulture, $"{value}")];
        return
        [
            "train", options.Recipe, .. Given("--data", options.Data), .. Given("--out", options.Out), .. options.Set.SelectMany(set => Given("--set", set)), .. Given("--seed", options.Seed),
            .. Given("--threads", options.Threads ?? Math.Max(1, Environment.ProcessorCount / ranks)), .. Given("--cache", options.Cache), .. Given("--deadline", options.Deadline),
            .. options.Resume ? ["--resume"] : Array.Empty<string>(), .. options.Test ? ["--test"] : Array.Empty<string>(),
            .. options.TensorBoard ? ["--tensorboard"] : Array.Empty<string>(), .. options.Json ? ["--json"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Leaves no process behind, however the command ends.</summary>
    private sealed class Guard : IDisposable
    {
        private readonly Process _process;

        public Guard(Process process)
        {
            _process = process;
            AppDomain.CurrentDomain.ProcessExit += OnExit;
        }

        /// <summary>Ends the standard input of rank 0, which stops all after the current batch.</summary>
        public void AskToStop()
        {
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        public void Dispose()
        {
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            End();
        }

        private void OnExit(object? sender, EventArgs e) => End();

        private void End()
        {
            if (_process.HasExited)
                return;
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]); // mpirun ends its processes then
            if (!_process.WaitForExit(TimeSpan.FromSeconds(SecondsToEnd)))
                _process.Kill(entireProcessTree: true);
        }
    }
}
