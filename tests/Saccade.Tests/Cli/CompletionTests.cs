using System.Diagnostics;
using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("tra", "train")]
    [InlineData("", "data train predict runs recipe completion")]
    [InlineData("data ", "list info verify")]
    [InlineData("train x.yaml --d", "--data")]
    [InlineData("train x.yaml --re", "--resume")]
    [InlineData("runs --sort ", "date score name")]
    [InlineData("completion ", "bash zsh fish powershell")]
    public void Suggestions_AreWhatCouldComeNext(string line, string expected)
    {
        var run = CliRun.Of($"[suggest:{line.Length}]", line).Expect(ExitCode.Ok);

        string[] found = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected.Split(' '), word => Assert.Contains(word, found, StringComparer.OrdinalIgnoreCase));
        Assert.All(found, word => Assert.StartsWith(line.Split(' ')[^1], word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train ")]
    [InlineData("predict a.bin --model ")]
    public void Suggestions_OfAFile_AreLeftToTheShell(string line) => Assert.Empty(CliRun.Of($"[suggest:{line.Length}]", line).Expect(ExitCode.Ok).Out);

    [Theory]
    [InlineData("[suggest:]")]
    [InlineData("[suggest:x]", "train \"unclosed --d")]
    [InlineData("[suggest:-5]", "train")]
    [InlineData("[suggest:999999]", "train")]
    public void Suggestions_OfAnything_EndWell(params string[] args) => CliRun.Of(args).Expect(ExitCode.Ok);

    [Fact]
    public void Bash_CompletesWithTheScript()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "needs bash");
        string folder = Directory.CreateTempSubdirectory("saccade-test-").FullName;
        try
        {
            string script = Path.Combine(folder, "complete.sh"), program = Path.Combine(folder, "saccade");
            File.WriteAllText(script, CliRun.Of("completion", "bash").Expect(ExitCode.Ok).Out);
            File.WriteAllText(program, $"#!/bin/sh\nexec \"{Environment.ProcessPath}\" \"{Path.Combine(AppContext.BaseDirectory, "saccade.dll")}\" \"$@\"\n");
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
                File.WriteAllText(program, $"#!/bin/sh\nexec dotnet \"{Path.Combine(AppContext.BaseDirectory, "saccade.dll")}\" \"$@\"\n");
            Process.Start("chmod", ["+x", program]).WaitForExit();

            Assert.Equal(["train"], Complete(script, program, "tra"));
            Assert.Equal(["--data"], Complete(script, program, "train x.yaml --da"));
            Assert.Contains("verify", Complete(script, program, "data "));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Complete(string script, string program, string line)
    {
        string[] words = [program, .. line.Split(' ')];
        string whole = $"{program} {line}";
        string command = $"source '{script}'; COMP_LINE='{whole}'; COMP_POINT={whole.Length}; COMP_WORDS=({string.Join(' ', words.Select(w => $"'{w}'"))}); COMP_CWORD={words.Length - 1}; _saccade; printf '%s\\n' \"${{COMPREPLY[@]}}\"";
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["--norc", "-c", command]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
