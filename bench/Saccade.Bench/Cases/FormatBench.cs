using Saccade.Events.Formats;
using Saccade.Events.Frames;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Kernels.Random;

namespace Saccade.Bench.Cases;

/// <summary>Reading and writing recordings (files in the page cache), and frames from columns; one thread.</summary>
internal static class FormatBench
{
    private const int Count = 4_000_000;
    private const int Steps = 10;
    private static readonly SensorSize _sensor = new(240, 180);
    private static readonly string[] _formats = ["dat", "evt2", "evt3", "aedat2", "aedat3", "aedat4", "atis-bin", "es", "slayer-bs3", "text", "npz"];

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        .. _formats.Where(n => EventFormats.Default.Writable.Any(f => f.Name == n)).Select(name => new BenchCase("formats", name, _ => Formats(name))),
        new BenchCase("frames", "by number, 10 x 240x180", _ => Frames(new Slicing.ByNumber(Steps))),
        new BenchCase("frames", "by time, 10 x 240x180", _ => Frames(new Slicing.ByTime(Steps))),
    ];

    private static IReadOnlyList<BenchWay> Formats(string name)
    {
        var format = EventFormats.Default.ByName(name);
        EventBuffer events = Recording(), read = new();
        string path = Path.Combine(Path.GetTempPath(), $"saccade-bench-{Environment.ProcessId}.{name}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        Write(path, format, events);
        long allocated = Read(path, format, read);
        allocated = Read(path, format, read);
        if (EventSummary.Digest(events) != EventSummary.Digest(read))
            throw new InvalidOperationException($"{name}: what was written is not what is read");
        double bytes = new FileInfo(path).Length;
        double columns = events.Count * 13.0;
        string note = $"{bytes / events.Count:F1} bytes/event, {allocated / (double)events.Count:F3} allocated";
        return
        [
            new BenchWay("read", () => Read(path, format, read)) { Bytes = bytes + columns, Events = events.Count, Note = note },
            new BenchWay("write", () => Write(path, format, events)) { Bytes = bytes + columns, Events = events.Count },
        ];
    }

    private static IReadOnlyList<BenchWay> Frames(Slicing slicing)
    {
        var events = Recording();
        var integrator = new FrameIntegrator(_sensor);
        var (frames, count) = integrator.Integrate(events, slicing);
        if (count.Counted != events.Count)
            throw new InvalidOperationException($"{count.Counted} of {events.Count} events reached a frame");
        return
        [
            new BenchWay("integrate", () =>
            {
                frames.Values.Clear();
                var ranges = slicing.Ranges(events);
                for (int i = 0; i < ranges.Length; i++)
                    integrator.Add(events.Slice(ranges[i]), frames.Values.Slice(i * frames.Values.Length / ranges.Length, frames.Values.Length / ranges.Length));
            }) { Bytes = events.Count * 13.0, Events = events.Count },
        ];
    }

    private static long Read(string path, EventFormat format, EventBuffer into)
    {
        into.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        format.ReadAll(stream, new ReadOptions { Path = path }, into);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Write(string path, EventFormat format, EventBuffer events)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var writer = format.CreateWriter(stream, new WriteOptions { Path = path, Sensor = _sensor });
        writer.Write(events.All);
        writer.Finish();
    }

    /// <summary>Short runs of neighbours in a row at about one event a microsecond, as moving edges give them; 4 s of them fit every clock.</summary>
    private static EventBuffer Recording()
    {
        var random = new CounterRandom(11, RandomPurpose.Test);
        EventBuffer events = new(Count);
        long time = 0;
        while (events.Count < Count)
        {
            time += random.NextInt32(0, 5);
            int length = Math.Min(random.NextInt32(1, 6), Count - events.Count), x = random.NextInt32(0, _sensor.Width - length), y = random.NextInt32(0, _sensor.Height);
            byte polarity = (byte)random.NextInt32(0, 2);
            for (int i = 0; i < length; i++)
                events.Add(time, (ushort)(x + i), (ushort)y, polarity);
        }

        return events;
    }
}
