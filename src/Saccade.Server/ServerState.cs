using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Saccade.Server;

/// <summary>What a server has answered.</summary>
/// <param name="Decisions">Requests that got a decision.</param>
/// <param name="Refused">Requests for one that were refused or given up.</param>
/// <param name="Open">Requests that have no answer yet.</param>
public readonly record struct ServerCounts(long Decisions, long Refused, long Open);

/// <summary>Whether a server accepts requests, and how many it has answered. Safe for several threads.</summary>
internal sealed class ServerState : IHealthCheck
{
    private long _decisions, _refused, _open;
    private volatile bool _isDraining;

    /// <summary>Whether it was told to stop.</summary>
    public bool IsDraining => _isDraining;

    public ServerCounts Counts => new(Interlocked.Read(ref _decisions), Interlocked.Read(ref _refused), Interlocked.Read(ref _open));

    public void BeginDraining() => _isDraining = true;

    /// <summary>A request for a decision has come.</summary>
    public void Accept() => Interlocked.Increment(ref _open);

    /// <summary>It was answered.</summary>
    public void Answer(bool isDecision)
    {
        Interlocked.Increment(ref isDecision ? ref _decisions : ref _refused);
        Interlocked.Decrement(ref _open);
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(IsDraining ? HealthCheckResult.Unhealthy("stopping") : HealthCheckResult.Healthy());
}
