using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Transforms;
using Saccade.TestKit;
using Xunit;
using static Saccade.Events.Tests.Transforms.TransformCases;

namespace Saccade.Events.Tests.Transforms;

/// <summary>The rule that tells hot pixels from busy ones.</summary>
public sealed class HotPixelRuleTests
{
    private static readonly HotPixelRule _rule = new HotPixelRule.AboveNeighbours();

    [Theory]
    [InlineData(36, 7, true)] // 36 > 5 x 7
    [InlineData(35, 7, false)]
    [InlineData(10, 0, true)] // the fewest events of a hot pixel
    [InlineData(9, 0, false)]
    public void AboveNeighbours_AtItsLimits(int events, int neighbours, bool isHot)
    {
        EventBuffer recording = new();
        Fire(recording, 5, 5, events);
        foreach ((int x, int y) in new[] { (3, 3), (5, 6), (7, 7) })
            Fire(recording, x, y, neighbours);
        Fire(recording, 5, 4, neighbours / 2);
        Fire(recording, 8, 5, 200 * (neighbours > 0 ? 1 : 0), bursty: true); // too far away to count, and hot to no rule of time
        recording.SortByTime();

        var hot = HotPixelStudy.Find(recording, Sensor, _rule);

        Assert.Equal(isHot ? [new HotPixel(new PixelPosition(5, 5), events)] : [], hot);
    }

    [Fact]
    public void AboveNeighbours_PixelThatFiresForATimeOnly_IsSpared()
    {
        EventBuffer recording = new();
        Fire(recording, 5, 5, 60, bursty: true);
        Fire(recording, 12, 12, 60);
        recording.SortByTime();

        Assert.Equal([new PixelPosition(12, 12)], HotPixelStudy.Find(recording, Sensor, _rule).Select(h => h.Position));
    }

    [Fact]
    public void AboveNeighbours_ThreeTogether_AreFound_AndFourHideEachOther()
    {
        EventBuffer recording = new();
        foreach ((int x, int y) in new[] { (5, 5), (6, 5), (5, 6), (0, 0), (22, 16) }) // corners have 8 pixels around them
            Fire(recording, x, y, 50);
        foreach (int x in new[] { 15, 16 })
        {
            Fire(recording, x, 5, 50);
            Fire(recording, x, 6, 50);
        }

        recording.SortByTime();

        Assert.Equal([(0, 0), (5, 5), (6, 5), (5, 6), (22, 16)], HotPixelStudy.Find(recording, Sensor, _rule).Select(h => (h.Position.X, h.Position.Y)));
    }

    [Fact]
    public void AboveNeighbours_WithoutDurationOrNeighbours_FindsNothing()
    {
        EventBuffer recording = new();
        for (int i = 0; i < 100; i++)
            recording.Add(7, 5, 5, 1);
        Assert.Empty(HotPixelStudy.Find(recording, Sensor, _rule));
        Assert.Empty(HotPixelStudy.Find(new EventBuffer(), Sensor, _rule));

        EventBuffer alone = new();
        Fire(alone, 1, 0, 100);
        Assert.Empty(HotPixelStudy.Find(alone, new SensorSize(3, 1), _rule));
        Assert.Single(HotPixelStudy.Find(alone, new SensorSize(5, 1), _rule));
    }

    [Fact]
    public void AboveNeighbours_Validates()
    {
        Assert.Equal(["factor of a hot pixel above its neighbours: expected 1 or more, got 0.5", "fewest events of a hot pixel: expected 2 or more, got 1"], new HotPixelRule.AboveNeighbours(0.5, 1).Validate());
        Assert.Single(new HotPixelRule.AboveNeighbours(double.NaN).Validate());
        Assert.Empty(_rule.Validate());
    }

