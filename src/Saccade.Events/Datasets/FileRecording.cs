using System.Security.Cryptography;
using Saccade.Events.Datasets.Sources;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>A recording in a file of a folder or an archive.</summary>
internal sealed class FileRecording(
    string id, string part, int label, RecordingSource source, SourceFile file, EventFormats formats, SensorSize? sensor, OutsideSensor outside)
    : RecordingItem(id, part, label)
{
    public override string Identity => file.Identity;

    public override long Length => file.Length;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        using Stream stream = source.OpenFile(file);
        return formats.ReadStream(stream, into, new ReadOptions { Path = source.Describe(file), Sensor = sensor, OutsideSensor = outside });
    }

    public override byte[] ContentHash()
    {
        using Stream stream = source.OpenFile(file);
        return SHA256.HashData(stream);
    }
}
