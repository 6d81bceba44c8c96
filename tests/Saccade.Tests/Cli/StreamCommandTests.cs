using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Streaming;
using Saccade.Streaming.Sources;
using Xunit;

namespace Saccade.Tests.Cli;

[Collection(nameof(TinyWorldCollection))]
public sealed partial class StreamCommandTests(TinyWorld world)
{
    private string Recording => world.TestRecordings[0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void File_IsDecidedStepByStep()
    {
        var run = CliRun.Of("stream", "--model", world.Run, "--input", Recording, "--window", "3ms", "--every-step").Expect(ExitCode.Ok);

        Assert.Equal(Expected(new StreamWindow.Duration(3_000)), Lines(run.Out).Select(Shown));
        Assert.Matches(@"events +[\d,]+, \d+ thousand a second\n(left out .*\n)?decisions +\d+ of \d+ steps\nnetwork +\d+ us a step at the median", run.Error);
    }

    [Fact]
    public void Pipe_AndDecisionsAlone_AreTheSame()
    {
        var console = new CapturedConsole { Input = File.ReadAllBytes(Recording) };

        var run = CliRun.Of(console, Cancellation, "stream", "--model", world.Model, "--input", "-", "--format", "atis-bin", "--window", "100,1ms,5ms").Expect(ExitCode.Ok);

        Assert.Equal(Expected(new StreamWindow.Adaptive(100, 1_000, 5_000)).Where(line => line.Final), Lines(run.Out).Select(Shown));
    }

    [Fact]
    public async Task Connections_OneAfterTheOther_AreStreamsOfTheirOwn()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var address = new TaskCompletionSource<IPEndPoint>();
        var decided = new SemaphoreSlim(0);
        var console = new CapturedConsole
        {
            OnError = line =>
            {
                if (Address().Match(line) is { Success: true } match)
                    address.TrySetResult(IPEndPoint.Parse(match.Groups["address"].Value));
                if (line.StartsWith("decisions", StringComparison.Ordinal))
                    decided.Release();
            },
        };
        var running = Task.Run(() => CliRun.Of(console, stop.Token, "stream", "--model", world.Model, "--input", "listen://:0", "--packed", "t32x16y15on1", "--window", "100", "--every-step"), Cancellation);
        var server = await address.Task.WaitAsync(Cancellation);
        var events = new EventBuffer();
        EventFormats.Default.ReadFile(Recording, events);
        byte[] bytes = PackedEvents.Pack(PackedLayout.T32X16Y15On1, events.All);

        foreach (byte[] sent in new[] { bytes, bytes[..^3], bytes }) // the second ends inside an event
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server, Cancellation);
            await client.GetStream().WriteAsync(sent, Cancellation);
            client.Client.Shutdown(SocketShutdown.Send);
            Assert.True(await decided.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }

        await stop.CancelAsync();
        var run = (await running).Expect(ExitCode.Cancelled);
        var expected = Expected(new StreamWindow.Count(100)).ToList();
        var lines = Lines(run.Out).Select(Shown).ToList();
        Assert.Equal(expected, lines.Take(expected.Count));
        Assert.Equal(expected, lines.TakeLast(expected.Count));
        Assert.Contains("the end of the file after 5 bytes of it", run.Error);
    }

    [Fact]
    public void DamagedRecording_IsBadData_AfterWhatCameBefore()
    {
        string cut = world.File("cut.bin", File.ReadAllBytes(Recording).AsSpan()[..^2]);

        var run = CliRun.Of("stream", "--model", world.Model, "--input", cut, "--window", "100", "--every-step").Expect(ExitCode.BadData);

        Assert.NotEmpty(Lines(run.Out));
        Assert.Contains("events ", run.Error);
    }

    [Theory]
    [InlineData("http://x:1", "--input http://x:1: expected a file")]
    [InlineData("tcp://:80", "--input tcp://:80: expected")]
    [InlineData("udp://:99999", "--input udp://:99999: expected")]
    [InlineData("a.bin --window 3h", "--window 3h: expected a duration")]
    [InlineData("a.bin --window 0", "--window 0: expected a duration")]
    [InlineData("a.bin --window 500,9ms,1ms", "--window 500,9ms,1ms: expected")]
    [InlineData("a.bin --exit margin", "'saccade calibrate' chooses one")]
    [InlineData("a.bin --exit patience --threshold 0.5", "a whole number of steps")]
    [InlineData("a.bin --exit margin --threshold 2", "a number from 0 to 1")]
    [InlineData("a.bin --threshold 0.5", "expected --exit with it")]
    [InlineData("- --speed 1", "--speed: expected --input to be a file")]
    [InlineData("a.bin --speed 0", "--speed 0: expected a number above 0")]
    [InlineData("a.bin --queue 0", "--queue 0: expected 1 or more")]
    [InlineData("a.bin --region 1,2", "--region 1,2: expected left,top,width,height")]
    [InlineData("udp://:1 --format dat", "datagrams hold packed events")]
    [InlineData("a.bin --drop some", "--drop some: expected wait, oldest or newest")]
    public void WrongOptions_AreNamed(string options, string expected)
        => Assert.Contains(expected, CliRun.Of(["stream", "--model", "m", "--input", .. options.Split(' ')]).Expect(ExitCode.Usage).Error);

    [Fact]
    public void MissingInput_IsBadData() => Assert.Contains("cannot be opened", CliRun.Of("stream", "--model", world.Model, "--input", "nowhere.bin").Expect(ExitCode.BadData).Error);

    private List<(long Decision, int Step, string Label, bool Final)> Expected(StreamWindow window)
    {
        var events = new EventBuffer();
        EventFormats.Default.ReadFile(Recording, events);
        using var session = StreamModel.Load(world.Model).Open(new StreamOptions { Window = window });
        var decisions = new List<StreamDecision>();
        session.Push(events, s => decisions.Add(s.Decision!));
        session.Finish(s => decisions.Add(s.Decision!));
        Assert.True(decisions.Count > 2);
        return [.. decisions.Select(d => (d.Number, d.Step, d.Label, d.IsFinal))];
    }

    private static List<JsonElement> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static (long Decision, int Step, string Label, bool Final) Shown(JsonElement line)
        => (line.GetProperty("decision").GetInt64(), line.GetProperty("step").GetInt32(), line.GetProperty("label").GetString()!, line.GetProperty("final").GetBoolean());

    [GeneratedRegex(@"tcp://(?<address>127\.0\.0\.1:\d+);")]
    private static partial Regex Address();
}
