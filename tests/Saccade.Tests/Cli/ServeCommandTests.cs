using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saccade.Cli.Hosting;
using Saccade.Tests.Recognition;
using Saccade.Tests.Server;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary><c>saccade serve</c>, in this process and as one of its own that is told to stop or has few files.</summary>
public sealed partial class ServeCommandTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int Clients = 8;

    [Theory]
    [InlineData("--listen here", "--listen here: expected ADDRESS:PORT")]
    [InlineData("--listen 127.0.0.1", "--listen 127.0.0.1: expected ADDRESS:PORT")]
    [InlineData("--listen ::1", "--listen ::1: expected ADDRESS:PORT")]
    [InlineData("--listen localhost:70000", "--listen localhost:70000: expected ADDRESS:PORT")]
    [InlineData("--at-once 0", "--at-once 0: expected 1 to 10000")]
    [InlineData("--most-mib 0 --drain -1", "--drain -1: expected 0 to 3600")]
    public void Options_ThatAreWrong_AreTold(string options, string expected)
        => Assert.Contains(expected, CliRun.Of(["serve", "--model", "m", .. options.Split(' ')]).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);

    [Fact]
    public void Model_ThatIsNone_IsABadModel() => CliRun.Of("serve", "--model", tiny.Files[0], "--listen", "localhost:0").Expect(ExitCode.BadModel);

    [Fact]
    public async Task Serve_AnswersUntilItIsStopped_AndSaysHowMany()
    {
        using CancellationTokenSource stop = new();
        CapturedConsole console = new();
        var run = Task.Run(() => CliRun.Of(console, stop.Token, "serve", "--model", tiny.Model, "--listen", "localhost:0"));
        await ServedFaultTests.Until(() => Address().IsMatch(console.Out.ToString()!) || run.IsCompleted);
        using HttpClient client = new() { BaseAddress = new Uri(Address().Match(console.Out.ToString()!).Value) };

        using var answer = await client.PostAsync("decisions?name=4.bin", new ByteArrayContent(File.ReadAllBytes(tiny.Files[4])));
        using var refused = await client.PostAsync("decisions?name=4.bin", new ByteArrayContent([1]));
        await stop.CancelAsync();

        using var recognizer = tiny.Load();
        await Served.AssertIs(recognizer.Recognize(tiny.Files[4]), answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("stopped after 1 decision; 1 refused, 0 not answered.\n", (await run).Expect(ExitCode.Ok).Error);
    }

    [Fact]
    public async Task Sigterm_UnderLoad_LosesNoAcceptedRequest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        using Running running = new(Start("exec "));
        var (server, address) = (running.Process, await AddressOf(running.Process));
        byte[] body = File.ReadAllBytes(tiny.Files[5]);
        using var recognizer = tiny.Load();
        string label = recognizer.Recognize(tiny.Files[5]).Label;
        int answered = 0;

        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            using HttpClient client = new() { BaseAddress = address };
            try
            {
                for (; ; Interlocked.Increment(ref answered))
                {
                    using var answer = await client.PostAsync("decisions?name=5.bin", new ByteArrayContent(body));
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                    Assert.Equal(label, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("label").GetString());
                }
            }
            catch (HttpRequestException)
            {
                // The server does not listen any more.
            }
        })).ToArray();
        await ServedFaultTests.Until(() => answered > 100);
        using var kill = Process.Start("kill", ["-TERM", $"{server.Id}"]);
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(60));
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Each decision that the server counted has reached its client, and the other way round.
        Assert.Contains($"stopped after {answered:N0} decisions; 0 refused, 0 not answered.", await server.StandardError.ReadToEndAsync());
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task FewOpenFiles_AreNeverUsedUpByConnections()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        using Running running = new(Start("ulimit -n 400; exec "));
        var address = await AddressOf(running.Process);
        List<TcpClient> connections = [.. Enumerable.Range(0, 500).Select(_ => new TcpClient())];
        await Task.WhenAll(connections.Select(c => c.ConnectAsync("127.0.0.1", address.Port)));

        connections.ForEach(c => c.Dispose());
        using HttpClient client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        using var answer = await client.PostAsync("decisions?name=6.bin", new ByteArrayContent(File.ReadAllBytes(tiny.Files[6])));

        using var recognizer = tiny.Load();
        await Served.AssertIs(recognizer.Recognize(tiny.Files[6]), answer);
        Assert.False(running.Process.HasExited);
    }

    [Fact]
    public async Task TooFewOpenFiles_AreToldAtTheStart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a Linux shell");
        using Running running = new(Start("ulimit -n 200; exec "));

        Assert.Contains("more files, expected at least 104 for a server: raise the limit (ulimit -n)", await running.Process.StandardError.ReadToEndAsync());
        await running.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int)ExitCode.Failure, running.Process.ExitCode);
    }

    private Process Start(string before)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "saccade"); // the program itself: what is told to stop must be the server
        return Process.Start(new ProcessStartInfo("sh", ["-c", $"{before} '{command}' serve --model '{tiny.Model}' --listen 127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
    }

    private static async Task<Uri> AddressOf(Process server)
    {
        string line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
        return new Uri(Address().Match(line).Value);
    }

    /// <summary>A process that ends with its test.</summary>
    private sealed record Running(Process Process) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
                Process.Kill();
            Process.Dispose();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();
}