    [Fact]
    public void AboveNeighbours_AnyRecording_EqualsTheNaiveDefinition()
    {
        Prop.ForAll<int, PositiveInt, bool>((seed, count, ordered) =>
        {
            SensorSize sensor = new(7, 6);
            var events = EventData.Random(20 + count.Get % 400, sensor, (uint)seed, ordered: ordered);
            foreach (int pixel in new[] { 3, 17, 18, 41 }.Take(Math.Abs(seed % 5)))
            {
                for (int i = 0; i < 15 * (1 + pixel % 3); i++)
                    events.Add(i * 1009L * (1 + Math.Abs(seed % 3)), (ushort)(pixel % 7), (ushort)(pixel / 7), 1);
            }

            HotPixelRule.AboveNeighbours rule = new(2 + Math.Abs(seed % 4), 5);
            Assert.Equal(Naive(List(events), rule), HotPixelStudy.Find(events, sensor, rule).Select(h => (h.Position.X, h.Position.Y)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AboveNeighbours_RecordingsWithoutNoise_LoseNothing()
    {
        Prop.ForAll<int>(seed =>
        {
            SensorSize sensor = new(34, 34);
            Assert.Empty(HotPixelStudy.Find(HotPixelStudy.Shape(sensor, 150_000, seed & 0xFFFFFF), sensor, _rule));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AboveNeighbours_InjectedIntoGeneratedRecordings_AreFound_AndNoOthers()
    {
        SensorSize sensor = new(128, 128);
        for (int i = 0; i < 4; i++)
        {
            var recording = HotPixelStudy.Shape(sensor, 1_000_000, i);
            (var events, var injected) = HotPixelStudy.Inject(recording, sensor, 300, periodic: i % 2 == 0, i);

            var found = HotPixelStudy.Find(events, sensor, _rule).Select(h => h.Position).ToList();

            Assert.All(found, f => Assert.Contains(f, injected));
            Assert.InRange(found.Count, 4, 5); // one may lie among busy pixels
        }
    }

    [Fact]
    public void AboveNeighbours_ClappingHand_LosesNoBusyPixel()
    {
        EventBuffer events = new();
        EventFormats.Default.ReadFile(SharedData.Require("data", "dvsgesture", "1.bs2"), events);
        SensorSize sensor = new(128, 128);

        var busy = HotPixelStudy.Find(events, sensor, new HotPixelRule.AboveQuantile(0.5, 25));

        Assert.InRange(busy.Count, 10, 20); // what counting alone calls hot
        var found = HotPixelStudy.Find(events, sensor, _rule);
        Assert.Empty(busy.Select(p => p.Position).Intersect(found.Select(p => p.Position)));
        Assert.InRange(found.Sum(p => p.Events), 0, 80); // four pixels far from the hand that fire some ten times a second
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Documentation_HasTheTableOfGeneratedRecordings()
    {
        var scenes = HotPixelStudy.Generated();
        Documented([.. HotPixelStudy.Untouched(scenes), .. HotPixelStudy.WithInjected(scenes)]);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Documentation_HasTheTableOfRealRecordings()
    {
        var scenes = HotPixelStudy.Recorded();
        Documented([.. HotPixelStudy.Untouched(scenes), .. HotPixelStudy.WithInjected([.. scenes.Take(3)])]);
    }

    private static void Documented(IReadOnlyList<string> rows)
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "docs", "transforms.md"));
        Assert.True(rows.All(page.Contains), $"docs/transforms.md should have these rows:\n{string.Join('\n', rows)}\n");
    }

    private static void Fire(EventBuffer recording, int x, int y, int events, bool bursty = false)
    {
        for (int i = 0; i < events; i++)
            recording.Add((bursty ? 200_000 : 0) + (long)((bursty ? 100_000.0 : 1_000_000.0) * i / events), (ushort)x, (ushort)y, (byte)(i % 2));
    }

    private static IEnumerable<(int X, int Y)> Naive(IReadOnlyList<(long Time, int X, int Y, int Polarity)> events, HotPixelRule.AboveNeighbours rule)
    {
        long first = events.Min(e => e.Time), last = events.Max(e => e.Time);
        int Count(int x, int y) => events.Count(e => e.X == x && e.Y == y);
        foreach ((int x, int y) in events.Select(e => (e.X, e.Y)).Distinct().OrderBy(p => p.Y).ThenBy(p => p.X))
        {
            var around = from row in Enumerable.Range(y - 2, 5) from column in Enumerable.Range(x - 2, 5) where (column, row) != (x, y) select Count(column, row);
            int count = Count(x, y), third = around.OrderDescending().ElementAt(2);
            int parts = events.Where(e => e.X == x && e.Y == y).Select(e => (int)((e.Time - first) * 20.0 / (last - first + 1.0))).Distinct().Count();
            if (count >= rule.MinimumEvents && count > rule.Factor * Math.Max(1, third) && parts >= 0.75 * 20 * (1 - Math.Exp(-count / 20.0)))
                yield return (x, y);
        }
    }
}
