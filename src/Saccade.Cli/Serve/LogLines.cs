using Microsoft.Extensions.Logging;
using Saccade.Cli.Hosting;
using Saccade.Files;

namespace Saccade.Cli.Serve;

/// <summary>Warnings and errors of the server as lines on standard error.</summary>
/// <param name="context">Where they go.</param>
internal sealed class LogLines(CommandContext context) : ILoggerProvider, ILogger
{
    private readonly Lock _turn = new(); // a writer is for one thread at a time

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        lock (_turn)
            context.Tell($"saccade: {formatter(state, null)}{(exception is null ? "" : $" {ErrorText.Of(exception)}")}");
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
