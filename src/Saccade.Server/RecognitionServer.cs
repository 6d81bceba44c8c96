using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Saccade.Recognition;

namespace Saccade.Server;

/// <summary>
/// Answers recordings over HTTP with what a model decides.
/// <code>
/// using var recognizer = Recognizer.Load("cars.safetensors", new RecognizerOptions { WarmUp = true });
/// await using var server = await RecognitionServer.StartAsync(recognizer);
/// await server.RunAsync(stop); // until the token says so
/// </code>
/// </summary>
/// <remarks>
/// It takes no settings from files or from the environment of the process, and listens to no signals: whoever starts it decides. Requests cause nothing to be executed or written.
/// </remarks>
public sealed class RecognitionServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerOptions _options;
    private readonly ServerState _state;

    private RecognitionServer(WebApplication app, ServerOptions options)
        => (_app, _options, _state) = (app, options, app.Services.GetRequiredService<ServerState>());

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What it has answered so far.</summary>
    public ServerCounts Counts => _state.Counts;

    /// <summary>Begins to listen.</summary>
    /// <param name="recognizer">The model. Its own limits hold too; it is not disposed.</param>
    /// <param name="options">Where and within which limits; null for the usual.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="IOException">The address is taken or may not be used, or the process may open too few files.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<RecognitionServer> StartAsync(Recognizer recognizer, ServerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        var settled = (options ?? new ServerOptions()).Checked();
        var app = ServerApplication.Build(recognizer, settled);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return new RecognitionServer(app, settled);
        }
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (e is SocketException)
                throw new IOException($"cannot listen on {settled.Listen}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Answers until it is told to stop, and stops as <see cref="StopAsync"/> says.</summary>
    /// <param name="stop">Tells it to stop.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Says that it is not ready, goes on for <see cref="ServerOptions.Drain"/>, then accepts nothing more and waits until what was accepted is answered, for
    /// <see cref="ServerOptions.Grace"/> at most. <see cref="ServerCounts.Open"/> tells what was not.
    /// </summary>
    public async Task StopAsync()
    {
        _state.BeginDraining();
        await Task.Delay(_options.Drain).ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once what is still open.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
