using System.Security.Cryptography;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Datasets;

/// <summary>A recording in a file of a folder or an archive.</summary>
internal sealed class FileRecording(string id, string part, int label, RecordingFile file) : RecordingItem(id, part, label)
{
    public override string Identity => file.Identity;

    public override long Length => file.Length;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into) => file.Read(into);

    public override byte[] ContentHash()
    {
        using Stream stream = file.Open();
        return SHA256.HashData(stream);
    }
}
