using System.Net;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Recognition;
using Saccade.Server;
using Saccade.Streaming;

namespace Saccade.Cli.Serve;

/// <summary>Options of <c>saccade serve</c>.</summary>
internal sealed record ServeOptions : ICommandOptions
{
    public const string Localhost = "localhost";

    private static readonly ServerOptions _usual = new();

    public required string Model { get; init; }

    public string Listen { get; init; } = _usual.Listen.ToString();

    public int MostMebibytes { get; init; } = (int)(_usual.MostBytes >> 20);

    public int MostEvents { get; init; } = 5_000_000;

    public int? AtOnce { get; init; }

    public int Waiting { get; init; } = _usual.Waiting;

    public int Streams { get; init; } = _usual.Streams;

    public int TimeLimit { get; init; } = (int)_usual.TimeLimit.TotalSeconds;

    public int Drain { get; init; } = (int)_usual.Drain.TotalSeconds;

    public int Grace { get; init; } = (int)_usual.Grace.TotalSeconds;

    public IEnumerable<string> Validate()
    {
        if (EndPoint is null)
            yield return $"--listen {Listen}: expected ADDRESS:PORT, for example 127.0.0.1:8080, localhost:8080, 0.0.0.0:8080 or [::]:8080";
        foreach (var (option, value, least, most) in new[]
        {
            ("--most-mib", MostMebibytes, 1, 1024), ("--most-events", MostEvents, 1, 100_000_000), ("--at-once", AtOnce ?? 1, 1, 10_000), ("--waiting", Waiting, 0, 100_000), ("--streams", Streams, 1, 100_000),
            ("--time-limit", TimeLimit, 1, 3600), ("--drain", Drain, 0, 3600), ("--grace", Grace, 0, 3600),
        })
        {
            if (value < least || value > most)
                yield return $"{option} {value}: expected {least} to {most}";
        }
    }

    /// <summary>The address that was asked for; null if it is none.</summary>
    public IPEndPoint? EndPoint
    {
        get
        {
            string text = Listen.StartsWith(Localhost + ":", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback + Listen[Localhost.Length..] : Listen;
            bool hasPort = text.Count(c => c == ':') == 1 || text.Contains("]:", StringComparison.Ordinal);
            return hasPort && IPEndPoint.TryParse(text, out var address) ? address : null;
        }
    }

    /// <summary>What the server is told.</summary>
    public ServerOptions ForServer(CommandContext context) => _usual with
    {
        Listen = EndPoint!,
        MostBytes = (long)MostMebibytes << 20,
        AtOnce = AtOnce ?? _usual.AtOnce,
        Waiting = Waiting,
        Streams = Streams,
        Connections = Math.Max(_usual.Connections, 2 * ((AtOnce ?? _usual.AtOnce) + Waiting + Streams)),
        TimeLimit = TimeSpan.FromSeconds(TimeLimit),
        Drain = TimeSpan.FromSeconds(Drain),
        Grace = TimeSpan.FromSeconds(Grace),
        Log = new LogLines(context),
    };
}

/// <summary><c>saccade serve</c>: answers requests until it is told to stop.</summary>
internal static class ServeCommand
{
    public static ExitCode Run(ServeOptions options, CommandContext context) => RunAsync(options, context).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(ServeOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        var server = options.ForServer(context);
        using var recognizer = PlanRecognizer.Of(network, card, new RecognizerOptions
        {
            MostBytes = server.MostBytes,
            MostEvents = options.MostEvents,
            WarmUp = true, // so that it is ready when it says so
            Time = context.Console.Time,
        });
        await using var running = await RecognitionServer.StartAsync(recognizer, server, context.Cancellation);
        context.Console.Out.WriteLine($"{card.Name} at {running.Address} (how to use it: {running.Address}docs)");
        if (!IPAddress.IsLoopback(server.Listen.Address))
            context.Tell("note: other machines can reach this address; the server knows neither TLS nor keys, put a proxy before it (docs/how-to/serve.md)");

        await running.RunAsync(context.Cancellation);
        var (decisions, refused, open) = running.Counts;
        context.Tell($"stopped after {Text.Count(decisions, "decision")}; {refused} refused, {open} not answered.");
        return open == 0 ? ExitCode.Ok : ExitCode.Failure;
    }
}
