namespace Saccade.Events.Datasets.Clips;

/// <summary>A line of a table of clips.</summary>
/// <param name="Label">Label, from 0.</param>
/// <param name="Start">Time of the first event that belongs to it, in microseconds.</param>
/// <param name="End">Time from which events do not belong to it any more, in microseconds.</param>
internal readonly record struct ClipLine(int Label, long Start, long End);
