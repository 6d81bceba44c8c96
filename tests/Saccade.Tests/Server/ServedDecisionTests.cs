using System.Net;
using System.Text.Json;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Mutation;
using Saccade.Recognition;
using Saccade.Tests.Cli;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>What comes over HTTP is what the library says, to the bit.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class ServedDecisionTests(TinyWorld world)
{
    [Fact]
    public async Task Recordings_AllOfThem_GetTheDecisionsOfTheLibrary()
    {
        await using var served = await Served.StartAsync(world.Model);
        string[] recordings = Directory.GetFiles(world.Data, "*.bin", SearchOption.AllDirectories);

        Assert.True(recordings.Length > 30);
        foreach (string path in recordings)
        {
            using var answer = await served.PostAsync($"decisions?name={Path.GetFileName(path)}", await File.ReadAllBytesAsync(path));

            await Served.AssertIs(served.Recognizer.Recognize(path), answer);
        }

        Assert.Equal((recordings.Length, 0, 0), (served.Server.Counts.Decisions, served.Server.Counts.Refused, served.Server.Counts.Open));
    }

    [Fact]
    public async Task Frames_AsJsonAndAsNpy_GetTheDecisionsOfTheRecordings()
    {
        await using var served = await Served.StartAsync(world.Model);
        var (recognizer, size, positions) = (served.Recognizer, served.Recognizer.Input, served.Recognizer.Card.Preprocessing.Positions);
        foreach (string path in world.TestRecordings)
        {
            float[] whole = new FrameIntegrator(recognizer.Sensor).Integrate(Read(path), new Slicing.ByNumber(recognizer.Card.Preprocessing.Frames)).Frames.Values.ToArray();
            float[] frames = [.. positions.SelectMany(p => whole.AsSpan(p * size.Count, size.Count).ToArray())];
            var expected = recognizer.Recognize(RecognizerInput.FromFrames(frames));
            string json = JsonSerializer.Serialize(frames.Chunk(size.Channels).Chunk(size.Width).Chunk(size.Height));
            long[] extents = [positions.Count, size.Height, size.Width, size.Channels];

            using var asJson = await served.PostAsync("decisions/frames", System.Text.Encoding.UTF8.GetBytes(json), "application/json");
            using var asSingles = await served.PostAsync("decisions/frames", [.. NpyHead.Of("'<f4'", extents), .. frames.SelectMany(BitConverter.GetBytes)]);
            using var asBytes = await served.PostAsync("decisions/frames", [.. NpyHead.Of("'|u1'", extents), .. frames.Select(f => (byte)f)], "application/x-www-form-urlencoded");

            await Served.AssertIs(expected, asJson);
            await Served.AssertIs(expected, asSingles);
            await Served.AssertIs(expected, asBytes);
            Decisions.AssertSame(recognizer.Recognize(path), expected);
        }
    }

    [Fact]
    public async Task MutatedRecordings_AreJudgedAsByTheLibrary_AndNeverAnError()
    {
        await using var served = await Served.StartAsync(world.Model);
        Mutator mutator = new(new MutationKind("aedat4", [.. world.TestRecordings.Take(3).Select(AsAedat4)], (_, _) => { }, []), seed: 16);
        int decided = 0, refused = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] input = mutator.Input(i);
            using var answer = await served.PostAsync("decisions", input);

            try
            {
                await Served.AssertIs(served.Recognizer.Recognize(RecognizerInput.FromStream(new MemoryStream(input), "recording")), answer);
                decided++;
            }
            catch (RecordingException e)
            {
                Assert.Equal((HttpStatusCode.UnprocessableEntity, e.Message), await Served.RefusalOf(answer));
                refused++;
            }
        }

        Assert.True(decided > 10 && refused > 50, $"{decided} decided, {refused} refused");
    }

    [Fact]
    public async Task Image_ForAModelOfImages_IsDecided()
    {
        await using var served = await Served.StartAsync(TinyModel.OfImages());
        byte[] image = "P5 8 8 255\n"u8.ToArray().Concat(Enumerable.Range(0, 64).Select(i => (byte)(4 * i))).ToArray();

        using var answer = await served.PostAsync("decisions", image);
        var model = JsonElement.Parse(await served.Client.GetStringAsync("model"));

        await Served.AssertIs(served.Recognizer.Recognize(RecognizerInput.FromStream(new MemoryStream(image))), answer);
        Assert.Equal("image", model.GetProperty("takes").GetString());
    }

    [Fact]
    public async Task Pages_SayWhatTheServerIsAndDoes()
    {
        await using var served = await Served.StartAsync(world.Model);
        using var decided = await served.PostAsync("decisions?name=a.bin", await File.ReadAllBytesAsync(world.TestRecordings[0]));
        using var refused = await served.PostAsync("decisions?name=a.bin", [1, 2, 3]);

        var model = JsonElement.Parse(await served.Client.GetStringAsync("model"));
        var description = JsonElement.Parse(await served.Client.GetStringAsync("openapi.json"));
        string page = await served.Client.GetStringAsync("docs");

        Assert.Equal(served.Recognizer.Card.Labels, model.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.Equal([16, 16, 2], model.GetProperty("frame").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(["/decisions", "/decisions/frames", "/model", "/stream"], description.GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Contains("milliseconds", description.GetProperty("components").GetProperty("schemas").GetProperty("DecisionAnswer").GetProperty("properties").EnumerateObject().Select(p => p.Name));
        await served.UntilMeasured(@"saccade_decisions_total\{[^}]*label=""[^""]+""\} 1");
        await served.UntilMeasured(@"saccade_decision_duration_seconds_bucket\{[^}]*stage=""network"",le=""0\.01""\} [01]");
        await served.UntilMeasured(@"http_server_request_duration_seconds_count\{[^}]*http_response_status_code=""422""[^}]*\} 1");
        Assert.Contains("openapi.json", page);
        Assert.DoesNotContain("https://", page); // the page needs nobody else
        Assert.Equal("Healthy", await served.Client.GetStringAsync("health"));
        Assert.Equal("Healthy", await served.Client.GetStringAsync("ready"));
    }

    [Fact]
    public async Task Metrics_AreOfTheirOwnServerAlone()
    {
        await using var served = await Served.StartAsync(world.Model);
        await using var other = await Served.StartAsync(world.Model);
        byte[] recording = await File.ReadAllBytesAsync(world.TestRecordings[0]);
        for (int i = 0; i < 3; i++)
            (await other.PostAsync("decisions?name=a.bin", recording)).Dispose();

        (await served.PostAsync("decisions?name=a.bin", recording)).Dispose();

        await other.UntilMeasured(@"saccade_decision_duration_seconds_count\{[^}]*stage=""network""\} 3\b");
        await served.UntilMeasured(@"saccade_decision_duration_seconds_count\{[^}]*stage=""network""\} 1\b");
        await served.UntilMeasured(@"http_server_request_duration_seconds_count\{[^}]*http_response_status_code=""200""[^}]*http_route=""/decisions""[^}]*\} 1\b");
    }

    private static EventBuffer Read(string path)
    {
        EventBuffer events = new();
        EventFormats.Default.ReadFile(path, events);
        return events;
    }

    private byte[] AsAedat4(string path)
    {
        string copy = world.Place() + ".aedat4";
        CliRun.Of("events", "convert", path, copy).Expect(ExitCode.Ok);
        return File.ReadAllBytes(copy);
    }
}
