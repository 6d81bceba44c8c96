using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saccade.Recognition;
using Saccade.Server;
using Xunit;

namespace Saccade.Tests.Server;

/// <summary>A server on a free port of this machine, and a client of it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private Served(Recognizer recognizer, RecognitionServer server)
        => (Recognizer, Server, Client) = (recognizer, server, new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) });

    public static ServerOptions Options { get; } = new() { Listen = new IPEndPoint(IPAddress.Loopback, 0) };

    public Recognizer Recognizer { get; }

    public RecognitionServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<Served> StartAsync(string model, ServerOptions? options = null) => await StartAsync(Recognizer.Load(model), options);

    public static async Task<Served> StartAsync(Recognizer recognizer, ServerOptions? options = null)
        => new(recognizer, await RecognitionServer.StartAsync(recognizer, options ?? Options, TestContext.Current.CancellationToken));

    /// <summary>Sends a body as it is.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? type = null)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return Client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>The status and the sentence of a refusal, after its form was checked.</summary>
    public static async Task<(HttpStatusCode Status, string Sentence)> RefusalOf(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True("application/problem+json" == answer.Content.Headers.ContentType?.MediaType, $"{answer.StatusCode}: {text}");
        var problem = JsonElement.Parse(text);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        string sentence = problem.GetProperty("detail").GetString()!;
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain("Exception", sentence);
        return (answer.StatusCode, sentence);
    }

    /// <summary>The answer to a request is this decision, to the bit.</summary>
    public static async Task AssertIs(Decision expected, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {text}");
        var said = JsonElement.Parse(text);
        Assert.Equal((expected.Label, expected.Class, expected.Events, expected.Outside), (said.GetProperty("label").GetString(), said.GetProperty("class").GetInt32(), said.GetProperty("events").GetInt64(), said.GetProperty("outside").GetInt64()));
        Assert.Equal(expected.Probabilities.Select(BitConverter.DoubleToInt64Bits), Bits(said));
        JsonElement[] steps = [.. said.GetProperty("steps").EnumerateArray()];
        Assert.Equal(expected.AfterEachStep.Select(s => (s.Step, s.Class, s.Label, s.Confidence)), steps.Select(s => (s.GetProperty("step").GetInt32(), s.GetProperty("class").GetInt32(), s.GetProperty("label").GetString()!, s.GetProperty("confidence").GetDouble())));
        Assert.Equal(expected.AfterEachStep.SelectMany(s => s.Probabilities).Select(BitConverter.DoubleToInt64Bits), steps.SelectMany(Bits));
    }

    /// <summary>Waits for what the server measures: some of it is measured when a request has been answered.</summary>
    public async Task UntilMeasured(string pattern)
    {
        using CancellationTokenSource tooLong = new(TimeSpan.FromSeconds(30));
        while (!Regex.IsMatch(await Client.GetStringAsync("metrics", tooLong.Token), pattern))
            await Task.Delay(20, tooLong.Token);
    }

    /// <summary>A connection without a client's care: bytes go out as they are given.</summary>
    public async Task<NetworkStream> ConnectAsync(string text = "")
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1 << 12 };
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = new(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        return stream;
    }

    /// <summary>The head of a request whose body comes later.</summary>
    public static string Head(string path, int length) => $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n";

    /// <summary>All that comes until the other side closes.</summary>
    public static async Task<string> ToEnd(Stream stream)
    {
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Recognizer.Dispose();
    }

    private static IEnumerable<long> Bits(JsonElement said) => said.GetProperty("probabilities").EnumerateArray().Select(p => BitConverter.DoubleToInt64Bits(p.GetDouble()));
}
