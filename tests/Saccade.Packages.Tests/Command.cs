using System.Diagnostics;
using System.Text;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>A program that ran to its end.</summary>
/// <param name="Line">How it was called.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
/// <param name="Time">From its start to its end.</param>
internal sealed record Command(string Line, int ExitCode, string Output, string Errors, TimeSpan Time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(9);

    /// <summary>Runs a program without standard input.</summary>
    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="packages">The folder that NuGet keeps packages in; null for the user's own.</param>
    public static Command Run(string program, IEnumerable<string> arguments, string folder, string? packages = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a process that outlives the build would hold the pipes open
        start.Environment["DOTNET_NOLOGO"] = "1";
        if (packages is not null)
            start.Environment["NUGET_PACKAGES"] = packages;

        string line = $"{program} {string.Join(' ', start.ArgumentList)}";
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, said) => output.AppendLine(said.Data);
        process.ErrorDataReceived += (_, said) => errors.AppendLine(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Fail($"{line}\ndid not end within {_patience.TotalMinutes:0} minutes\n{output}\n{errors}");
        }

        process.WaitForExit(); // until all output has come
        return new Command(line, process.ExitCode, output.ToString(), errors.ToString(), Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>This command, if it succeeded.</summary>
    public Command Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Line}\nended with exit code {ExitCode}\n{Output}\n{Errors}");
        return this;
    }
}
