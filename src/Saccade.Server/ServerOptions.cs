using System.Net;
using Microsoft.Extensions.Logging;

namespace Saccade.Server;

/// <summary>Where a server listens, and what it lets one request and all of them together take. Nothing here changes a decision.</summary>
/// <remarks>
/// Memory is bounded by these numbers and those of the recognizer: <see cref="AtOnce"/> recordings with their workspaces, and 64 KiB for each of <see cref="Connections"/>.
/// </remarks>
public sealed record ServerOptions
{
    /// <summary>Address and port; port 0 takes a free one. Only this machine can reach the default.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>The most bytes of a request's body; one of more is refused (413) as soon as that is known.</summary>
    public long MostBytes { get; init; } = 16L << 20;

    /// <summary>Requests that are worked on at once: their bodies are read, the network runs.</summary>
    public int AtOnce { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>Requests that wait for their turn when <see cref="AtOnce"/> are worked on; more are refused (503).</summary>
    public int Waiting { get; init; } = 1024;

    /// <summary>Streams that are open at once; more are refused (503). Each has a state of the network and computes on one core at most.</summary>
    public int Streams { get; init; } = 256;

    /// <summary>
    /// Connections that are open at once; further ones wait until one ends. Each is an open file of the process: if that may open fewer, as many as it may, less some for itself.
    /// </summary>
    public int Connections { get; init; } = 4096;

    /// <summary>How long a request may take from its turn on, its body included; then it is given up (504).</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the head of a request may take, and a body that comes more slowly than <see cref="LeastBytesPerSecond"/>; then it is given up (408). More than a second.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The slowest pace at which a body may come, and an answer be taken, for longer than <see cref="Patience"/>.</summary>
    public int LeastBytesPerSecond { get; init; } = 1024;

    /// <summary>
    /// How long a server that was told to stop goes on accepting requests while it says that it is not ready, so that those who send them can look for another one.
    /// </summary>
    public TimeSpan Drain { get; init; }

    /// <summary>How long requests that were accepted may take to end once no more are accepted.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who is told of warnings and errors; null for nobody.</summary>
    public ILoggerProvider? Log { get; init; }

    /// <summary>What is wrong, one sentence each; nothing if all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Listen is null)
            yield return $"{nameof(Listen)}: got null, expected an address and a port";
        foreach (var (name, value, least) in new[] { (nameof(MostBytes), MostBytes, 1), (nameof(AtOnce), AtOnce, 1), (nameof(Waiting), Waiting, 0), (nameof(Streams), Streams, 1), (nameof(Connections), Connections, 1), (nameof(LeastBytesPerSecond), LeastBytesPerSecond, 1) })
        {
            if (value < least)
                yield return $"{name}: got {value}, expected {least} or more";
        }

        foreach (var (name, value, least) in new[] { (nameof(TimeLimit), TimeLimit, 0.001), (nameof(Patience), Patience, 1.001), (nameof(Drain), Drain, 0), (nameof(Grace), Grace, 0) })
        {
            if (value < TimeSpan.FromSeconds(least) || value > TimeSpan.FromDays(1))
                yield return $"{name}: got {value.TotalSeconds} s, expected {least} to {TimeSpan.FromDays(1).TotalSeconds} s";
        }
    }

    /// <summary>These options, if they are sound.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal ServerOptions Checked()
        => Problems().ToList() is { Count: > 0 } problems ? throw new ArgumentException($"{nameof(ServerOptions)}: {string.Join("; ", problems)}", "options") : this;
}
