using System.Globalization;
using System.Net;

namespace Saccade.Streaming.Feeds;

/// <summary>Where the events of a stream come from, as a command line says it.</summary>
internal abstract record StreamPlace
{
    /// <summary>What stands for standard input.</summary>
    private const string StandardInput = "-";

    private StreamPlace()
    {
    }

    /// <summary>A recording.</summary>
    public sealed record File(string Path) : StreamPlace;

    /// <summary>Standard input.</summary>
    public sealed record Pipe : StreamPlace;

    /// <summary>A connection to a server.</summary>
    public sealed record Connection(string Host, int Port) : StreamPlace;

    /// <summary>Connections of clients, one after the other.</summary>
    public sealed record Listener(IPEndPoint Address) : StreamPlace;

    /// <summary>Datagrams.</summary>
    public sealed record Datagrams(IPEndPoint Address) : StreamPlace;

    /// <summary>The place, or null if the text is none.</summary>
    public static StreamPlace? Parse(string text)
    {
        if (text == StandardInput)
            return new Pipe();
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        if (mark < 0)
            return new File(text);
        string host = text[(mark + 3)..];
        int colon = host.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return null;
        host = host[..colon].Trim('[', ']');
        return text[..mark] switch
        {
            "tcp" when host.Length > 0 => new Connection(host, port),
            "listen" when AddressOf(host) is { } address => new Listener(new IPEndPoint(address, port)),
            "udp" when AddressOf(host) is { } address => new Datagrams(new IPEndPoint(address, port)),
            _ => null,
        };
    }

    /// <summary>This machine alone, unless another address is given.</summary>
    private static IPAddress? AddressOf(string host) => host is "" or "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null;
}
