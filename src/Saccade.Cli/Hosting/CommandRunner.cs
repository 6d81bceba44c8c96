using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Events.Sources;
using Saccade.Files;
using Saccade.Networks.Files;
using Saccade.Networks.Import;
using Saccade.Recognition;
using Saccade.Training.Checkpoints;
using Saccade.Training.Recipes;
using Saccade.Training.Studies;

namespace Saccade.Cli.Hosting;

/// <summary>Runs a command and turns whatever goes wrong into lines on standard error and an exit code.</summary>
internal static class CommandRunner
{
    private const int MostProblems = 50;
    private const string DebugVariable = "SACCADE_DEBUG";

    public static int Run<TOptions>(CommandContext context, TOptions options, Func<TOptions, CommandContext, ExitCode> run)
        where TOptions : ICommandOptions
    {
        string[] problems = [.. options.Validate()];
        foreach (string problem in problems)
            context.Tell($"saccade: {problem}");
        if (problems.Length > 0)
            return (int)ExitCode.Usage;

        try
        {
            return (int)run(options, context);
        }
        catch (Exception e)
        {
            return (int)Report(context, e);
        }
    }

    /// <summary>Says what went wrong.</summary>
    /// <param name="context">Where.</param>
    /// <param name="e">What was thrown.</param>
    /// <param name="place">Where it was, as the end of a sentence; empty for this process alone.</param>
    public static ExitCode Report(CommandContext context, Exception e, string place = "")
    {
        var (code, message) = Explain(e, context.Cancellation);
        if (((e as RecipeException)?.Problems ?? (e as StudyException)?.Problems) is { } problems)
        {
            foreach (var problem in problems.Take(MostProblems))
                context.Tell(problem.ToString());
            if (problems.Count > MostProblems)
                context.Tell($"... and {problems.Count - MostProblems} more");
        }

        // Only our own messages have lines on purpose; a line feed in any other comes from a name.
        string[] lines = e is CommandException or RunFolderException or WeightMismatchException ? message.Split(Environment.NewLine) : [message];
        context.Tell($"saccade: {lines[0]}{place}");
        foreach (string line in lines.Skip(1))
            context.Tell(line);

        if (Environment.GetEnvironmentVariable(DebugVariable) == "1" && code != ExitCode.Cancelled)
            context.Console.Error.Write(e + "\n");
        return code;
    }

    private static (ExitCode Code, string Message) Explain(Exception e, CancellationToken cancellation) => e switch
    {
        OperationCanceledException when cancellation.IsCancellationRequested => (ExitCode.Cancelled, "stopped."),
        CommandException known => (known.Code, known.Message),
        RecipeException recipe => (ExitCode.Usage, recipe.Problems.Count == 1 ? "the recipe has a problem." : $"the recipe has {recipe.Problems.Count} problems."),
        StudyException study => (ExitCode.Usage, study.Problems.Count == 1 ? "the study has a problem." : $"the study has {study.Problems.Count} problems."),
        EventFormatException or EventWriteException or DatasetException or StoreException or RecordingException => (ExitCode.BadData, e.Message),
        ModelFileException or WeightMismatchException => (ExitCode.BadModel, e.Message),
        SaccadeException or IOException or UnauthorizedAccessException => (ExitCode.Failure, ErrorText.Of(e)),
        OutOfMemoryException => (ExitCode.Failure, "not enough memory; use a smaller batch, fewer frames or smaller ones."),
        AggregateException { InnerException: { } inner } => Explain(inner, cancellation),
        _ => (ExitCode.Failure, $"unexpected error: {ErrorText.Of(e)} (set {DebugVariable}=1 to see where)"),
    };
}
