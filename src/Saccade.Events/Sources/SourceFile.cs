namespace Saccade.Events.Sources;

/// <summary>One file of a source.</summary>
/// <param name="Index">Position in the source's list.</param>
/// <param name="Path">Path inside the source, with forward slashes.</param>
/// <param name="Length">Length in bytes, unpacked.</param>
/// <param name="Identity">Changes when the content does: a checksum, or length and time of the last change.</param>
public sealed record SourceFile(int Index, string Path, long Length, string Identity);
