using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.Kernels.Random;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Transforms;

/// <summary>What holds for every transform.</summary>
public sealed class EventTransformTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, TransformCases.All.Count)];

    [Fact]
    public void Cases_NameEveryTransform()
    {
        var covered = TransformCases.All.Select(t => t.GetType()).Append(typeof(EventTransform.OneOf)).Distinct();

        Assert.Equal(typeof(EventTransform).GetNestedTypes().Select(t => t.Name).Order(), covered.Select(t => t.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_AnyRecording_AccountsForEveryEventAndStaysOnTheSensor(int index)
    {
        var transform = TransformCases.All[index];
        Assert.Empty(transform.Validate());
        Prop.ForAll<int, NonNegativeInt, bool>((seed, count, ordered) =>
        {
            // some of the events are outside the sensor
            var events = EventData.Random(count.Get * 7, new SensorSize(25, 18), (uint)seed, ordered: ordered);
            var before = TransformCases.List(events);

            (var result, var report) = TransformCases.Apply(transform, events, seed: (uint)seed);

            Assert.Equal(before, TransformCases.List(events));
            Assert.Equal((events.Count, result.Count), (report.In, report.Out));
            Assert.Equal(report.Out, report.In + report.Added - report.Dropped.Sum(d => d.Events));
            Assert.Equal(before.Count(e => !TransformCases.Sensor.Contains(e.X, e.Y)), report.DroppedFor(DropReason.OutsideSensor));
            Assert.All(TransformCases.List(result), e => Assert.True(report.Sensor.Contains(e.X, e.Y), $"{e} is outside {report.Sensor}"));
            Assert.All(report.Dropped, d => Assert.True(d.Events > 0));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_SameKey_GivesTheSameEventsHoweverTheyArrived(int index)
    {
        EventBuffer events = EventData.Random(2000, TransformCases.Sensor, 5, ordered: false), arrived = new();
        for (int at = 0; at < events.Count; at += 333)
            arrived.Add(events.Slice(new EventRange(at, Math.Min(at + 333, events.Count))));

        (var once, var report) = TransformCases.Apply(TransformCases.All[index], events);
        (var again, var second) = TransformCases.Apply(TransformCases.All[index], arrived);

        EventData.AssertSame(once, again);
        Assert.Equal(report, second);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_NoEvents_GivesNone(int index)
    {
        (var result, var report) = TransformCases.Apply(TransformCases.All[index], new EventBuffer());

        Assert.Equal(0, result.Count);
        Assert.Equal((0, 0, 0), (report.In, report.Out, report.Added));
    }

    [Fact]
    public void Apply_WarmTarget_AllocatesNothingPerEvent()
    {
        EventTransform transform = new EventTransform.DropEvent(0.5);
        EventBuffer few = EventData.Random(100, TransformCases.Sensor, 1), many = EventData.Random(20_000, TransformCases.Sensor, 1), target = new(20_000);

        Assert.InRange(Allocated(many) - Allocated(few), -64, 64);

        long Allocated(EventBuffer events)
        {
            var random = new CounterRandom(1, RandomPurpose.Augmentation);
            transform.Apply(events, target, TransformCases.Sensor, ref random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            transform.Apply(events, target, TransformCases.Sensor, ref random);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Apply_OtherRecording_DrawsAnew()
    {
        var events = EventData.Random(500, TransformCases.Sensor, 5);
        EventTransform drop = new EventTransform.DropEvent(0.5);

        Assert.NotEqual(TransformCases.List(TransformCases.Apply(drop, events).Events), TransformCases.List(TransformCases.Apply(drop, events, recording: 1).Events));
    }

    [Fact]
    public void Apply_InPlaceOrUnsound_IsRefused()
    {
        var events = EventData.Random(10, TransformCases.Sensor, 1);
        var random = new CounterRandom(1, RandomPurpose.Augmentation);

        Assert.Throws<ArgumentException>(() => new EventTransform.None().Apply(events, events, TransformCases.Sensor, ref random));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventTransform.None().Apply(events, new EventBuffer(), default, ref random));
        var error = Assert.Throws<ArgumentException>(() =>
            new EventTransform.Sequence(new EventTransform.DropEvent(2), new EventTransform.TimeJitter(-1)).Apply(events, new EventBuffer(), TransformCases.Sensor, ref random));
        Assert.Contains("got 2; time jitter in microseconds: expected 0 or more, got -1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ImpossibleValues_AreNamedAllAtOnce()
    {
        EventTransform[] bad =
        [
            new EventTransform.CropTime(5, 4), new EventTransform.Crop(0, 0, 0, 5), new EventTransform.Crop(-1, 0, 5, 5), new EventTransform.CenterCrop(0, 1), new EventTransform.RandomCrop(1, 70_000),
            new EventTransform.Downsample(0), new EventTransform.HorizontalFlip(1.1), new EventTransform.VerticalFlip(-1), new EventTransform.Rotate(double.NaN),
            new EventTransform.RandomRotate(361), new EventTransform.SpatialJitter(-1), new EventTransform.FlipPolarity(2), new EventTransform.TimeReversal(2),
            new EventTransform.TimeJitter(double.PositiveInfinity), new EventTransform.TimeSkew(0), new EventTransform.DropEvent(double.NaN), new EventTransform.DropEventByTime(1.5),
            new EventTransform.DropEventByArea(-0.1), new EventTransform.RandomDropPixel(2), new EventTransform.RefractoryPeriod(-1), new EventTransform.BackgroundActivityFilter(0),
            new EventTransform.HotPixelFilter(new HotPixelRule.AboveRate(0)), new EventTransform.HotPixelFilter(new HotPixelRule.AboveMean(-1)),
            new EventTransform.HotPixelFilter(new HotPixelRule.AboveQuantile(2)), new EventTransform.UniformNoise(-1), new EventTransform.Decimation(0), new EventTransform.UniformNoiseRate(-1), new EventTransform.OneOf(),
        ];

        Assert.All(bad, t => Assert.Single(t.Validate()));
        Assert.Equal(bad.Length, new EventTransform.Sequence(bad).Validate().Count);
    }

    [Fact]
    public void Apply_RealRecordings_AccountsForEveryEvent()
    {
        using var catalog = RecordingCatalog.Open(SharedData.Require("data", "nmnist", "nmnist-small.zip"));
        var set = catalog.Part("test");
        for (int i = 0; i < set.Count; i += 20)
        {
            var events = set.Get(i).Events;
            foreach (var transform in TransformCases.All)
            {
                var report = TransformCases.Apply(transform, events, catalog.Sensor).Report;
                Assert.Equal(events.Count, report.In);
                Assert.Equal(report.Out, report.In + report.Added - report.Dropped.Sum(d => d.Events));
            }

            // N-MNIST has some background activity and many edges: the filter must keep most and drop something
            var denoised = TransformCases.Apply(new EventTransform.BackgroundActivityFilter(10_000), events, catalog.Sensor).Report;
            Assert.InRange((double)denoised.Out / denoised.In, 0.5, 0.999);
        }
    }

    [Fact]
    public void Apply_OfAKey_IsFixedForEver()
    {
        EventBuffer events = EventData.Random(3000, TransformCases.Sensor, 12, ordered: false), all = new();
        foreach (var transform in TransformCases.All)
            all.Add(TransformCases.Apply(transform, events, seed: 4).Events.All);

        // all results in one: every processor and system must give them; a change of this number is a change of behaviour
        Assert.Equal("c48e92c46683d3ba", EventData.Digest(all)[..16]);
    }

    [Fact]
    public void Sequence_EqualsItsStepsOneAfterTheOther()
    {
        EventTransform[] steps = [new EventTransform.DropEvent(0.2), new EventTransform.Transpose(), new EventTransform.RandomCrop(9, 9), new EventTransform.UniformNoise(30), new EventTransform.TimeReversal(1)];
        var events = EventData.Random(3000, TransformCases.Sensor, 8);
        var random = new CounterRandom(1, RandomPurpose.Augmentation);
        var sensor = TransformCases.Sensor;
        var stepwise = events;
        foreach (var step in steps)
        {
            EventBuffer next = new();
            sensor = step.Apply(stepwise, next, sensor, ref random).Sensor;
            stepwise = next;
        }

        (var atOnce, var report) = TransformCases.Apply(new EventTransform.Sequence(steps), events);

        EventData.AssertSame(stepwise, atOnce);
        Assert.Equal((sensor, 30), (report.Sensor, report.Added));
        Assert.Equal(events.Count, TransformCases.Apply(new EventTransform.Sequence(), events).Events.Count);
    }

    [Fact]
    public void ExampleOfThePage_FromEventsToFrames_Runs()
    {
        EventTransform clean = new EventTransform.Sequence(
            new EventTransform.HotPixelFilter(new HotPixelRule.AboveRate(Hertz: 500)),
            new EventTransform.BackgroundActivityFilter(Micros: 5_000),
            new EventTransform.HorizontalFlip(0.5, LabelMap.DvsGestureFlip));
        EventBuffer cleaned = new();
        var random = new CounterRandom(1, RandomPurpose.Augmentation, 2, 3);

        var report = clean.Apply(EventData.Random(5000, TransformCases.Sensor, 6), cleaned, TransformCases.Sensor, ref random, label: 3);
        (var frames, _) = new FrameRepresentation.VoxelGrid(Bins: 5).Render(cleaned, report.Sensor, new Slicing.ByTime(10));

        Assert.Equal((10, TransformCases.Sensor, 5), (frames.Steps, frames.Size, frames.Channels));
        Assert.Contains(report.Label, new[] { 3, 6 });
        Assert.True(frames.Values.ContainsAnyExcept(0));
    }

    [Fact]
    public void Transforms_EqualOptions_AreEqualValues()
    {
        Assert.Equal(new EventTransform.Sequence(new EventTransform.DropPixel(new PixelPosition(1, 2))), new EventTransform.Sequence(new EventTransform.DropPixel(new PixelPosition(1, 2))));
        Assert.NotEqual<EventTransform>(new EventTransform.UniformNoise(1), new EventTransform.UniformNoise(2));
    }

    [Fact]
    public void OneOf_ChoosesEachAlikeOften()
    {
        EventTransform choice = new EventTransform.OneOf(Enumerable.Range(0, 3).Select(i => new EventTransform.HorizontalFlip(1, new LabelMap(i, (i + 1) % 3, (i + 2) % 3))));
        int[] chosen = new int[3];
        for (int i = 0; i < 900; i++)
            chosen[TransformCases.Apply(choice, new EventBuffer(), recording: i).Report.Label]++;

        Assert.All(chosen, n => Assert.InRange(n, 240, 360));
    }
}
