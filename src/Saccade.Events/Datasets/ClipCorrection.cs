namespace Saccade.Events.Datasets;

/// <summary>A known mistake in a published table of clips, and its correction.</summary>
/// <param name="Recording">Name of the recording without its extension.</param>
/// <param name="Class">Number of the class as the table writes it.</param>
/// <param name="WrongEnd">The end as published, in microseconds.</param>
/// <param name="RightEnd">The end as it should be, in microseconds.</param>
public sealed record ClipCorrection(string Recording, int Class, long WrongEnd, long RightEnd);
