namespace Saccade.Cli.Data;

/// <summary>The result of <c>saccade data download</c> for programs.</summary>
internal sealed record DataDownloadResult(string Name, string Folder, bool Complete, IReadOnlyList<DownloadedFile> Files);

/// <summary>A file of a data set: <paramref name="State"/> is already-there, fetched, resumed or by-hand.</summary>
internal sealed record DownloadedFile(string Name, string State, long? Bytes, bool Checked, string? Instructions);
