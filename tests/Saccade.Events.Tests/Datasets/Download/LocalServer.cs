using System.Net;
using System.Net.Sockets;

namespace Saccade.Events.Tests.Datasets.Download;

/// <summary>A server on this machine that offers one file and misbehaves on request.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public LocalServer(byte[] content)
    {
        Content = content;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/data.zip");
        _listener.Prefixes.Add(new Uri(Address, "/").AbsoluteUri);
        _listener.Start();
        _loop = Task.Run(Serve);
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
        _listener.Close();
        _loop.Wait();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                Answer(context.Request, context.Response);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The other side went away.
            }
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        string? range = request.Headers["Range"];
        Ranges.Add(range);
        if (Statuses.TryDequeue(out int status))
        {
            response.StatusCode = status;
            response.Close();
            return;
        }

        if (Location is not null)
        {
            response.StatusCode = 302;
            response.Headers["Location"] = Location;
            response.Close();
            return;
        }

        if (Tag is not null)
            response.Headers["ETag"] = Tag;
        int start = range is null || IgnoresRange || request.Headers["If-Range"] != Tag ? 0 : int.Parse(range["bytes=".Length..^1]);
        if (start >= Content.Length)
        {
            response.StatusCode = 416;
            response.Headers["Content-Range"] = $"bytes */{Content.Length}";
            response.Close();
            return;
        }

        response.StatusCode = start > 0 ? 206 : 200;
        if (start > 0)
            response.Headers["Content-Range"] = $"bytes {start}-{Content.Length - 1}/{Content.Length}";
        if (Chunked)
            response.SendChunked = true;
        else
            response.ContentLength64 = Content.Length - start;
        BeforeBody?.Invoke();
        if (Cuts.TryDequeue(out int cut))
        {
            response.OutputStream.Write(Content, start, Math.Min(cut, Content.Length - start));
            response.OutputStream.Flush();
            response.Abort();
            return;
        }

        response.OutputStream.Write(Content, start, Content.Length - start);
        response.Close();
    }
}
