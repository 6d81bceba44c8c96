using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Events.Synthetic;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Synthetic;

public sealed class SyntheticGeneratorTests
{
    private static readonly SyntheticOptions _options = new() { TrainPerClass = 6, TestPerClass = 3 };

    [Fact]
    public void Generate_AnyOrderAndThread_GivesEqualRecordings()
    {
        var set = RecordingCatalog.Synthetic(_options).Part("train");
        string[] forwards = [.. Enumerable.Range(0, set.Count).Select(i => EventData.Digest(set.Get(i).Events))];
        string[] together = new string[set.Count];
        Parallel.For(0, set.Count, i => together[set.Count - 1 - i] = EventData.Digest(new SyntheticDataset(_options).Get(set.Count - 1 - i).Events));

        Assert.Equal(forwards, together);
        Assert.Equal(set.Count, forwards.Distinct().Count());
    }

    [Fact]
    public void Generate_KnownSeed_GivesTheSameEventsOnEveryMachine()
    {
        EventBuffer events = new();
        new SyntheticGenerator(new SyntheticOptions()).Generate(4, 0, events);

        // Recorded when the generator was written. A deliberate change of the generator raises GeneratorVersion and this digest.
        Assert.Equal("21daef5b0c4e37bdc6651aacd8c1d116b73133618f5bcb98e1619fb6cc2417c6", EventData.Digest(events));
    }

    [Theory]
    [InlineData(34, 34)]
    [InlineData(8, 8)]
    [InlineData(128, 96)]
    [InlineData(20, 240)]
    public void Generate_AnySensor_GivesOrderedEventsOnIt(int width, int height)
    {
        var options = _options with { Sensor = new SensorSize(width, height), Seed = 3 };
        SyntheticGenerator generator = new(options);
        EventBuffer events = new();
        for (int label = 0; label < options.Classes; label++)
        {
            events.Clear();
            generator.Generate(label, 1, events);
            Assert.True(events.IsOrdered);
            Assert.InRange(events.Count, 20, 200_000);
            Assert.InRange(events.Times[0], 0, events.Times[^1]);
            Assert.InRange(events.Times[^1], options.DurationMicros / 2, options.DurationMicros - 1);
            Assert.All(events.X.ToArray(), x => Assert.InRange(x, 0, width - 1));
            Assert.All(events.Y.ToArray(), y => Assert.InRange(y, 0, height - 1));
            if (SyntheticClass.All[label].Shape != SyntheticShape.Square) // a square that only grows gives one polarity
                Assert.InRange(events.Polarities.ToArray().Count(p => p == 1), events.Count / 10, events.Count * 9 / 10);
        }
    }

    [Theory]
    [InlineData("disc-moving-left", -1, 0)]
    [InlineData("disc-moving-right", 1, 0)]
    [InlineData("cross-moving-up", 0, -1)]
    [InlineData("cross-moving-down", 0, 1)]
    public void Generate_MovingShapes_GoTheirWay(string name, int dx, int dy)
    {
        foreach (var events in Recordings(name))
        {
            (double x0, double y0, _) = Moments(events, 0, 0.3);
            (double x1, double y1, _) = Moments(events, 0.7, 1);
            Assert.True(dx * (x1 - x0) + dy * (y1 - y0) > 3, $"{name} moved by ({x1 - x0:F1}, {y1 - y0:F1})");
        }
    }

    [Theory]
    [InlineData("square-expanding", 1)]
    [InlineData("square-contracting", -1)]
    public void Generate_Squares_ChangeTheirSize(string name, int sign)
    {
        foreach (var events in Recordings(name))
            Assert.True(sign * (Moments(events, 0.7, 1).Spread - Moments(events, 0, 0.3).Spread) > 1, name);
    }

    [Theory]
    [InlineData("ring-orbiting-clockwise", 1)]
    [InlineData("ring-orbiting-counterclockwise", -1)]
    public void Generate_Rings_CircleTheirWay(string name, int sign)
    {
        foreach (var events in Recordings(name))
        {
            (double X, double Y, double) a = Moments(events, 0, 0.25), b = Moments(events, 0.375, 0.625), c = Moments(events, 0.75, 1);
            // rows run downwards: a path that bends clockwise on the image has a positive cross product
            Assert.True(sign * ((b.X - a.X) * (c.Y - b.Y) - (b.Y - a.Y) * (c.X - b.X)) > 0, name);
        }
    }

    [Theory]
    [InlineData("bar-turning-clockwise", 1)]
    [InlineData("bar-turning-counterclockwise", -1)]
    public void Generate_Bars_TurnTheirWay(string name, int sign)
    {
        foreach (var events in Recordings(name))
        {
            double total = 0;
            for (int i = 0; i < 5; i++)
            {
                double turn = Axis(events, (i + 1) / 6.0) - Axis(events, i / 6.0);
                total += turn - Math.PI * Math.Round(turn / Math.PI); // an axis comes back after half a turn
            }

            Assert.True(sign * total > 0.5, $"{name} turned by {total:F2} rad");
        }
    }

    [Fact]
    public void Generate_BrightAndDarkObjects_AreMixed()
    {
        // A bright disc that moves right has ON events on its right edge, a dark one on its left.
        int bright = 0;
        EventBuffer[] recordings = [.. Recordings("disc-moving-right", 40)];
        foreach (var events in recordings)
        {
            double on = 0, off = 0;
            int ons = 0;
            for (int i = 0; i < events.Count / 4; i++)
            {
                ons += events.Polarities[i];
                on += events.Polarities[i] * events.X[i];
                off += (1 - events.Polarities[i]) * events.X[i];
            }

            bright += on / ons > off / (events.Count / 4 - ons) ? 1 : 0;
        }

        Assert.InRange(bright, 10, 30);
    }

