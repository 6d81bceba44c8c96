using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Serve;

/// <summary>How <c>saccade serve</c> is written.</summary>
internal static class ServeSyntax
{
    public static Command Create(CommandContext context)
    {
        var usual = new ServeOptions { Model = "" };
        var model = new Option<string>("--model", "-m") { Description = "The model file, or the run folder it is in.", HelpName = "FILE", Required = true };
        var listen = Of("--listen", "Address and port; port 0 takes a free one. Other machines reach it only if the address is not this machine's own.", usual.Listen, "ADDRESS:PORT");
        var mostMebibytes = Of("--most-mib", "Largest recording, in MiB.", usual.MostMebibytes);
        var mostEvents = Of("--most-events", "Most events of a recording.", usual.MostEvents);
        var atOnce = new Option<int?>("--at-once") { Description = "Requests worked on at once; default: four for each core.", HelpName = "N" };
        var waiting = Of("--waiting", "Requests that may wait for their turn; more are refused.", usual.Waiting);
        var streams = Of("--streams", "Streams (WebSockets) that may be open at once; more are refused.", usual.Streams);
        var timeLimit = Of("--time-limit", "Seconds that a request may take.", usual.TimeLimit);
        var drain = Of("--drain", "Seconds in which a server that was told to stop still accepts requests, while /ready says no.", usual.Drain);
        var grace = Of("--grace", "Seconds after that in which accepted requests may end.", usual.Grace);
        var command = new CommandWithExamples(
            "serve",
            "Answer recordings over HTTP with decisions, until Ctrl-C or SIGTERM.",
            "saccade serve --model runs/hsd-nmnist",
            "saccade serve --model cars.safetensors --listen 127.0.0.1:9000 --at-once 8",
            "curl --data-binary @drive.dat http://127.0.0.1:8080/decisions")
        {
            model, listen, mostMebibytes, mostEvents, atOnce, waiting, streams, timeLimit, drain, grace,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ServeOptions
            {
                Model = parsed.GetRequiredValue(model),
                Listen = parsed.GetRequiredValue(listen),
                MostMebibytes = parsed.GetRequiredValue(mostMebibytes),
                MostEvents = parsed.GetRequiredValue(mostEvents),
                AtOnce = parsed.GetValue(atOnce),
                Waiting = parsed.GetRequiredValue(waiting),
                Streams = parsed.GetRequiredValue(streams),
                TimeLimit = parsed.GetRequiredValue(timeLimit),
                Drain = parsed.GetRequiredValue(drain),
                Grace = parsed.GetRequiredValue(grace),
            },
            ServeCommand.Run));
        return command;
    }

    private static Option<T> Of<T>(string name, string description, T usual, string helpName = "N")
        => new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => usual };
}
