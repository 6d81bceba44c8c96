using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.TestKit;
using Xunit;
using static Saccade.Events.Tests.Transforms.TransformCases;

namespace Saccade.Events.Tests.Transforms;

/// <summary>Transforms that move events or cut by place and polarity.</summary>
public sealed class GeometryTransformTests
{
    private static readonly SensorSize _small = new(4, 3);

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 2, 1)]
    public void Crop_Region_ShiftsItsOriginWhenAsked(bool shift, int x, int y)
    {
        var events = Recorded((1, 2, 1, 0), (2, 0, 1, 1), (3, 3, 2, 1), (4, 2, 0, 1));

        (var cropped, var report) = Apply(new EventTransform.Crop(1, 1, 2, 2, shift), events, _small);

        Assert.Equal([(1, x, y, 0)], List(cropped));
        Assert.Equal(shift ? new SensorSize(2, 2) : _small, report.Sensor);
        Assert.Equal([new DropCount(DropReason.OutsideRegion, 3)], report.Dropped);
    }

    [Fact]
    public void Crop_BeyondTheSensor_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Apply(new EventTransform.Crop(2, 0, 3, 3), new EventBuffer(), _small));

        Assert.Contains("a region of 3x3 at column 2, row 0 does not lie on the sensor of 4x3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Apply(new EventTransform.CenterCrop(5, 1), new EventBuffer(), _small));
        Assert.Throws<ArgumentException>(() => Apply(new EventTransform.RandomCrop(1, 4), new EventBuffer(), _small));
    }

    [Fact]
    public void CenterCrop_OddRest_IsCutOnTheRight()
    {
        var events = Recorded((1, 0, 0, 0), (1, 1, 1, 0), (1, 2, 1, 0), (1, 3, 1, 0));

        Assert.Equal([(1, 0, 0, 0)], List(Apply(new EventTransform.CenterCrop(1, 1), events, _small).Events));
    }

    [Fact]
    public void RandomCrop_ReachesEveryPlace()
    {
        EventBuffer events = new();
        for (int i = 0; i < 12; i++)
            events.Add(i, (ushort)(i % 4), (ushort)(i / 4), 0);
        var corners = Enumerable.Range(0, 200).Select(i => Apply(new EventTransform.RandomCrop(3, 2), events, _small, recording: i).Events[0].TimeMicros).ToHashSet();

        Assert.Equal([0, 1, 4, 5], corners.Order());
    }

    [Fact]
    public void Downsample_KeepsEveryEvent()
    {
        var events = Recorded((1, 0, 0, 0), (2, 2, 1, 1), (3, 3, 2, 0));

        (var smaller, var report) = Apply(new EventTransform.Downsample(2), events, _small);

        Assert.Equal([(1, 0, 0, 0), (2, 1, 0, 1), (3, 1, 1, 0)], List(smaller));
        Assert.Equal(new SensorSize(2, 2), report.Sensor);
    }

    [Fact]
    public void Flips_MirrorAndMapLabels()
    {
        var events = Recorded((1, 0, 0, 1), (2, 3, 1, 0));

        (var across, var report) = Apply(new EventTransform.HorizontalFlip(1, LabelMap.DvsGestureFlip), events, _small, label: 3);

        Assert.Equal([(1, 3, 0, 1), (2, 0, 1, 0)], List(across));
        Assert.Equal(6, report.Label);
        Assert.Equal([(1, 0, 2, 1), (2, 3, 1, 0)], List(Apply(new EventTransform.VerticalFlip(1), events, _small).Events));
        Assert.Equal([(1, 0, 0, 1), (2, 1, 3, 0)], List(Apply(new EventTransform.Transpose(), events, _small).Events));
    }

    [Fact]
    public void HorizontalFlip_AppliesToItsShareAndLeavesOtherLabels()
    {
        var events = Recorded((1, 0, 0, 1));
        int flipped = 0;
        for (int i = 0; i < 1000; i++)
        {
            (var result, var report) = Apply(new EventTransform.HorizontalFlip(0.3, LabelMap.DvsGestureFlip), events, _small, recording: i, label: 3);
            bool applied = result[0].X == 3;
            Assert.Equal(applied ? 6 : 3, report.Label);
            flipped += applied ? 1 : 0;
        }

        Assert.InRange(flipped, 250, 350);
    }

    [Fact]
    public void Involutions_Twice_AreIdentity()
    {
        EventTransform[] involutions = [new EventTransform.HorizontalFlip(1), new EventTransform.VerticalFlip(1), new EventTransform.Transpose(), new EventTransform.Rotate(180), new EventTransform.FlipPolarity(1), new EventTransform.TimeReversal(1)];
        Prop.ForAll<int, bool>((seed, ordered) =>
        {
            var events = EventData.Random(200, Sensor, (uint)seed, ordered: ordered);
            foreach (var transform in involutions)
                EventData.AssertSame(events, Apply(new EventTransform.Sequence(transform, transform), events).Events);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(90, 2, 0, 0, 1)]
    [InlineData(90, 1, 2, 2, 2)]
    [InlineData(-90, 2, 0, 3, 2)]
    [InlineData(270, 2, 0, 3, 2)]
    [InlineData(450, 2, 0, 0, 1)]
    [InlineData(180, 0, 1, 3, 2)]
    public void Rotate_QuarterTurns_MoveWholePixels(double degrees, int x, int y, int toX, int toY)
    {
        // counter-clockwise by 90 on 4x4: the right end of the top row goes to the left end of it, so (x, y) to (y, 3 - x)
        Assert.Equal([(1, toX, toY, 1)], List(Apply(new EventTransform.Rotate(degrees), Recorded((1, x, y, 1)), new SensorSize(4, 4)).Events));
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    [InlineData(180)]
    public void Rotate_QuarterTurnsOfEvents_AreThoseOfFrames(double degrees)
    {
        SensorSize square = new(6, 6);
        PixelMap map = new(square);
        map.Rotate(degrees);
        for (int pixel = 0; pixel < 36; pixel++)
        {
            var moved = Apply(new EventTransform.Rotate(degrees), Recorded((1, pixel % 6, pixel / 6, 1)), square).Events;
            Assert.Equal((pixel / 6, pixel % 6), map.SourceOf(moved[0].Y, moved[0].X));
        }
    }

    [Fact]
    public void Rotate_AnyAngle_FollowsTheStatedGeometry()
    {
        Prop.ForAll<int, int>((seed, tenths) =>
        {
            double degrees = tenths % 3600 / 10.0 + 0.01, angle = degrees * Math.PI / 180;
            var events = EventData.Random(60, Sensor, (uint)seed);
            var expected = List(events).Select(e => (e.Time, X: Column(e.X, e.Y), Y: Row(e.X, e.Y), e.Polarity)).ToArray();

            (var turned, var report) = Apply(new EventTransform.Rotate(degrees), events);

            Assert.Equal(expected.Where(e => Sensor.Contains(e.X, e.Y)), List(turned));
            Assert.Equal(expected.Count(e => !Sensor.Contains(e.X, e.Y)), report.DroppedFor(DropReason.LeftSensor));

            int Column(int x, int y) => (int)Math.Round(Math.Cos(angle) * (x - 11) + Math.Sin(angle) * (y - 8) + 11);
            int Row(int x, int y) => (int)Math.Round(-Math.Sin(angle) * (x - 11) + Math.Cos(angle) * (y - 8) + 8);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void RandomRotate_StaysWithinItsLimit()
    {
        // a pixel 40 to the right of the centre rises by 40 sin(angle)
        var events = Recorded((1, 90, 50, 1));
        int[] rises = Enumerable.Range(0, 300).Select(i => 50 - Apply(new EventTransform.RandomRotate(30), events, new SensorSize(101, 101), recording: i).Events[0].Y).ToArray();

        Assert.All(rises, r => Assert.InRange(r, -20, 20));
        Assert.InRange(rises.Max(), 18, 20);
        Assert.InRange(rises.Min(), -20, -18);
    }

    [Fact]
    public void SpatialJitter_HasItsDeviationsAndCountsLosses()
    {
        SensorSize large = new(201, 201);
        EventBuffer events = new();
        for (int i = 0; i < 20_000; i++)
            events.Add(i, 100, 100, 1);

        (var moved, var report) = Apply(new EventTransform.SpatialJitter(3, 0.5), events, large);

        Assert.Equal(20_000, report.Out);
        Assert.InRange(Deviation(List(moved).Select(e => e.X - 100.0)), 2.9, 3.1); // 3 and 0.29 of rounding give 3.01
        Assert.InRange(Deviation(List(moved).Select(e => e.Y - 100.0)), 0.55, 0.61); // 0.5 and 0.29 give 0.577
        Assert.InRange(Apply(new EventTransform.SpatialJitter(1, 1), Recorded([.. Enumerable.Range(0, 1000).Select(i => ((long)i, 0, 50, 1))]), large).Report.DroppedFor(DropReason.LeftSensor), 250, 370); // P(N < -0.5) = 0.309
        EventData.AssertSame(events, Apply(new EventTransform.SpatialJitter(0, 0), events, large).Events);
    }

    [Fact]
    public void Polarities_MergeFlipAndKeepOne()
    {
        var events = Recorded((1, 0, 0, 1), (2, 1, 1, 0));

        Assert.Equal([(1, 0, 0, 0), (2, 1, 1, 0)], List(Apply(new EventTransform.MergePolarities(), events).Events));
        Assert.Equal([(1, 0, 0, 0), (2, 1, 1, 1)], List(Apply(new EventTransform.FlipPolarity(1), events).Events));
        Assert.Equal([(1, 0, 0, 1)], List(Apply(new EventTransform.KeepPolarity(true), events).Events));
        Assert.Equal([(2, 1, 1, 0)], List(Apply(new EventTransform.KeepPolarity(false), events).Events));
    }

    internal static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }
}
