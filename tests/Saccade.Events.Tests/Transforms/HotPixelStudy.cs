using System.Globalization;
using System.IO.Compression;
using Saccade.Events.Formats;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.Events.Synthetic;
using Saccade.Events.Transforms;
using Saccade.Kernels.Random;
using Saccade.TestKit;

namespace Saccade.Events.Tests.Transforms;

/// <summary>What each rule for hot pixels finds in recordings with and without injected hot pixels: the tables of docs/transforms.md.</summary>
internal static class HotPixelStudy
{
    private const int Injected = 5;

    private static readonly (string Name, HotPixelRule Rule)[] _rules =
    [
        ("25 x median", new HotPixelRule.AboveQuantile(0.5, 25)), ("10 x mean", new HotPixelRule.AboveMean(10)), ("100 Hz", new HotPixelRule.AboveRate(100)),
        ("neighbours", new HotPixelRule.AboveNeighbours()),
    ];

    /// <summary>Generated recordings without any noise, so that each silenced pixel is a mistake.</summary>
    public static IReadOnlyList<Scene> Generated() =>
    [
        new("generated shapes, 34x34", new SensorSize(34, 34), [.. Enumerable.Range(0, 20).Select(i => Shape(new SensorSize(34, 34), 150_000, i))]),
        new("generated shapes, 128x128, 1 s", new SensorSize(128, 128), [.. Enumerable.Range(0, 4).Select(i => Shape(new SensorSize(128, 128), 1_000_000, i))]),
        new("simulated N-MNIST", new SensorSize(34, 34), [.. Enumerable.Range(0, 10).Select(i => Simulated(SimulationPresets.NMnist, 28, i))]),
        new("simulated CIFAR10-DVS", new SensorSize(128, 128), [.. Enumerable.Range(0, 2).Select(i => Simulated(SimulationPresets.Cifar10Dvs, 32, i))]),
    ];

    /// <summary>Recordings of real cameras; skips the running test where they are not.</summary>
    public static IReadOnlyList<Scene> Recorded()
    {
        string gestures = SharedData.Require("data", "dvsgesture"), formats = SharedData.Require("data", "formats");
        return
        [
            new("DVS128 Gesture, ten clips", new SensorSize(128, 128), [.. Enumerable.Range(1, 10).Select(i => Read(Path.Combine(gestures, $"{i}.bs2")))]),
            new("N-MNIST, 100", new SensorSize(34, 34), Archive(SharedData.Require("data", "nmnist", "nmnist-small.zip"), "Test/", 100)),
            new("N-CARS, 200", new SensorSize(120, 100), Archive(SharedData.Require("data", "ncars", "test.zip"), "n-cars_test/", 1000, every: 5)),
            new("DAVIS346, flickering lamps", new SensorSize(346, 260), [Read(Path.Combine(formats, "aedat4", "aestream_davis346.aedat4"))]),
            new("DVXplorer, 320x240", new SensorSize(320, 240), [Read(Path.Combine(formats, "aedat4", "tonic_dvxplorer_320.aedat4"))]),
        ];
    }

    /// <summary>A row for each scene: pixels silenced and events lost with nothing injected.</summary>
    public static IEnumerable<string> Untouched(IEnumerable<Scene> scenes) => scenes.Select(scene =>
        $"| {scene.Name} | {Number(scene.Recordings.Sum(r => r.Count))} | {string.Join(" | ", _rules.Select(rule => Lost(scene, rule.Rule)))} |");

    /// <summary>A row for each kind and rate of hot pixel: how many of the injected are found, and how many other pixels.</summary>
    public static IEnumerable<string> WithInjected(IReadOnlyList<Scene> scenes)
    {
        foreach (bool periodic in new[] { false, true })
        {
            foreach (double hertz in new[] { 30.0, 100, 300, 1000 })
                yield return $"| {(periodic ? "periodic" : "Poisson")}, {hertz} Hz | {string.Join(" | ", _rules.Select(rule => Found(scenes, rule.Rule, hertz, periodic)))} |";
        }
    }

    public static IReadOnlyList<HotPixel> Find(EventBuffer events, SensorSize sensor, HotPixelRule rule) =>
        TransformCases.Apply(new EventTransform.HotPixelFilter(rule), events, sensor).Report.HotPixels;

