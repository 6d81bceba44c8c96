namespace Saccade.Events.Store;

/// <summary>A recording of a store whose events are not those that were stored.</summary>
/// <param name="Id">The recording.</param>
/// <param name="File">The shard it lies in.</param>
public sealed record StoreDamage(string Id, string File);
