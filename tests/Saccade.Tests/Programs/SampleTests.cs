using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saccade.Recognition;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Programs;

/// <summary>The samples run, and what they print is right.</summary>
[Trait("Speed", "slow")]
public sealed partial class SampleTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public async Task RecognizeFile_PrintsALineForEachRecording()
    {
        var decision = Decide(0);

        var (code, output, error) = await SampleProcess.RunAsync("RecognizeFile", default, tiny.Model, tiny.Files[0], "missing.bin");
        var (wrongCode, _, usage) = await SampleProcess.RunAsync("RecognizeFile", default);

        Assert.Equal($"{tiny.Files[0]}: {decision.Label} {decision.Confidence:P0} after {decision.Steps} steps\n", output.ReplaceLineEndings("\n"));
        Assert.Contains("missing.bin", error);
        Assert.Equal((1, 2), (code, wrongCode));
        Assert.StartsWith("usage: RecognizeFile", usage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecognizePipe_PrintsALineForEachStep()
    {
        var decision = Decide(1);

        var (code, output, error) = await SampleProcess.RunAsync("RecognizePipe", File.ReadAllBytes(tiny.Files[1]), tiny.Model, "1.bin");
        var (damagedCode, _, damaged) = await SampleProcess.RunAsync("RecognizePipe", new byte[7], tiny.Model, "damaged.bin");

        Assert.Equal(decision.AfterEachStep.Select(s => $"after step {s.Step}: {s.Label} {s.Confidence:P0}"), output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
        Assert.Equal("", error);
        Assert.Contains("damaged.bin: at byte 5", damaged);
        Assert.Equal((0, 1), (code, damagedCode));
    }

    [Fact]
    public async Task RecognizeServer_AnswersRecordings_AndRefusesWhatIsNone()
    {
        var decision = Decide(2);
        using CancellationTokenSource tooLong = new(TimeSpan.FromSeconds(SampleProcess.MostSeconds));
        using var server = SampleProcess.Start("RecognizeServer", "--model", tiny.Model, "--urls", "http://127.0.0.1:0");
        try
        {
            using HttpClient client = new() { BaseAddress = await AddressOf(server.StandardOutput, tooLong.Token) };

            using var answer = await client.PostAsync("decisions?name=2.bin", new ByteArrayContent(File.ReadAllBytes(tiny.Files[2])), tooLong.Token);
            using var damaged = await client.PostAsync("decisions?name=damaged.bin", new ByteArrayContent(new byte[7]), tooLong.Token);
            using HttpRequestMessage tooMuch = new(HttpMethod.Post, "decisions") { Content = new ByteArrayContent(new byte[(16 << 20) + 1]) };
            tooMuch.Headers.ExpectContinue = true; // waits for the answer, which comes before the body is sent
            using var large = await client.SendAsync(tooMuch, tooLong.Token);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var said = await answer.Content.ReadFromJsonAsync<JsonElement>(tooLong.Token);
            Assert.Equal((decision.Label, decision.Confidence), (said.GetProperty("label").GetString(), said.GetProperty("confidence").GetDouble()));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, damaged.StatusCode);
            Assert.Contains("damaged.bin: at byte 5", await damaged.Content.ReadAsStringAsync(tooLong.Token));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task OwnNeuron_TrainsSavesLoadsAndDecides()
    {
        var (code, output, error) = await SampleProcess.RunAsync("OwnNeuron", default, tiny.Folder.Path);

        var line = Share().Match(output);
        Assert.True(code == 0 && line.Success, output + error);
        Assert.True(int.Parse(line.Groups["right"].Value) > 10, output); // of 40; guessing is right 4 times
    }

    private Decision Decide(int index)
    {
        using var recognizer = tiny.Load();
        return recognizer.Recognize(tiny.Files[index]);
    }

    private static async Task<Uri> AddressOf(StreamReader lines, CancellationToken cancellation)
    {
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (Listening().Match(line) is { Success: true } found)
                return new Uri(found.Groups["address"].Value);
        }

        throw new InvalidOperationException("the server ended without an address");
    }

    [GeneratedRegex(@"^(?<right>\d+) of 40 right")]
    private static partial Regex Share();

    [GeneratedRegex(@"Now listening on: (?<address>\S+)")]
    private static partial Regex Listening();
}
