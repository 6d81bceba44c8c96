namespace Saccade.Events.Datasets.Clips;

/// <summary>A recording that is cut into clips.</summary>
/// <param name="File">The recording.</param>
/// <param name="Identity">Changes when the recording or its table does.</param>
/// <param name="Clips">Number of its clips.</param>
internal sealed record ClippedFile(RecordingFile File, string Identity, int Clips);
