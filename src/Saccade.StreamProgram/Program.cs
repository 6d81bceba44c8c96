using Saccade.Cli.Hosting;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Feeds;
using Saccade.StreamProgram;

try
{
    return (int)await RunAsync(args);
}
catch (Exception e)
{
    // Around a stream: standard output that takes no more, or a process that may open no more files.
    return Failed(e);
}

static async Task<ExitCode> RunAsync(string[] args)
{
    using var console = new ProgramConsole();
    if (Words.AskForHelp(args))
    {
        console.Say(Words.Help);
        return ExitCode.Ok;
    }

    var (settings, problems) = Words.Read(args);
    foreach (string problem in problems)
        console.Tell($"saccade-stream: {problem}");
    if (problems.Count > 0)
        return ExitCode.Usage;

    using var interrupts = new Interrupts(console.Error);
    try
    {
        var model = StreamModel.Load(ModelFile.In(settings.Model), new StreamPlanOptions { Weights = settings.Weights });
        await new StreamFeed(model, settings, console).RunAsync(interrupts.Token);
        return ExitCode.Ok;
    }
    catch (Exception e) when (!IsOfMachine(e))
    {
        var (code, message) = Explain(e, interrupts.Token, settings);
        console.Tell($"saccade-stream: {message}");
        return code;
    }
}

static (ExitCode Code, string Message) Explain(Exception e, CancellationToken stop, StreamSettings settings) => e switch
{
    OperationCanceledException when stop.IsCancellationRequested => (ExitCode.Cancelled, "stopped."),
    EventFormatException or RecordingException => (ExitCode.BadData, e.Message),
    ModelFileException or StreamPlanException => (ExitCode.BadModel, e.Message),
    FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (ExitCode.BadModel, $"the model cannot be read: {ErrorText.Of(e)}"), // sources say it as RecordingException
    ArgumentException => (ExitCode.Usage, $"{settings.Model}: {ErrorText.Of(e)}"),
    _ => (ExitCode.Failure, ErrorText.Of(e)),
};

static bool IsOfMachine(Exception e) => e is TypeInitializationException or FileLoadException or BadImageFormatException;

static int Failed(Exception e)
{
    try
    {
        Console.Error.WriteLine($"saccade-stream: {(e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message} (a damaged installation, or a limit on open files that is too low, see ulimit -n)");
    }
    catch (Exception)
    {
        // There is nowhere left to say it.
    }

    return (int)ExitCode.Failure;
}
