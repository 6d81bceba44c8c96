namespace Saccade.Events.Model;

/// <summary>One event: at a time, one pixel became brighter or darker by its threshold.</summary>
/// <param name="TimeMicros">Time in microseconds, in the time base of the recording.</param>
/// <param name="X">Column, 0 at the left.</param>
/// <param name="Y">Row, 0 at the top.</param>
/// <param name="Polarity">1 for brighter (ON), 0 for darker (OFF).</param>
public readonly record struct Event(long TimeMicros, ushort X, ushort Y, byte Polarity);
