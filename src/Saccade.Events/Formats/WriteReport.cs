namespace Saccade.Events.Formats;

/// <summary>What a writer wrote.</summary>
/// <param name="Events">Events.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="TimeShift">
/// Microseconds added to every time, since the format could not hold the times as they were; 0 when they are unchanged.
/// </param>
/// <param name="SensorDropped">Whether the size of the sensor was known and the format has no place for it.</param>
public sealed record WriteReport(long Events, long Bytes, long TimeShift, bool SensorDropped);
