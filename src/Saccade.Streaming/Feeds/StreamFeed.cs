using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Recognition;
using Saccade.Streaming.Sources;

namespace Saccade.Streaming.Feeds;

/// <summary>Decides what comes from a place until it ends: what <c>saccade stream</c> and <c>saccade-stream</c> do.</summary>
internal sealed class StreamFeed
{
    private readonly StreamModel _model;
    private readonly StreamSettings _settings;
    private readonly IStreamHost _host;

    /// <summary>Prepares it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Valid settings.</param>
    /// <param name="host">The program.</param>
    /// <exception cref="ArgumentException">The model cannot be streamed so: it needs a region, or takes none.</exception>
    public StreamFeed(StreamModel model, StreamSettings settings, IStreamHost host)
    {
        (_model, _settings, _host) = (model, settings, host);
        model.Open(settings.ToStreamOptions(host.Time)).Dispose(); // says now what would be wrong with every source
    }

    /// <summary>
    /// Decides source after source. When it is stopped, the events that were taken are decided as if the source had ended there, and the last decision is said before this ends, final or not.
    /// </summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecordingException">A source cannot be opened.</exception>
    /// <exception cref="EventFormatException">The only source sends what is no events; what came before is decided.</exception>
    /// <exception cref="IOException">The only source failed, or connections cannot be listened for; what came before is decided.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var source in new StreamPlaces(_settings, _host).All(cancellation).ConfigureAwait(false))
        {
            try
            {
                await DecideAsync(source, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (_settings.Place is StreamPlace.Listener && e is EventFormatException or IOException)
            {
                _host.Tell($"{source.Name}: {ErrorText.Of(e)}"); // the next connection is waited for
            }
        }
    }

    private async Task DecideAsync(IEventSource source, CancellationToken cancellation)
    {
        using var session = _model.Open(_settings.ToStreamOptions(_host.Time));
        var tally = new StreamTally(_host.Time);
        var limit = _settings.MostIdle is { } idle ? new IdleLimit(source, idle, _host.Time) : null;
        var queue = new EventQueue(limit ?? source, _settings.Queue, _settings.DropPolicy);
        try
        {
            await foreach (var events in queue.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                session.Push(events, Show);
                _host.Show(tally, session.Counts, queue);
            }
        }
        finally
        {
            session.Finish(Show);
            if (cancellation.IsCancellationRequested && !_settings.EveryStep && session.Decision is { IsFinal: false } open)
                _host.Say(StreamLine.Of(open));
            _host.Ended(new StreamEnd(source.Name, tally, session.Counts, queue.Received, queue.Dropped, source is UdpSource { Malformed: var malformed } ? malformed : 0, limit?.FellSilent == true));
        }

        void Show(StreamSession stream)
        {
            var decision = stream.Decision!;
            tally.Add(decision);
            if (_settings.EveryStep || decision.IsFinal)
                _host.Say(StreamLine.Of(decision));
        }
    }
}
