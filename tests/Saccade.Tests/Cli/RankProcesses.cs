using System.Diagnostics;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The command as several processes that an mpirun of this machine starts.</summary>
internal static class RankProcesses
{
    /// <summary>Skips a test where a launcher is missing.</summary>
    public static void Demand(string mpirun)
        => Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, mpirun))),
            $"there is no {mpirun} here (Debian, Ubuntu: apt install {(mpirun.Contains("mpich", StringComparison.Ordinal) ? "mpich" : "openmpi-bin libopenmpi-dev")})");

    /// <summary>Starts the command.</summary>
    public static Process Start(string mpirun, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "saccade.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["SACCADE_MPIRUN"] = mpirun;
        return Process.Start(start)!;
    }

    /// <summary>Runs the command to its end.</summary>
    public static CliRun Run(string mpirun, params string[] args) => Finish(Start(mpirun, args));

    /// <summary>Waits for the end.</summary>
    public static CliRun Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliRun(process.ExitCode, output, error.Result);
    }
}
