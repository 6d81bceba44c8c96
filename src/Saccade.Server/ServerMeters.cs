using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Saccade.Recognition;
using Saccade.Streaming;

namespace Saccade.Server;

/// <summary>What the server measures of its own; requests by status and time, connections and refusals by limits are measured by ASP.NET.</summary>
internal sealed class ServerMeters
{
    private const string Name = "Saccade.Server", Duration = "saccade.decision.duration";

    private static readonly string[] _ofFramework = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
    private static readonly double[] _seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Counter<long> _decisions, _events, _outside, _streamSteps, _streamEvents, _streamRestarts;
    private readonly Histogram<double> _duration;

    public ServerMeters(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _decisions = meter.CreateCounter<long>("saccade.decisions", "{decision}", "Decisions, by class.");
        _events = meter.CreateCounter<long>("saccade.events", "{event}", "Events of the recordings that were decided.");
        _outside = meter.CreateCounter<long>("saccade.events.outside", "{event}", "Events left out because they are outside the model's sensor.");
        Streams = meter.CreateUpDownCounter<int>("saccade.streams", "{stream}", "Streams that are open.");
        _streamSteps = meter.CreateCounter<long>("saccade.stream.steps", "{step}", "Time steps of streams.");
        _streamEvents = meter.CreateCounter<long>("saccade.stream.events", "{event}", "Events of streams, by what became of them.");
        _streamRestarts = meter.CreateCounter<long>("saccade.stream.restarts", "{restart}", "Streams that began anew because time jumped.");
        _duration = meter.CreateHistogram<double>(Duration, "s", "Time of a decision, by stage.");
    }

    /// <summary>Streams that are open.</summary>
    public UpDownCounter<int> Streams { get; }

    /// <summary>What is offered to Prometheus: what this server measures, and not what another one in the same process does.</summary>
    public static void AddTo(MeterProviderBuilder metrics)
    {
        metrics.AddMeter([Name, .. _ofFramework]);
        ((IDeferredMeterProviderBuilder)metrics).Configure((services, later) =>
        {
            var own = services.GetRequiredService<IMeterFactory>();
            later.AddView(instrument => instrument.Meter.Scope is IMeterFactory other && other != own ? MetricStreamConfiguration.Drop : Stream(instrument));
        });
    }

    private static ExplicitBucketHistogramConfiguration? Stream(Instrument instrument)
        => instrument.Name == Duration ? new() { Boundaries = _seconds } : null;

    /// <summary>Counts what has become of the events of a stream since it was last counted.</summary>
    public void Add(StreamCounts before, StreamCounts now)
    {
        _streamSteps.Add(now.Steps - before.Steps);
        _streamRestarts.Add(now.Restarts - before.Restarts);
        foreach (var (fate, count) in new[] { ("pushed", now.Events - before.Events), ("outside", now.Outside - before.Outside), ("unseen", now.Unseen - before.Unseen), ("late", now.Late - before.Late) })
            _streamEvents.Add(count, new KeyValuePair<string, object?>("fate", fate));
    }

    /// <summary>Counts a decision.</summary>
    public void Add(Decision decision)
    {
        _decisions.Add(1, new KeyValuePair<string, object?>("label", decision.Label));
        _events.Add(decision.Events);
        _outside.Add(decision.Outside);
        foreach (var (stage, time) in new[] { ("read", decision.Times.Reading), ("frames", decision.Times.Framing), ("network", decision.Times.Network) })
            _duration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }
}
