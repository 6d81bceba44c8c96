using System.Security.Cryptography;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets;

/// <summary>A file of events in a folder or an archive, with what is needed to read it. Immutable.</summary>
/// <param name="source">Where it lies.</param>
/// <param name="file">The file.</param>
/// <param name="formats">The formats that are known.</param>
/// <param name="options">How it is read; the name is filled in here.</param>
internal sealed class RecordingFile(RecordingSource source, SourceFile file, EventFormats formats, ReadOptions options)
{
    /// <summary>Changes when the events do: other files, or the same ones read in another way.</summary>
    public string Identity => options.Addresses is { } addresses ? $"{file.Identity}:{addresses}" : file.Identity;

    public long Length => file.Length;

    public string Name => source.Describe(file);

    public Stream Open() => source.OpenFile(file);

    public (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        using var stream = Open();
        return formats.ReadStream(stream, into, options with { Path = Name });
    }
}

/// <summary>A recording in a file of a folder or an archive.</summary>
internal sealed class FileRecording(string id, string part, int label, RecordingFile file) : RecordingItem(id, part, label)
{
    public override string Identity => file.Identity;

    public override long Length => file.Length;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into) => file.Read(into);

    public override byte[] ContentHash()
    {
        using var stream = file.Open();
        return SHA256.HashData(stream);
    }
}
