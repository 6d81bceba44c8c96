using Microsoft.AspNetCore.Http;

namespace Saccade.Server;

/// <summary>The body of a request.</summary>
internal static class RequestBody
{
    /// <summary>Refuses what is no plain body: what is in it would be taken for a damaged file.</summary>
    /// <exception cref="BadHttpRequestException">It is compressed or a form of several parts.</exception>
    public static void RefuseEncoded(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new BadHttpRequestException($"got a body with Content-Encoding {encoding}, expected one without", StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
            throw new BadHttpRequestException("got a form, expected the file itself as body (curl --data-binary @FILE)", StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>All of it; the server's limit bounds it.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellation);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
