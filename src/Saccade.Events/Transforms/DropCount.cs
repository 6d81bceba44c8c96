namespace Saccade.Events.Transforms;

/// <summary>How many events were left out for a reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Events">How many, at least 1.</param>
public readonly record struct DropCount(DropReason Reason, int Events);
