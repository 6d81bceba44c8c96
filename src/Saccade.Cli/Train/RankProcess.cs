using Saccade.Cli.Hosting;
using Saccade.Files;
using Saccade.Tensors;
using Saccade.Training.Ranks;

namespace Saccade.Cli.Train;

/// <summary>One of several processes that train together: joins the others, and sees to it that all end when one cannot go on, with one message.</summary>
internal static class RankProcess
{
    /// <summary>Set by <see cref="RankLauncher"/>, which holds the standard input of rank 0 open and ends it to stop all.</summary>
    public const string LaunchedVariable = "SACCADE_LAUNCHED";

    /// <summary>A launcher may drop what it has not read when it ends all.</summary>
    private static readonly TimeSpan _untilRead = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether what this process would say of a signal is for no one, since rank 0 or the launcher says it.</summary>
    public static bool IsQuiet => MpiEnvironment.Current() is { IsOneOfMany: true } environment && (environment.Rank != 0 || IsLaunched);

    private static bool IsLaunched => Environment.GetEnvironmentVariable(LaunchedVariable) == "1";

    /// <summary>Joins the others and runs.</summary>
    /// <param name="environment">What the launcher left.</param>
    /// <param name="deadline">How long to wait for a silent rank.</param>
    /// <param name="context">What the command runs in.</param>
    /// <param name="run">What to do as one of them; null stands for a process alone.</param>
    public static ExitCode Run(MpiEnvironment environment, TimeSpan deadline, CommandContext context, Func<RankGroup?, CommandContext, ExitCode> run)
    {
        // Before anything can happen to it: some launchers name the process alone that ended.
        if (IsLaunched)
            context.Tell($"{MpirunNoise.Mark}{environment.Rank} {Environment.MachineName} {Environment.ProcessId} {Parent()}");
        using var exchange = MpiExchange.Open(MpiLibrary.Load(environment), deadline, context.Console.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        if (IsLaunched && exchange.Rank == 0)
            Watch(context.Console.OpenInput(), stop);
        try
        {
            if (exchange.Ranks > BatchPart.MostRanks)
                throw new CommandException(ExitCode.Usage, $"got {exchange.Ranks} processes, expected at most {BatchPart.MostRanks}: a batch is cut into that many shards; use a study for more (saccade study --shard)");
            var group = exchange.Ranks == 1 ? null : new RankGroup(exchange, Environment.MachineName, context.Console.Time);
            var code = run(group, context with { Cancellation = stop.Token });
            exchange.Close();
            return exchange.Rank == 0 ? code : ExitCode.Ok;
        }
        catch (Exception e)
        {
            return End(exchange, e, deadline, context, stop.Token);
        }
    }

    /// <summary>The process that began this one, which a launcher knows where a script stands between them; 0 where the system does not tell.</summary>
    private static string Parent()
    {
        const string Status = "/proc/self/stat"; // number, name in brackets, state, parent
        return File.Exists(Status) && File.ReadAllText(Status).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var parent, ..] ? parent : "0";
    }

    /// <summary>Tells the others, lets the one that is to report do so, and ends all.</summary>
    private static ExitCode End(MpiExchange exchange, Exception e, TimeSpan deadline, CommandContext context, CancellationToken stop)
    {
        // The launcher says what ended the run: it knows whether it was asked to stop. The input of rank 0 ends, and a signal comes, when another was killed too, and who spoke of a stop would hide that.
        if (IsLaunched && e is OperationCanceledException && stop.IsCancellationRequested)
        {
            Thread.Sleep(_untilRead);
            exchange.Abort((int)ExitCode.Cancelled);
            return ExitCode.Cancelled;
        }

        int reporter = 0;
        if (e is RankFailedException failed)
            reporter = failed.Reporter;
        else
            exchange.Tell(e is OperationCanceledException && stop.IsCancellationRequested ? "stopped by a signal" : ErrorText.Of(e));

        // The one that reports ends this process too. Where it does not come to it, this one does.
        if (reporter != exchange.Rank)
            Thread.Sleep(deadline);
        var code = CommandRunner.Report(context with { Cancellation = stop }, e, e is OperationCanceledException or RankFailedException or CommandException { Code: ExitCode.Usage } || exchange.Ranks == 1 ? "" : $" (rank {exchange.Rank} on {Environment.MachineName})");
        Thread.Sleep(_untilRead);
        exchange.Abort((int)code);
        return code;
    }

    /// <summary>Stops when the launcher says so or is gone.</summary>
    private static void Watch(Stream input, CancellationTokenSource stop) => new Thread(() =>
    {
        try
        {
            input.ReadByte();
            stop.Cancel();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The run is over.
        }
    })
    { IsBackground = true, Name = "launcher" }.Start();
}
