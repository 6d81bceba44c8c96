using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saccade.Events.Tests.Datasets.Download;

/// <summary>A server on this machine that offers one file and misbehaves on request. One connection carries one request.</summary>
/// <remarks>
/// Written on a socket: the framework's <see cref="HttpListener"/> loses a call of <c>GetContextAsync</c> that meets its <c>Close</c>, and who waits
/// for that call waits for ever.
/// </remarks>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;

    public LocalServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/data.zip");
        _loop = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public byte[] Content { get; set; }

    public string? Tag { get; set; } = "\"v1\"";

    public bool IgnoresRange { get; set; }

    /// <summary>Whether bodies come in chunks, without their length.</summary>
    public bool Chunked { get; set; }

    /// <summary>Where every request is sent on to; null to answer it.</summary>
    public string? Location { get; set; }

    /// <summary>The next answers, one for each request; when none is left the file is served.</summary>
    public Queue<int> Statuses { get; } = new();

    /// <summary>The next bodies end after so many bytes.</summary>
    public Queue<int> Cuts { get; } = new();

    /// <summary>The header Range of each request; null where there was none.</summary>
    public List<string?> Ranges { get; } = [];

    /// <summary>Called before the body of an answer is sent.</summary>
    public Action? BeforeBody { get; set; }

    public void Dispose()
    {
        _closing.Cancel();
        _loop.Wait();
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                var stream = client.GetStream();
                await AnswerAsync(stream, await ReadHeadersAsync(stream));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // This side is closing, or the other went away.
            }
        }
    }

    private async Task<Dictionary<string, string>> ReadHeadersAsync(NetworkStream stream)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        await reader.ReadLineAsync(_closing.Token); // the method and the path, which are always the same
        while (await reader.ReadLineAsync(_closing.Token) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return headers;
    }

    private async Task AnswerAsync(NetworkStream stream, Dictionary<string, string> request)
    {
        string? range = request.GetValueOrDefault("Range");
        Ranges.Add(range);
        int start = range is null || IgnoresRange || request.GetValueOrDefault("If-Range") != Tag ? 0 : int.Parse(range["bytes=".Length..^1]);
        if (Statuses.TryDequeue(out int status))
            await SendHeadAsync(stream, status);
        else if (Location is not null)
            await SendHeadAsync(stream, 302, $"Location: {Location}");
        else if (start >= Content.Length)
            await SendHeadAsync(stream, 416, $"Content-Range: bytes */{Content.Length}");
        else
            await SendFileAsync(stream, start);
    }

    private async Task SendFileAsync(NetworkStream stream, int start)
    {
        List<string> headers = [Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Content.Length - start}"];
        if (Tag is not null)
            headers.Add($"ETag: {Tag}");
        if (start > 0)
            headers.Add($"Content-Range: bytes {start}-{Content.Length - 1}/{Content.Length}");
        BeforeBody?.Invoke();
        await SendHeadAsync(stream, start > 0 ? 206 : 200, [.. headers]);

        ReadOnlyMemory<byte> body = Content.AsMemory(start);
        if (Cuts.TryDequeue(out int cut))
            await stream.WriteAsync(body[..Math.Min(cut, body.Length)], _closing.Token);
        else if (Chunked)
            await SendChunksAsync(stream, body);
        else
            await stream.WriteAsync(body, _closing.Token);
    }

    private async Task SendChunksAsync(NetworkStream stream, ReadOnlyMemory<byte> body)
    {
        const int ChunkBytes = 10_000;
        for (int at = 0; at < body.Length; at += ChunkBytes)
        {
            var chunk = body.Slice(at, Math.Min(ChunkBytes, body.Length - at));
            await SendTextAsync(stream, $"{chunk.Length:x}\r\n");
            await stream.WriteAsync(chunk, _closing.Token);
            await SendTextAsync(stream, "\r\n");
        }

        await SendTextAsync(stream, "0\r\n\r\n");
    }

    /// <summary>Sends status and headers; an answer without headers of its body has none.</summary>
    private Task SendHeadAsync(NetworkStream stream, int status, params string[] headers)
    {
        bool hasBody = headers.Any(h => h.StartsWith("Content-Length", StringComparison.Ordinal) || h.StartsWith("Transfer-", StringComparison.Ordinal));
        string[] all = [$"HTTP/1.1 {status} {(HttpStatusCode)status}", "Connection: close", .. hasBody ? [] : new[] { "Content-Length: 0" }, .. headers];
        return SendTextAsync(stream, string.Join("\r\n", all) + "\r\n\r\n");
    }

    private async Task SendTextAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), _closing.Token);
}
