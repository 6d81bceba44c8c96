using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.Kernels.Random;

namespace Saccade.Events.Tests.Transforms;

/// <summary>One sound value of each transform, and short ways to apply them.</summary>
internal static class TransformCases
{
    public static readonly SensorSize Sensor = new(23, 17);

    public static IReadOnlyList<EventTransform> All { get; } =
    [
        new EventTransform.None(), new EventTransform.CropTime(500, 20_000), new EventTransform.Crop(3, 2, 11, 9), new EventTransform.Crop(3, 2, 11, 9, ShiftOrigin: false),
        new EventTransform.CenterCrop(10, 12), new EventTransform.RandomCrop(9, 8), new EventTransform.Downsample(3), new EventTransform.HorizontalFlip(),
        new EventTransform.VerticalFlip(), new EventTransform.Transpose(), new EventTransform.Rotate(33), new EventTransform.RandomRotate(60),
        new EventTransform.SpatialJitter(2, 1), new EventTransform.MergePolarities(), new EventTransform.FlipPolarity(), new EventTransform.KeepPolarity(true),
        new EventTransform.TimeReversal(), new EventTransform.TimeJitter(400), new EventTransform.TimeSkew(1.3, 100), new EventTransform.TimeAlignment(),
        new EventTransform.DropEvent(0.3), new EventTransform.DropEventByTime(0.3), new EventTransform.DropEventByArea(0.4),
        new EventTransform.DropPixel(new PixelPosition(4, 5), new PixelPosition(22, 16)), new EventTransform.RandomDropPixel(0.2), new EventTransform.Decimation(3),
        new EventTransform.RefractoryPeriod(2_000), new EventTransform.BackgroundActivityFilter(900),
        new EventTransform.HotPixelFilter(new HotPixelRule.AboveRate(300)), new EventTransform.HotPixelFilter(new HotPixelRule.AboveMean(1.5)),
        new EventTransform.HotPixelFilter(new HotPixelRule.AboveQuantile(0.9)), new EventTransform.HotPixelFilter(new HotPixelRule.AboveNeighbours(1.2, 3)), new EventTransform.UniformNoise(50), new EventTransform.UniformNoiseRate(4), TransformPresets.EventDrop,
        new EventTransform.Sequence(
            new EventTransform.BackgroundActivityFilter(3_000), new EventTransform.Transpose(), new EventTransform.UniformNoise(20), new EventTransform.HorizontalFlip(1),
            new EventTransform.TimeJitter(50), new EventTransform.Crop(1, 1, 12, 12)),
    ];

    public static (EventBuffer Events, TransformReport Report) Apply(
        EventTransform transform, EventBuffer events, SensorSize? sensor = null, ulong seed = 1, long recording = 0, int label = 0)
    {
        var random = new CounterRandom(seed, RandomPurpose.Augmentation, 0, recording);
        EventBuffer target = new();
        var report = transform.Apply(events, target, sensor ?? Sensor, ref random, label);
        return (target, report);
    }

    public static EventBuffer Recorded(params (long Time, int X, int Y, int Polarity)[] events)
    {
        EventBuffer buffer = new();
        foreach ((long time, int x, int y, int polarity) in events)
            buffer.Add(time, (ushort)x, (ushort)y, (byte)polarity);
        return buffer;
    }

    public static (long Time, int X, int Y, int Polarity)[] List(EventBuffer events) =>
        [.. Enumerable.Range(0, events.Count).Select(i => events[i]).Select(e => (e.TimeMicros, (int)e.X, (int)e.Y, (int)e.Polarity))];
}