    [Fact]
    public void Generate_NoObjectMotionNoise_IsQuietBetweenThresholds()
    {
        var quiet = _options with { NoiseHertz = 0, HotPixelShare = 0 };
        var noisy = quiet with { NoiseHertz = 20 };
        int without = Count(quiet), with = Count(noisy);

        Assert.InRange(with - without, 2800, 4200); // 20 Hz x 1156 pixels x 0.15 s = 3468

        static int Count(SyntheticOptions options)
        {
            EventBuffer events = new();
            new SyntheticGenerator(options).Generate(4, 0, events);
            return events.Count;
        }
    }

    [Fact]
    public void Generate_RefractoryTime_IsKeptByEachPixel()
    {
        var options = _options with { NoiseHertz = 0, HotPixelShare = 0, RefractoryMicros = 3000 };
        EventBuffer events = new();
        new SyntheticGenerator(options).Generate(0, 0, events);
        Dictionary<(int, int), long> last = [];
        for (int i = 0; i < events.Count; i++)
        {
            if (last.TryGetValue((events.X[i], events.Y[i]), out long before))
                Assert.True(events.Times[i] - before >= 3000);
            last[(events.X[i], events.Y[i])] = events.Times[i];
        }

        Assert.True(events.Count > 100);
    }

    [Fact]
    public void Catalog_Synthetic_IsUsedLikeAnyOther()
    {
        using var catalog = RecordingCatalog.Synthetic(_options);

        Assert.Equal(["train", "test"], catalog.Parts);
        Assert.Equal(10, catalog.Classes.Count);
        Assert.Equal(catalog.Classes.Order(StringComparer.Ordinal), catalog.Classes);
        Assert.All(catalog.Part("train").CountByClass(), n => Assert.Equal(6, n));
        Assert.Empty(RecordingCatalog.FindSharedContent([catalog.Part("train"), catalog.Part("test")]));
        var prepared = PreparedFrames.Prepare(catalog.Part("test"), new FramePreparation { Slicing = new Slicing.ByNumber(5) });
        Assert.Equal(30, prepared.Count);
        Assert.Equal(prepared.Report.Decoded.Events, prepared.Report.Integrated.Counted);
    }

    [Fact]
    public void TestPart_DoesNotDependOnTheSizeOfTheTrainingPart()
    {
        var a = RecordingCatalog.Synthetic(_options).Part("test");
        var b = RecordingCatalog.Synthetic(_options with { TrainPerClass = 50 }).Part("test");

        Assert.Equal(a.Hash, b.Hash);
        Assert.Equal(EventData.Digest(a.Get(7).Events), EventData.Digest(b.Get(7).Events));
    }

    [Fact]
    public void Validate_ImpossibleOptions_NamesAllProblems()
    {
        SyntheticOptions bad = new() { Sensor = new SensorSize(4, 4), Classes = 11, DurationMicros = 0, MinContrast = 3, MaxContrast = 2, Threshold = double.NaN, NoiseHertz = -1 };

        Assert.Equal(6, bad.Validate().Count);
        Assert.Throws<ArgumentException>(() => RecordingCatalog.Synthetic(bad));
        Assert.Throws<DatasetException>(() => new SyntheticDataset(_options, "validation"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticGenerator(_options).Generate(10, 0, new EventBuffer()));
    }

    private static IEnumerable<EventBuffer> Recordings(string name, int count = 12)
    {
        SyntheticGenerator generator = new(_options with { NoiseHertz = 0, HotPixelShare = 0 });
        int label = SyntheticClass.All.Select((c, i) => (c, i)).Single(c => c.c.Name == name).i;
        for (int i = 0; i < count; i++)
        {
            EventBuffer events = new();
            generator.Generate(label, i, events);
            yield return events;
        }
    }

    private static (double X, double Y, double Spread) Moments(EventBuffer events, double from, double to)
    {
        var chosen = Enumerable.Range(0, events.Count).Select(i => events[i])
            .Where(e => e.TimeMicros >= from * _options.DurationMicros && e.TimeMicros < to * _options.DurationMicros).ToArray();
        double x = chosen.Average(e => (double)e.X), y = chosen.Average(e => (double)e.Y);
        return (x, y, chosen.Average(e => Math.Sqrt((e.X - x) * (e.X - x) + (e.Y - y) * (e.Y - y))));
    }

    /// <summary>Direction of the longest extent of the events in a sixth of the recording, in radians modulo pi.</summary>
    private static double Axis(EventBuffer events, double from)
    {
        var chosen = Enumerable.Range(0, events.Count).Select(i => events[i])
            .Where(e => e.TimeMicros >= from * _options.DurationMicros && e.TimeMicros < (from + 1 / 6.0) * _options.DurationMicros).ToArray();
        double x = chosen.Average(e => (double)e.X), y = chosen.Average(e => (double)e.Y);
        double xx = chosen.Sum(e => (e.X - x) * (e.X - x)), yy = chosen.Sum(e => (e.Y - y) * (e.Y - y)), xy = chosen.Sum(e => (e.X - x) * (e.Y - y));
        return 0.5 * Math.Atan2(2 * xy, xx - yy);
    }
}
