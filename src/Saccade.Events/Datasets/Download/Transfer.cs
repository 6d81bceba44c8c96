using System.Net;
using System.Net.Http.Headers;
using Saccade.Files;

namespace Saccade.Events.Datasets.Download;

/// <summary>One connection: asks for what is missing of a file and appends what comes.</summary>
internal sealed class Transfer(HttpClient client, ArchiveFile file, PartFile part, TimeSpan stall, TimeProvider time)
{
    private const int ChunkBytes = 1 << 17;

    /// <summary>Whether what was there before had to be given up.</summary>
    public bool Restarted { get; private set; }

    /// <summary>Fetches until the file is complete.</summary>
    /// <exception cref="TransientFailure">The connection failed in a way that may pass.</exception>
    /// <exception cref="DownloadException">Another try would not help.</exception>
    public async Task RunAsync(Action<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(stall, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var request = Request();
            using var response = await SendAsync(request, both.Token);
            if (!Begin(response, out long? total))
                return;
            long most = total ?? file.Bytes ?? long.MaxValue;
            using var body = await response.Content.ReadAsStreamAsync(both.Token);
            byte[] chunk = new byte[ChunkBytes];
            while (true)
            {
                patience.CancelAfter(stall);
                int got = await body.ReadAsync(chunk, both.Token);
                if (got == 0)
                    break;
                if (got > most - part.Length)
                    throw TooLong(most);
                part.Append(chunk.AsSpan(0, got));
                progress?.Invoke(new DownloadProgress(file.Name, part.Length, total ?? file.Bytes));
            }

            // Without a length and without chunks, a lost connection looks like the end.
            long? wanted = total ?? (response.Headers.TransferEncodingChunked == true ? null : file.Bytes);
            if (wanted is { } whole && part.Length != whole)
                throw new TransientFailure($"the connection ended after {part.Length} of {whole} bytes");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientFailure($"nothing came for {stall.TotalSeconds:0.#} seconds", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TransientFailure(ErrorText.Of(e), e);
        }
    }

    /// <summary>Sends a request; only addresses of the web are asked, also where a server sends on to another.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (!IsWeb(request.RequestUri))
            throw new DownloadException(file.Name, $"expected an address that begins with http or https, got {request.RequestUri}; fetch it by hand");
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e) when (!IsWeb(request.RequestUri))
        {
            // The framework notes in the request where it was sent on to.
            throw new DownloadException(file.Name, $"{file.Address} sends on to {request.RequestUri}; expected http or https: fetch it with a browser", e);
        }
        catch (Exception e) when (e is UriFormatException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // What the framework makes of an address in a redirect that it cannot follow.
            throw new DownloadException(file.Name, $"{file.Address} sends on to an address that cannot be followed ({ErrorText.Of(e)}); expected http or https: fetch it with a browser", e);
        }
    }

    private static bool IsWeb(Uri? address) => address is { IsAbsoluteUri: true } && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>More comes than there should be: nothing of it can be trusted, and it could go on until the disk is full.</summary>
    private DownloadException TooLong(long most)
    {
        part.Restart(null);
        return new DownloadException(file.Name, $"the server sends more than the {most} bytes that are expected; what was fetched from {file.Address} was deleted, the data set was changed or moved");
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (part.Length > 0 && part.Validator is { } validator)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        return request;
    }

    /// <summary>Looks at the answer; false when the file is complete already.</summary>
    private bool Begin(HttpResponseMessage response, out long? total)
    {
        var range = response.Content.Headers.ContentRange;
        total = null;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                Restarted |= part.Length > 0;
                total = response.Content.Headers.ContentLength;
                CheckLength(total);
                part.Restart(Validator(response));
                return true;
            case HttpStatusCode.PartialContent when range?.From == part.Length:
                total = range.Length;
                CheckLength(total);
                return true;
            case HttpStatusCode.RequestedRangeNotSatisfiable when range?.Length == part.Length:
                return false;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                Restarted = true;
                part.Restart(null);
                throw new TransientFailure($"the server answered with another part of the file than was asked for ({range})");
            default:
                throw Refusal(response);
        }
    }

    private void CheckLength(long? total)
    {
        if (total is { } offered && file.Bytes is { } expected && offered != expected)
            throw new DownloadException(file.Name, $"the server has a file of {offered} bytes, expected {expected}; the data set was changed or moved: {file.Address}");
    }

    /// <summary>What tells versions apart: a strong entity tag, else the date of the last change.</summary>
    private static string? Validator(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag
        ? tag.Tag
        : response.Content.Headers.LastModified?.ToString("R");

    private Exception Refusal(HttpResponseMessage response)
    {
        int code = (int)response.StatusCode;
        string problem = $"the server answered {code} {response.ReasonPhrase}";
        var pause = response.Headers.RetryAfter?.Delta;
        if (code is >= 300 and < 400)
            problem += $" and sends on to {Target(response)}, which is not followed (only http and https, never from https to http, and not for ever)";
        return code is 408 or 425 or 429 or >= 500
            ? new TransientFailure(problem, pause: pause)
            : new DownloadException(file.Name, $"{problem} for {file.Address}; the file was moved or needs a login: fetch it with a browser");
    }

    private static string Target(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : "no address";
}
