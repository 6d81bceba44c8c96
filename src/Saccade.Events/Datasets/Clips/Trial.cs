using Saccade.Events.Sources;

namespace Saccade.Events.Datasets.Clips;

/// <summary>A long recording and its table.</summary>
/// <param name="Source">Where both lie.</param>
/// <param name="File">The recording.</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Name of the recording without its extension.</param>
internal sealed record Trial(RecordingSource Source, SourceFile File, SourceFile Table, string Name)
{
    public string Where => Source.Describe(File);
}
