using System.Net.Sockets;
using System.Text;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>Clients that are slow, half there, or send what is no request: each is given up in time, and others do not notice.</summary>
public sealed class ServedFaultTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1.2);

    [Fact]
    public async Task SlowAndHalfOpenConnections_AreGivenUp()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { Patience = _patience, LeastBytesPerSecond = 1 << 20 });

        await using var halfHead = await served.ConnectAsync("POST /decisions HTTP/1.1\r\nHost: loc");
        await using var halfBody = await served.ConnectAsync(Served.Head("/decisions", 1000) + "some");
        await using var slowReader = await served.ConnectAsync("GET /docs/scalar.js HTTP/1.1\r\nHost: localhost\r\n\r\n"); // 5 MB that are not read
        using var other = await served.PostAsync("decisions?name=0.bin", File.ReadAllBytes(tiny.Files[0]));

        await Served.AssertIs(served.Recognizer.Recognize(tiny.Files[0]), other);
        Assert.StartsWith("HTTP/1.1 408 ", await Served.ToEnd(halfHead), StringComparison.Ordinal);
        string answer = await Served.ToEnd(halfBody);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer);
        await Until(() => served.Server.Counts.Open == 0);
        Assert.Equal((1, 1), (served.Server.Counts.Decisions, served.Server.Counts.Refused));
        await Until(() => slowReader.Socket.Poll(0, SelectMode.SelectError)); // the reader's time has begun when its answer did
        await Assert.ThrowsAsync<IOException>(() => slowReader.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_LongerThanItsTime_IsGivenUp_AlsoWithABodyThatNeverEnds()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { TimeLimit = TimeSpan.FromSeconds(0.3) });

        await using var late = await served.ConnectAsync(Served.Head("/decisions", 1000) + "some");

        string answer = await Served.ToEnd(late);
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Contains("took longer than it may", answer);
        Assert.Equal((0, 1, 0), (served.Server.Counts.Decisions, served.Server.Counts.Refused, served.Server.Counts.Open));
    }

    [Fact]
    public async Task Client_ThatLeaves_FreesItsPlace()
    {
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { AtOnce = 1, Waiting = 1 });
        for (int i = 0; i < 5; i++)
        {
            var leaving = await served.ConnectAsync(Served.Head("/decisions", 1000) + "some");
            await Until(() => served.Server.Counts.Open == 1);
            await leaving.DisposeAsync();
            await Until(() => served.Server.Counts.Open == 0);
        }

        using var answer = await served.PostAsync("decisions?name=1.bin", File.ReadAllBytes(tiny.Files[1]));

        await Served.AssertIs(served.Recognizer.Recognize(tiny.Files[1]), answer);
    }

    [Theory]
    [InlineData("\0\u0001\u0002garbage\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\n\r\n", 505)]
    [InlineData("POST /decisions HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /decisions HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400)]
    [InlineData("POST /decisions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /decisions HTTP/1.1\r\nContent-Length: 1\r\n\r\na", 400)]
    public async Task Bytes_ThatAreNoRequest_AreAnsweredAsSuch(string request, int status)
    {
        await using var served = await Served.StartAsync(tiny.Model);

        await using var connection = await served.ConnectAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", await Served.ToEnd(connection), StringComparison.Ordinal);
        Assert.Equal("Healthy", await served.Client.GetStringAsync("health"));
    }

    [Fact]
    public async Task Connections_AboveTheirNumber_WaitUntilOneEnds()
    {
        const string Request = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        await using var served = await Served.StartAsync(tiny.Model, Served.Options with { Connections = 2 });
        await using var first = await served.ConnectAsync(Request[..^2]);
        await using var second = await served.ConnectAsync(Request[..^2]);
        await using var third = await served.ConnectAsync(Request);
        var answer = Served.ToEnd(third);

        Assert.False(answer.IsCompleted); // and cannot be before one of the others is
        await first.WriteAsync(Encoding.ASCII.GetBytes("\r\n"));

        Assert.StartsWith("HTTP/1.1 200 ", await Served.ToEnd(first), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await answer, StringComparison.Ordinal);
    }

    /// <summary>Waits for what another thread does.</summary>
    internal static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource tooLong = new(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(5, tooLong.Token);
    }
}
