namespace Saccade.Events.Formats;

/// <summary>Something a file says about itself.</summary>
/// <param name="Name">What it is about, in the file's own words.</param>
/// <param name="Value">What it says.</param>
public sealed record HeaderField(string Name, string Value);
