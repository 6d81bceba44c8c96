using System.Diagnostics;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The command as a process of its own, with streams that are closed or full and files of every kind as output.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--help >/dev/full", 1)]
    [InlineData("--version >/dev/full", 1)]
    [InlineData("--help >&-", 1)]
    [InlineData("nothing 2>&-", 2)]
    [InlineData("nothing 2>/dev/full", 2)]
    public void Streams_ThatTakeNothing_EndWithAnExitCode(string arguments, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");

        Assert.Equal(expected, Shell($"$SACCADE {arguments}").Code);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(25)]
    public void FewOpenFiles_EndWithAnExitCode(int limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");

        Assert.InRange(Shell($"ulimit -n {limit}; $SACCADE --help").Code, 0, 5);
    }

    [Fact]
    public void Convert_ToPipeOrLink_LeavesItWhatItIs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        File.WriteAllText(Path.Combine(_folder, "rec.csv"), "t,x,y,p\n1,2,3,1\n2,3,4,0\n");
        File.WriteAllText(Path.Combine(_folder, "target.csv"), "old\n");

        // A bare name of a link to a bare name, as people make them, in the folder one works in.
        var run = Shell("mkfifo pipe; ln -s target.csv link.csv; cat pipe >read & $SACCADE events convert rec.csv pipe --to text --force && $SACCADE events convert rec.csv link.csv --to text --force; wait; test -p pipe && test -L link.csv && cmp read target.csv && grep -c , target.csv; ls");

        Assert.Equal(0, run.Code);
        Assert.Equal("3\nlink.csv\npipe\nread\nrec.csv\ntarget.csv\n", run.Out);
    }

    [Fact]
    public void Convert_TwiceAtOnceToOneFile_LeavesAWholeFileAndNoParts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        File.WriteAllText(Path.Combine(_folder, "rec.csv"), "t,x,y,p\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},2,3,1\n")));

        var run = Shell("for i in 1 2 3; do $SACCADE events convert rec.csv out.csv --force & done; wait; wc -l <out.csv; ls");

        Assert.Equal("20002\nout.csv\nrec.csv\n", run.Out);
    }

    private (int Code, string Out) Shell(string script)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "saccade.dll");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 2>/dev/null; " + script.Replace("$SACCADE", $"dotnet '{command}'", StringComparison.Ordinal)])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
