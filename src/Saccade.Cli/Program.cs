using System.Runtime.CompilerServices;
using Saccade.Cli;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Cli.Train;
using Saccade.Training.Ranks;

try
{
    return Run(args);
}
catch (Exception e)
{
    // Before or around a command: standard output that takes no more, or a process that may open no more files.
    return Failed(e);
}

static int Run(string[] args)
{
    // mpirun makes a terminal of its pipes, and the runtime would begin the results with a sequence for it.
    if (MpiEnvironment.Current().IsOneOfMany)
        Environment.SetEnvironmentVariable("TERM", "dumb");
    var console = new SystemConsole();
    using var interrupts = new Interrupts(RankProcess.IsQuiet ? TextWriter.Null : console.Error);
    var context = new CommandContext(console, interrupts.Token);
    return CommandLine.Run(CommandTree.Build(context), args, context);
}

static int Failed(Exception e)
{
    try
    {
        Say(e);
    }
    catch (Exception)
    {
        // There is nowhere left to say it.
    }

    return (int)ExitCode.Failure;
}

// Apart, since even the console's assembly may not open, which is found when a method that needs it begins.
[MethodImpl(MethodImplOptions.NoInlining)]
static void Say(Exception e)
{
    var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
    string advice = cause is FileNotFoundException or FileLoadException ? " (a damaged installation, or a limit on open files that is too low, see ulimit -n)" : "";
    Console.Error.WriteLine($"saccade: {cause.Message}{advice}");
}

/// <summary>The program; not the public class that ASP.NET would make of it.</summary>
internal sealed partial class Program;
