using Saccade.Events.Model;
using Saccade.TestKit;

namespace Saccade.Tests.Training.Data;

/// <summary>A data set of small recordings in class folders, deleted when the test ends.</summary>
internal sealed class FolderDataset : IDisposable
{
    public static readonly SensorSize Sensor = new(12, 10);

    public string Path { get; } = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    /// <summary>Writes recordings 0 to <paramref name="count"/> - 1 below a folder such as <c>train/left</c>; no two are alike.</summary>
    public FolderDataset Add(string folder, int count, ulong seed)
    {
        string target = Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName;
        for (int i = 0; i < count; i++)
        {
            var events = EventData.Random(60 + i, Sensor, seed * 1000 + (ulong)i);
            events.Add(events.Times[^1], (ushort)(Sensor.Width - 1), (ushort)(Sensor.Height - 1), 1); // so that the sensor can be measured
            File.WriteAllBytes(System.IO.Path.Combine(target, $"{i}.bin"), EventData.AtisBytes(events));
        }

        return this;
    }

    public void Copy(string from, string to)
    {
        string target = System.IO.Path.Combine(Path, to);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.Copy(System.IO.Path.Combine(Path, from), target);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
