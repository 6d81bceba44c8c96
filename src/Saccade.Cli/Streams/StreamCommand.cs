using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Streaming;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary><c>saccade stream</c>: decides on events while they come.</summary>
internal static class StreamCommand
{
    public static ExitCode Run(StreamCommandOptions options, CommandContext context) => RunAsync(options, context).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(StreamCommandOptions options, CommandContext context)
    {
        var model = Models.Streams(options.Model, new StreamPlanOptions { Weights = options.Weights });
        await foreach (var source in new StreamSources(options, context).All(context.Cancellation).ConfigureAwait(false))
        {
            try
            {
                await DecideAsync(model, source, options, context).ConfigureAwait(false);
            }
            catch (Exception e) when (options.Place is StreamPlace.Listener && e is EventFormatException or IOException)
            {
                context.Tell($"{source.Name}: {ErrorText.Of(e)}"); // the next connection is waited for
            }
        }

        return ExitCode.Ok;
    }

    private static async Task DecideAsync(StreamModel model, IEventSource source, StreamCommandOptions options, CommandContext context)
    {
        using var session = Open(model, options, context);
        var queue = new EventQueue(source, options.Queue, options.DropPolicy);
        var (display, tally) = (new ProgressDisplay(context.Console), new StreamTally(context.Console.Time));
        try
        {
            await foreach (var events in queue.ReadAllAsync(context.Cancellation).ConfigureAwait(false))
            {
                session.Push(events, Show);
                display.Status(() => tally.Line(session.Counts, queue));
            }

            session.Finish(Show);
        }
        finally
        {
            display.Clear();
            tally.Write(context.Console.Error, source.Name, session.Counts, queue, source is UdpSource { Malformed: var malformed } ? malformed : 0);
        }

        void Show(StreamSession stream)
        {
            var decision = stream.Decision!;
            tally.Add(decision);
            if (options.EveryStep || decision.IsFinal)
                JsonOutput.WriteLine(context.Console.Out, StreamLine.Of(decision));
        }
    }

    private static StreamSession Open(StreamModel model, StreamCommandOptions options, CommandContext context)
    {
        try
        {
            return model.Open(options.ToStreamOptions(context.Console.Time));
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"--region: {ErrorText.Of(e)}", e);
        }
    }
}

/// <summary>A decision as a line of JSON.</summary>
internal sealed record StreamLine(long Decision, int Step, string Label, int Class, double Confidence, IReadOnlyList<double> Probabilities, bool Final, long TimeUs, long Events, double ComputeUs)
{
    public static StreamLine Of(StreamDecision d)
        => new(d.Number, d.Step, d.Label, d.Class, d.Confidence, d.Probabilities, d.IsFinal, d.TimeMicros, d.Events, d.Compute.TotalMicroseconds);
}
