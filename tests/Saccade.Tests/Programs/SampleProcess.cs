using System.Diagnostics;
using Saccade.Tests.Architecture;

namespace Saccade.Tests.Programs;

/// <summary>A sample as a program of its own, built beside these tests.</summary>
internal static class SampleProcess
{
    public const int MostSeconds = 120;

    /// <summary>Starts it.</summary>
    /// <param name="name">The project in samples/.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string name, params IEnumerable<string> arguments)
    {
        string built = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Saccade.Tests"), AppContext.BaseDirectory); // bin/Release/net10.0
        string program = Path.Combine(Repository.Root, "samples", name, built, name + ".dll");
        if (!File.Exists(program))
            throw new FileNotFoundException($"{program} is missing; build Saccade.slnx", program);
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="name">The project in samples/.</param>
    /// <param name="input">What comes in by its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string name, ReadOnlyMemory<byte> input, params IEnumerable<string> arguments)
    {
        using var process = Start(name, arguments);
        using CancellationTokenSource tooLong = new(TimeSpan.FromSeconds(MostSeconds));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(tooLong.Token), process.StandardError.ReadToEndAsync(tooLong.Token));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, tooLong.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(tooLong.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
