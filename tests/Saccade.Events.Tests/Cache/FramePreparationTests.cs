using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Cache;

/// <summary>Scales of counts and frames fitted to recordings, on their way through preparation, cache and augmentation.</summary>
public sealed class FramePreparationTests
{
    private static readonly FramePreparation _plain = new() { Slicing = new Slicing.ByNumber(3), Resize = new Resize.Binned(6, 5) };

    [Fact]
    public void Counts_OfAnyScale_ShareOneCachedFile()
    {
        using TemporaryFolder folder = new();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path) };
        var set = Set();
        var plain = PreparedFrames.Prepare(set, _plain, options);
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path)));

        foreach (var scale in new[] { CountScale.Log, CountScale.Binary })
        {
            var scaled = PreparedFrames.Prepare(set, _plain with { Counts = scale }, options);

            Assert.Equal(CacheOutcome.Loaded, scaled.Cache.Outcome);
            for (int i = 0; i < set.Count; i++)
                Close.SameBits(Scaled(plain.Frames(i).Values, scale), scaled.Frames(i).Values);
        }

        Assert.Equal(file, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    [Fact]
    public void Counts_PreparedWithAScaleFirst_AreCachedAsCounts()
    {
        using TemporaryFolder folder = new();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path) };
        PreparedFrames.Prepare(Set(), _plain with { Counts = CountScale.Binary }, options);

        var counts = PreparedFrames.Prepare(Set(), _plain, options);

        Assert.Equal(CacheOutcome.Loaded, counts.Cache.Outcome);
        Close.SameBits(PreparedFrames.Prepare(Set(), _plain).Frames(1).Values, counts.Frames(1).Values);
    }

    [Fact]
    public void Fit_Recording_HasItsOwnCachedFile()
    {
        using TemporaryFolder folder = new();
        PrepareOptions options = new() { Cache = new FrameCache(folder.Path) };
        var fitted = _plain with { Fit = FrameFit.Recording };

        Assert.Equal(CacheOutcome.Stored, PreparedFrames.Prepare(Set(), _plain, options).Cache.Outcome);
        Assert.Equal(CacheOutcome.Stored, PreparedFrames.Prepare(Set(), fitted, options).Cache.Outcome);
        Assert.Equal(CacheOutcome.Stored, PreparedFrames.Prepare(Set(), _plain with { Slicing = new Slicing.Trailing(new Slicing.ByNumber(3), 2) }, options).Cache.Outcome);
        Assert.Equal(CacheOutcome.Loaded, PreparedFrames.Prepare(Set(), fitted, options).Cache.Outcome);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Fit_Recording_FillsTheFrameOfEachOne()
    {
        var set = Set();

        var prepared = PreparedFrames.Prepare(set, _plain with { Fit = FrameFit.Recording });

        for (int i = 0; i < set.Count; i++)
        {
            var events = set.Get(i).Events;
            Close.SameBits(FrameIntegrator.Fitted(events, _plain.Resize!).Integrate(events, _plain.Slicing).Frames.Values, prepared.Frames(i).Values);
        }

        Assert.Equal(0, prepared.Report.Integrated.Outside);
    }

    [Fact]
    public void Fit_RecordingWithoutResize_IsNotSound() =>
        Assert.Contains("resize", Assert.Single((_plain with { Fit = FrameFit.Recording, Resize = null }).Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(CountScale.Linear)]
    [InlineData(CountScale.Log)]
    [InlineData(CountScale.Binary)]
    public void CopyTo_WithAMap_ScalesWhatTheMapMoved(CountScale scale)
    {
        var set = Set();
        PreparedFrames counts = PreparedFrames.Prepare(set, _plain), scaled = PreparedFrames.Prepare(set, _plain with { Counts = scale });
        PixelMap map = new(scaled.Size), identity = new(scaled.Size);
        map.FlipHorizontally();
        map.Roll(1, 2);
        map.CutOut(2, 2, 2);

        for (int sample = 0; sample < set.Count; sample++) // one of them has counts above 255, which are no bytes
        {
            float[] got = new float[3 * scaled.FrameLength], unmapped = new float[got.Length];
            scaled.CopyTo(sample, [2, 0, 1], got, scaled.FrameLength, map);
            scaled.CopyTo(sample, [2, 0, 1], unmapped, scaled.FrameLength, identity);
            for (int t = 0; t < 3; t++)
            {
                ReadOnlySpan<float> frame = counts.Frames(sample).Frame(new[] { 2, 0, 1 }[t]);
                float[] moved = new float[scaled.FrameLength];
                map.Apply(frame, moved);
                Close.SameBits(Scaled(moved, scale), got.AsSpan(t * scaled.FrameLength, scaled.FrameLength));
                Close.SameBits(Scaled(frame, scale), unmapped.AsSpan(t * scaled.FrameLength, scaled.FrameLength));
            }
        }
    }

    [Fact]
    public void Prepare_TrailingFramesCutOff_CountsTheEventsThatNoFrameShows()
    {
        var events = EventData.Random(95, MemoryItem.Sensor, 2);

        var prepared = PreparedFrames.Prepare(
            MemoryItem.Set(events), new FramePreparation { Slicing = new Slicing.Trailing(new Slicing.Count(10), 3), Steps = 5 });

        Assert.Equal((5L, 45L), (prepared.Report.CutFrames, prepared.Report.CutEvents));
    }

    /// <summary>Two recordings, and one with a pixel of more than 255 events in a frame.</summary>
    private static RecordingSet Set()
    {
        var busy = EventData.Random(100, new SensorSize(5, 4), 9);
        for (int i = 0; i < 2000; i++)
            busy.Add(busy.Times[^1] + 1, 3, 2, 1);
        return MemoryItem.Set(EventData.Random(400, MemoryItem.Sensor, 1), busy, EventData.Random(30, new SensorSize(3, 3), 4));
    }

    private static float[] Scaled(ReadOnlySpan<float> counts, CountScale scale)
    {
        float[] values = counts.ToArray();
        scale.Apply(values);
        return values;
    }
}
