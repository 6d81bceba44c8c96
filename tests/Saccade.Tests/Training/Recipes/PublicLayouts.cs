using System.Text;
using Saccade.Events.Formats;
using Saccade.Events.Formats.Aedat2;
using Saccade.Events.Formats.Aedat3;
using Saccade.Events.Formats.Atis;
using Saccade.Events.Formats.Dat;
using Saccade.Events.Images;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;
using Saccade.TestKit;
using Saccade.Training.Recipes;

namespace Saccade.Tests.Training.Recipes;

/// <summary>A few generated recordings of two classes in the files and folders of each public data set that recipes name.</summary>
public sealed class PublicLayouts : IDisposable
{
    private const int Events = 300;
    private readonly TemporaryFolder _folder = new();
    private ulong _seed;

    public PublicLayouts()
    {
        // Numbers as rules of division take them: a rule that tests on the first hundred, and shares that test on the last.
        foreach (string name in (string[])["airplane", "cat"])
        {
            foreach (int number in (int[])[0, 1, 100, 101])
                Recording($"cifar10-dvs/{name}/cifar10_{name}_{number}.aedat", Aedat2Format.Instance, new SensorSize(128, 128));
        }

        foreach (string name in (string[])["BACKGROUND_Google", "airplanes"])
        {
            for (int number = 1; number <= 4; number++)
                Recording($"ncaltech101/Caltech101/{name}/image_{number:0000}.bin", AtisFormat.Instance, new SensorSize(240, 180));
        }

        foreach (var (part, count) in (ValueTuple<string, int>[])[("Train", 2), ("Test", 1)])
        {
            for (int number = 1; number <= count; number++)
            {
                Recording($"nmnist/{part}/0/{number:00000}.bin", AtisFormat.Instance, new SensorSize(34, 34));
                Recording($"nmnist/{part}/7/{number + 10:00000}.bin", AtisFormat.Instance, new SensorSize(34, 34));
                Recording($"ncars/n-cars_{part.ToLowerInvariant()}/cars/obj_{number:000000}_td.dat", DatFormat.Instance, new SensorSize(60, 50));
                Recording($"ncars/n-cars_{part.ToLowerInvariant()}/background/obj_{number:000000}_td.dat", DatFormat.Instance, new SensorSize(60, 50));
            }
        }

        foreach (string name in (string[])["airplane", "cat"])
        {
            for (int number = 0; number < 3; number++)
                Picture($"simulated/{name}/{number:0000}.png");
        }

        Gestures("user01_lab", "trials_to_train.txt", 4);
        Gestures("user24_led", "trials_to_test.txt", 2);
    }

    /// <summary>The folder of a layout.</summary>
    public string PathOf(DataLayout layout) => Path.Combine(_folder.Path, layout.Name);

    public void Dispose() => _folder.Dispose();

    /// <summary>One long recording with a table of clips, a gesture of the right and one of the left hand in turn.</summary>
    private void Gestures(string name, string list, int clips)
    {
        var random = EventData.Random(clips * Events, new SensorSize(128, 128), ++_seed);
        EventBuffer events = new();
        for (int i = 0; i < random.Count; i++)
            events.Add(i * 10L, random.X[i], random.Y[i], random.Polarities[i]);
        _folder.File($"dvs-gesture/{name}.aedat", Bytes(Aedat3Format.Instance, events, new SensorSize(128, 128)));
        string lines = string.Concat(Enumerable.Range(0, clips).Select(i => $"{2 + i % 2},{i * Events * 10},{(i + 1) * Events * 10}\n"));
        _folder.File($"dvs-gesture/{name}_labels.csv", Encoding.ASCII.GetBytes("class,startTime_usec,endTime_usec\n" + lines));
        _folder.File($"dvs-gesture/{list}", Encoding.ASCII.GetBytes($"{name}.aedat\n"));
    }

    /// <summary>A grey ramp with a bright stroke somewhere.</summary>
    private void Picture(string path)
    {
        const int Side = 8;
        byte[] pixels = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i * 2))];
        int place = (int)(++_seed % (Side - 2));
        pixels.AsSpan(place * Side + place, 3).Fill(255);
        using var stream = new MemoryStream();
        PngWriter.Write(stream, new RasterImage(Side, Side, 1, pixels));
        _folder.File(path, stream.ToArray());
    }

    private void Recording(string path, EventFormat format, SensorSize sensor) => _folder.File(path, Bytes(format, EventData.Random(Events, sensor, ++_seed), sensor));

    private static byte[] Bytes(EventFormat format, EventBuffer events, SensorSize sensor)
    {
        using var stream = new MemoryStream();
        var writer = format.CreateWriter(stream, new WriteOptions { Sensor = sensor });
        writer.Write(events.All);
        writer.Finish();
        return stream.ToArray();
    }
}
