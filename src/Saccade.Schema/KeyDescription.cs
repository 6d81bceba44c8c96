namespace Saccade.Schema;

/// <summary>One line of the reference of all keys.</summary>
public sealed record KeyDescription(string Path, string Expected, string Default, string About);
