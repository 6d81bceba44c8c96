using System.Net;
using Saccade.Recognition;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>Many requests at once, too many, and a stop while they run.</summary>
public sealed class ServedLoadTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int Requests = 1000, EveryBad = 100;

    [Fact]
    public async Task ThousandRequestsAtOnce_OneInAHundredMalformed_EachGetsItsAnswer()
    {
        await using var served = await Served.StartAsync(tiny.Model);
        byte[][] bodies = [.. tiny.Files.Select(File.ReadAllBytes)];
        Decision[] expected = [.. tiny.Files.Select(f => served.Recognizer.Recognize(f))];
        byte[][] bad = [[], [1, 2, 3], bodies[0][..^1], "garbage"u8.ToArray()];

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => served.PostAsync("decisions?name=a.bin", i % EveryBad == 0 ? bad[i / EveryBad % bad.Length] : bodies[i % bodies.Length])));

        for (int i = 0; i < Requests; i++)
        {
            if (i % EveryBad == 0 && bad[i / EveryBad % bad.Length].Length > 0)
                Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Served.RefusalOf(answers[i])).Status);
            else if (i % EveryBad != 0)
                await Served.AssertIs(expected[i % bodies.Length], answers[i]);
            answers[i].Dispose();
        }

        Assert.Equal(0, served.Server.Counts.Open);
    }

    [Fact]
    public async Task Requests_MoreThanAllowed_AreRefusedAtOnce_AndThoseThatWaitGetTheirTurn()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { AtOnce = 1, Waiting = 1 });
        byte[] body = File.ReadAllBytes(tiny.Files[2]);
        await using var working = await served.ConnectAsync(Served.Head("/decisions?name=2.bin", body.Length)); // its body is still to come
        await ServedFaultTests.Until(() => served.Server.Counts.Open == 1);
        var waiting = served.PostAsync("decisions?name=2.bin", body);
        await ServedFaultTests.Until(() => served.Server.Counts.Open == 2);

        using var refused = await served.PostAsync("decisions?name=2.bin", body);
        string ready = await served.Client.GetStringAsync("ready"), metrics = await served.Client.GetStringAsync("metrics"); // they need no turn
        await working.WriteAsync(body);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "as many requests as are allowed are worked on and waiting; try again later"), await Served.RefusalOf(refused));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("Healthy", ready);
        Assert.Matches(@"aspnetcore_rate_limiting_requests_total\{[^}]*aspnetcore_rate_limiting_result=""endpoint_limiter""\} 1", metrics);
        Assert.Contains(" 200 OK", await Served.ToEnd(working));
        using var answer = await waiting;
        await Served.AssertIs(served.Recognizer.Recognize(tiny.Files[2]), answer);
    }

    [Fact]
    public async Task Stop_WhileRequestsRun_AnswersWhatWasAccepted()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { Drain = TimeSpan.FromSeconds(1) });
        byte[] body = File.ReadAllBytes(tiny.Files[3]);
        await using var open = await served.ConnectAsync(Served.Head("/decisions?name=3.bin", body.Length));
        await ServedFaultTests.Until(() => served.Server.Counts.Open == 1);

        var stopping = served.Server.StopAsync();
        using var ready = await served.Client.GetAsync("ready");
        using var draining = await served.PostAsync("decisions?name=3.bin", body);
        await ServedFaultTests.Until(() => IsClosed(served)); // nothing more is accepted
        Assert.False(stopping.IsCompleted);
        await open.WriteAsync(body);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.True(ready.Headers.ConnectionClose);
        await Served.AssertIs(served.Recognizer.Recognize(tiny.Files[3]), draining);
        Assert.Contains(" 200 OK", await Served.ToEnd(open));
        await stopping;
        Assert.Equal((2, 0, 0), (served.Server.Counts.Decisions, served.Server.Counts.Refused, served.Server.Counts.Open));
    }

    [Fact]
    public async Task Stop_WithARequestThatNeverEnds_TakesNoLongerThanItsGrace()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { Grace = TimeSpan.FromSeconds(0.2) });
        await using var open = await served.ConnectAsync(Served.Head("/decisions", 1000));
        await ServedFaultTests.Until(() => served.Server.Counts.Open == 1);

        await served.Server.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, served.Server.Counts.Decisions);
    }

    private static bool IsClosed(Served served)
    {
        try
        {
            using var connection = new System.Net.Sockets.TcpClient("127.0.0.1", served.Server.Address.Port);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }
}