    /// <summary>A recording with hot pixels at random places, which are returned too.</summary>
    public static (EventBuffer Events, HashSet<PixelPosition> Hot) Inject(EventBuffer events, SensorSize sensor, double hertz, bool periodic, long index, int number = Injected)
    {
        var random = new CounterRandom(11, RandomPurpose.Camera, index);
        EventBuffer mixed = new();
        mixed.Add(events.All);
        HashSet<PixelPosition> hot = [];
        (long first, long last) = (events.Times[0], events.Times[^1]);
        while (hot.Count < number)
        {
            PixelPosition pixel = new(random.NextInt32(0, sensor.Width), random.NextInt32(0, sensor.Height));
            if (!hot.Add(pixel))
                continue;
            for (double time = first + Gap(ref random); time <= last; time += Gap(ref random))
                mixed.Add((long)time, (ushort)pixel.X, (ushort)pixel.Y, (byte)random.NextInt32(0, 2));
        }

        mixed.SortByTime();
        return (mixed, hot);

        double Gap(ref CounterRandom numbers) => 1e6 / hertz * (periodic ? 0.9 + 0.2 * numbers.NextDouble() : -Math.Log(1 - numbers.NextDouble()));
    }

    public static EventBuffer Shape(SensorSize sensor, long duration, int index)
    {
        EventBuffer events = new();
        new SyntheticGenerator(new SyntheticOptions { Sensor = sensor, DurationMicros = duration, NoiseHertz = 0, HotPixelShare = 0 }).Generate(index % SyntheticClass.All.Count, index, events);
        return events;
    }

    private static string Lost(Scene scene, HotPixelRule rule)
    {
        var found = scene.Recordings.SelectMany(r => Find(r, scene.Sensor, rule)).ToList();
        return $"{Number(found.Count)} / {Number(found.Sum(p => p.Events))}";
    }

    private static string Found(IReadOnlyList<Scene> scenes, HotPixelRule rule, double hertz, bool periodic)
    {
        int right = 0, other = 0, all = 0, number = 0;
        foreach (var scene in scenes)
        {
            foreach (var recording in scene.Recordings)
            {
                (var events, var hot) = Inject(recording, scene.Sensor, hertz, periodic, number++);
                var found = Find(events, scene.Sensor, rule);
                right += found.Count(p => hot.Contains(p.Position));
                other += found.Count(p => !hot.Contains(p.Position));
                all += hot.Count;
            }
        }

        return $"{Number(right)} of {Number(all)}, {Number(other)} false";
    }

    private static EventBuffer Simulated(SimulationOptions preset, int side, int index)
    {
        byte[] samples = new byte[side * side];
        var random = new CounterRandom(5, RandomPurpose.Synthesis, index);
        for (int stroke = 0; stroke < 4; stroke++)
        {
            (int x, int y) = (random.NextInt32(side / 4, side - side / 4), random.NextInt32(side / 4, side - side / 4));
            for (int i = 0; i < side / 3; i++)
                samples[(y + (stroke % 2 == 0 ? i : 0)) % side * side + (x + (stroke % 2 == 0 ? 0 : i)) % side] = 255;
        }

        EventBuffer events = new();
        var options = preset with { Camera = preset.Camera with { NoiseHertz = 0, LeakHertz = 0, HotPixelShare = 0 } };
        new EventSimulator(options).Simulate(new RasterImage(side, side, 1, samples), index, events);
        return events;
    }

    private static EventBuffer Read(string path)
    {
        EventBuffer events = new();
        EventFormats.Default.ReadFile(path, events);
        return events;
    }

    private static EventBuffer[] Archive(string path, string prefix, int most, int every = 1)
    {
        using var zip = ZipFile.OpenRead(path);
        var entries = zip.Entries.Where(e => e.FullName.StartsWith(prefix, StringComparison.Ordinal) && e.Length > 0).OrderBy(e => e.FullName, StringComparer.Ordinal);
        List<EventBuffer> read = [];
        foreach (var entry in entries.Take(most).Where((_, i) => i % every == 0))
        {
            using var stream = entry.Open();
            EventBuffer events = new();
            EventFormats.Default.ReadStream(stream, events, new ReadOptions(), EventFormats.Default.ByName(entry.Name.EndsWith(".dat", StringComparison.Ordinal) ? "dat" : "atis-bin"));
            read.Add(events);
        }

        return [.. read];
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Recordings of one kind.</summary>
    internal sealed record Scene(string Name, SensorSize Sensor, IReadOnlyList<EventBuffer> Recordings);
}
