using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Files;
using Saccade.Streaming;
using Saccade.Streaming.Feeds;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary>Options of <c>saccade stream</c>.</summary>
/// <param name="Settings">What is asked for.</param>
internal sealed record StreamCommandOptions(StreamSettings Settings) : ICommandOptions
{
    public IEnumerable<string> Validate() => Settings.Validate();
}

/// <summary><c>saccade stream</c>: decides on events while they come.</summary>
internal static class StreamCommand
{
    public static ExitCode Run(StreamCommandOptions options, CommandContext context)
    {
        var settings = options.Settings;
        var model = Models.Streams(settings.Model, new StreamPlanOptions { Weights = settings.Weights });
        FeedOf(model, settings, context).RunAsync(context.Cancellation).GetAwaiter().GetResult();
        return ExitCode.Ok;
    }

    private static StreamFeed FeedOf(StreamModel model, StreamSettings settings, CommandContext context)
    {
        try
        {
            return new StreamFeed(model, settings, new Host(context));
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"--region: {ErrorText.Of(e)}", e);
        }
    }

    /// <summary>Decisions to standard output, a line that follows the stream and its summary to standard error.</summary>
    private sealed class Host(CommandContext context) : IStreamHost
    {
        private readonly ProgressDisplay _display = new(context.Console);

        public TimeProvider Time => context.Console.Time;

        public Stream OpenInput() => context.Console.OpenInput();

        public void Tell(string line) => context.Tell(line);

        public void Say(string line) => context.Console.Out.Write(line);

        public void Show(StreamTally tally, StreamCounts counts, EventQueue queue) => _display.Status(() => StreamText.Line(tally, counts, queue));

        public void Ended(StreamEnd end)
        {
            _display.Clear();
            StreamText.Write(end, context.Console.Error);
        }
    }
}
