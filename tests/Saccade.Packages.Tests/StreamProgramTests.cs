using System.Diagnostics;
using System.Text.Json.Nodes;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>The program <c>saccade-stream</c> as native code: one small file that decides at once.</summary>
public sealed class StreamProgramTests(PackageFeed feed)
{
    private const double MostMegabytes = 20, MostMilliseconds = 50;
    private const int Starts = 21;

    [Fact]
    public void NativeProgram_IsSmall_DecidesAtOnce_AndAsOnTheSharedFramework()
    {
        Assert.SkipWhen(NativeCode.Problem is not null, NativeCode.Problem ?? "");
        string folder = Path.Combine(feed.Root, "stream-program");
        var publish = Dotnet("publish", folder, "native", "-r", Application.Runtime, "--self-contained", "-p:PublishAot=true");
        Dotnet("build", folder, "shared");
        string native = Path.Combine(folder, "native", "saccade-stream"), shared = Path.Combine(folder, "shared", "saccade-stream");
        string recording = feed.Model.Recordings.First(path => path.EndsWith(".dat", StringComparison.Ordinal));
        string[] words = ["--model", feed.Model.Path, "--input", recording, "--window", "5ms", "--every-step"];

        Assert.DoesNotContain(": warning ", publish.Output, StringComparison.Ordinal);
        Assert.Equal(Decisions(Command.Run(shared, words, folder)), Decisions(Command.Run(native, words, folder)));

        double megabytes = new FileInfo(native).Length / 1e6;
        double[] starts = [.. Enumerable.Range(0, Starts).Select(_ => FirstDecision(native, words)).Order()];
        Console.WriteLine($"saccade-stream: {megabytes:0.0} MB; from the start of the program to its first decision: {starts[Starts / 2]:0.0} ms ({starts[0]:0.0} to {starts[^1]:0.0})");
        Assert.True(megabytes < MostMegabytes, $"{megabytes} MB");
        Assert.True(starts[0] < MostMilliseconds, $"the fastest of {Starts} starts took {starts[0]} ms"); // of a machine that may be busy with something else
    }

    private static Command Dotnet(string verb, string folder, string output, params string[] more)
        => Command.Run("dotnet", [verb, "src/Saccade.StreamProgram", "-c", "Release", "-nologo", "-v", "quiet", "-p:RunAnalyzers=false", "--artifacts-path", Path.Combine(folder, "build-" + output), "-o", Path.Combine(folder, output), .. more], SharedData.RepositoryRoot()).Succeeded();

    /// <summary>Its lines, without the times that it took.</summary>
    private static string[] Decisions(Command run)
    {
        string[] decisions = [.. run.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var decision = JsonNode.Parse(line)!.AsObject();
            decision.Remove("compute_us");
            return decision.ToJsonString();
        })];
        Assert.NotEmpty(decisions);
        return decisions;
    }

    private static double FirstDecision(string program, IEnumerable<string> words)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.NotNull(process.StandardOutput.ReadLine());
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return milliseconds;
    }
}
