using System.Diagnostics;
using System.Text.Json.Nodes;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Streaming.Sources;
using Saccade.Tests.Cli;
using Xunit;

namespace Saccade.Tests.Programs;

/// <summary>The program <c>saccade-stream</c> as a process: it says what <c>saccade stream</c> says, and stays up or ends as stated whatever comes.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class StreamProgramTests(TinyWorld world)
{
    private static readonly string[] _everyStep = ["--window", "3ms", "--every-step"];

    /// <summary>The program itself, not the runtime's launcher: what is told to stop must be the stream.</summary>
    private static string Program => Path.Combine(AppContext.BaseDirectory, "saccade-stream");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FileAndPipe_GiveTheLinesOfTheCommand()
    {
        string recording = world.TestRecordings[0];
        string[] expected = Lines(CliRun.Of(["stream", "--model", world.Run, "--input", recording, .. _everyStep]).Expect(ExitCode.Ok).Out);
        Assert.True(expected.Length > 3);

        var file = await RunAsync([], ["-m", world.Run, "--input=" + recording, .. _everyStep]);
        var pipe = await RunAsync(File.ReadAllBytes(recording), ["-m", world.Model, "-i", "-", "--format", "atis-bin", .. _everyStep]);

        Assert.Equal((0, 0), (file.Code, pipe.Code));
        Assert.Equal(expected, Lines(file.Out));
        Assert.Equal(expected, Lines(pipe.Out));
        var end = JsonNode.Parse(file.Error)!;
        Assert.Equal((expected.Length, recording), ((int)end["steps"]!, (string)end["source"]!));
    }

    [Theory]
    [InlineData("--model m", 2, "--input is missing")]
    [InlineData("--model m --input x --colour=blue", 2, "there is no option '--colour'")]
    [InlineData("--model m --input x --queue some", 2, "--queue some: expected a whole number")]
    [InlineData("--model m --input x --drop some", 2, "--drop some: expected wait, oldest or newest")]
    [InlineData("--model m --input x --window 3h", 2, "--window 3h: expected a duration")]
    [InlineData("--model m --input x --idle 0s", 2, "--idle 0s: expected a duration from 1ms")]
    [InlineData("--model m --input", 2, "--input: expected a value after it")]
    [InlineData("--model nowhere --input x", 4, "there is no file")]
    [InlineData("--model MODEL --input nowhere.bin", 3, "nowhere.bin cannot be opened: there is no file")]
    [InlineData("--model MODEL --input x --region 1,2,3,4", 2, "got a region, expected none")]
    [InlineData("--model README --input x", 4, "README")]
    public async Task WhatIsWrong_IsOneSentenceAndAnExitCode(string words, int code, string expected)
    {
        string text = world.File("README", "no model"u8);

        var run = await RunAsync([], [.. words.Split(' ').Select(w => w switch { "MODEL" => world.Model, "README" => text, _ => w })]);

        Assert.Equal(code, run.Code);
        Assert.Contains(expected, Assert.Single(Lines(run.Error)));
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        var run = await RunAsync([], ["--help"]);

        Assert.Equal(0, run.Code);
        foreach (string option in new[] { "--model", "--input", "--idle", "--every-step", "130 stopped" })
            Assert.Contains(option, run.Out);
    }

    [Fact]
    public async Task GarbageBytes_AreBadData_AfterWhatCameBefore()
    {
        byte[] bytes = [.. Packed(world.TestRecordings[0]), .. Enumerable.Repeat((byte)255, 100)];

        var run = await RunAsync(bytes, ["-m", world.Model, "-i", "-", "--packed", "t64x16y16on8", .. _everyStep]);

        Assert.Equal(3, run.Code);
        Assert.Equal(Lines(CliRun.Of(["stream", "--model", world.Model, "--input", world.TestRecordings[0], .. _everyStep]).Out), Lines(run.Out));
        Assert.Contains("bytes that are no packed event", Lines(run.Error)[^1]);
    }

    [Fact]
    public async Task Sigterm_WhileNothingComes_PrintsTheDecisionOfWhatCame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal by a Linux command");
        using var process = Start(["-m", world.Model, "-i", "-", "--packed", "t64x16y16on8", "--window", "40"]);
        byte[] bytes = Packed(world.TestRecordings[0]);
        int whole = bytes.Length / 13 / 80; // decisions of two steps of 40 events
        Assert.True(whole > 0 && bytes.Length / 13 % 40 > 0);
        await process.StandardInput.BaseStream.WriteAsync(bytes, Cancellation);
        await process.StandardInput.BaseStream.FlushAsync(Cancellation);
        for (int i = 0; i < whole; i++)
            Assert.True((bool)JsonNode.Parse((await process.StandardOutput.ReadLineAsync(Cancellation))!)!["final"]!);
        await Task.Delay(500, Cancellation); // until the program waits for more

        Kill(process);
        var run = await EndAsync(process);

        Assert.Equal(130, run.Code);
        var decision = JsonNode.Parse(Assert.Single(Lines(run.Out)))!;
        Assert.Equal(bytes.Length / 13 % 40, (int)decision["events"]!);
        Assert.Contains("stopped.", run.Error);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Flood_WithAReaderThatIsSlow_KeepsMemoryFlat_AndCountsWhatIsDropped_AndSigtermEndsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal by a Linux command");
        using var process = Start(["-m", world.Model, "-i", "-", "--packed", "t64x16y16on8", "--window", "1", "--every-step", "--drop", "oldest", "--queue", "16"]);
        byte[] bytes = Packed(world.TestRecordings[0]);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var flood = Task.Run(() => FloodAsync(process.StandardInput.BaseStream, bytes, enough.Token), Cancellation);
        var (lines, before) = (new List<string>(), 0L);
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 4)
        {
            if (lines.Count % 100 == 0)
                await Task.Delay(5, Cancellation); // slower than the program, which is slower than its source
            lines.Add(await process.StandardOutput.ReadLineAsync(Cancellation) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Cancellation)));
            process.Refresh();
            before = before == 0 && Stopwatch.GetElapsedTime(start).TotalSeconds > 1.5 ? process.WorkingSet64 : before;
        }

        long grown = process.WorkingSet64 - before;
        Kill(process);
        var run = await EndAsync(process);
        await enough.CancelAsync();
        await flood;
        lines.AddRange(Lines(run.Out));

        Assert.Equal(130, run.Code);
        var end = JsonNode.Parse(Lines(run.Error).Single(line => line.StartsWith('{')))!;
        Assert.Equal((int)end["steps"]!, lines.Count);
        Assert.True((long)end["dropped"]! > 10L * lines.Count, end.ToJsonString());
        Assert.Equal((int)end["steps"]!, (int)JsonNode.Parse(lines[^1])!["decision"]! * 2 - 2 + (int)JsonNode.Parse(lines[^1])!["step"]!); // the model decides after 2 steps
        Assert.True(grown < 32L << 20, $"{grown >> 20} MiB more after {lines.Count} steps and {end["dropped"]} dropped events");
    }

    [Fact]
    public async Task FewOpenFiles_EndWithAnExitCode()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"ulimit -n 40; exec '{Program}' -m '{world.Model}' -i '{world.TestRecordings[0]}'"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

        var run = await EndAsync(process);

        Assert.InRange(run.Code, 0, 4); // the runtime alone needs some, and how many differs
    }

    private static async Task FloodAsync(Stream into, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
                await into.WriteAsync(bytes, cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The program has ended.
        }
    }

    private static byte[] Packed(string recording)
    {
        var events = new EventBuffer();
        EventFormats.Default.ReadFile(recording, events);
        return PackedEvents.Pack(PackedLayout.T64X16Y16On8, events.All);
    }

    /// <summary>Lines without what differs from run to run.</summary>
    private static string[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Contains(",\"compute_us\"", StringComparison.Ordinal) ? line[..line.IndexOf(",\"compute_us\"", StringComparison.Ordinal)] + "}" : line)];

    private static Process Start(IEnumerable<string> words)
        => Process.Start(new ProcessStartInfo(Program, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static async Task<(int Code, string Out, string Error)> RunAsync(byte[] input, IEnumerable<string> words)
    {
        using var process = Start(words);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, Cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read anything.
        }

        return await EndAsync(process);
    }

    private static async Task<(int Code, string Out, string Error)> EndAsync(Process process)
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        tooLong.CancelAfter(TimeSpan.FromSeconds(SampleProcess.MostSeconds));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(tooLong.Token), process.StandardError.ReadToEndAsync(tooLong.Token));
            await process.WaitForExitAsync(tooLong.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static void Kill(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
