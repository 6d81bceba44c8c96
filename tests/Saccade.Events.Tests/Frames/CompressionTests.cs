using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Augment;
using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

/// <summary>Spatio-temporal compression: what it conserves, its definition from fine frames, and the same values from a stream.</summary>
public sealed class CompressionTests
{
    private static readonly SensorSize _sensor = new(12, 6);

    /// <summary>Every event is in exactly one number, whatever is compressed and however it is cut; signed numbers sum to ON less OFF.</summary>
    [Fact]
    public void Charge_IsConserved()
        => Prop.ForAll<ushort, byte, byte>((count, rules, factors) =>
        {
            var events = EventData.Random(count % 500, _sensor, count, maxGap: 1 + rules);
            var (slicing, size, polarity) = (SlicingOf(rules, factors), SizeOf(factors), (PolarityRule)(rules / 4 % 3));
            float[] current = Compressed(events, slicing, size, polarity);
            int on = events.Polarities.ToArray().Count(p => p == 1);
            return current.Sum(v => (double)v) == (polarity == PolarityRule.Signed ? 2 * on - events.Count : events.Count);
        }).QuickCheckThrowOnFailure();

    /// <summary>I[k] is the sum over r_t fine slices and r_s x r_s pixels of S, with nothing clipped.</summary>
    [Fact]
    public void Steps_AreSumsOfFineFrames()
        => Prop.ForAll<ushort, byte, byte>((count, rules, factors) =>
        {
            var events = EventData.Random(count % 500, _sensor, count, maxGap: 1 + rules);
            int together = 1 + factors % 5, space = SpaceOf(factors);
            var fine = new FrameIntegrator(_sensor).Integrate(events, FineOf(rules, together)).Frames;
            var frames = new FrameIntegrator(_sensor, new Resize.Binned(_sensor.Width / space, _sensor.Height / space)).Integrate(events, new Compression(together, space).Of(FineOf(rules, together))).Frames;
            float[] expected = new float[frames.Values.Length];
            for (int q = 0; q < fine.Steps; q++)
            {
                for (int i = 0; i < fine.FrameLength; i++)
                {
                    int y = i / 2 / _sensor.Width / space, x = i / 2 % _sensor.Width / space;
                    expected[((q / together * frames.Height + y) * frames.Width + x) * 2 + i % 2] += fine.Frame(q)[i];
                }
            }

            return frames.Values.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Joined_TakesSlicesTogether_AndTheRestInTheLast()
    {
        var events = EventData.Random(23, new SensorSize(8, 8), 1);

        Assert.Equal([new(0, 6), new(6, 12), new(12, 18), new(18, 23)], new Slicing.Joined(new Slicing.ByNumber(7), 2).Ranges(events)); // the seventh slice has 5
        Assert.Equal(4, new Slicing.Joined(new Slicing.ByNumber(7), 2).FixedSteps);
        Assert.Equal([new(0, 8), new(8, 16), new(16, 23)], new Slicing.Joined(new Slicing.Count(4), 2).Ranges(events));
        Assert.Equal("count-4-joined-2", new Slicing.Joined(new Slicing.Count(4), 2).Key);
        Assert.Empty(new Slicing.Joined(new Slicing.Count(4), 2).Ranges(new EventBuffer()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slicing.Joined(new Slicing.Count(4), 0));
    }

    /// <summary>Events one by one, or in parts of any length, give what the whole recording gives, to the bit; what the last step holds comes at the end.</summary>
    [Fact]
    public void Stream_HasTheValuesOfTheRecording()
        => Prop.ForAll<ushort, byte, byte>((count, rules, factors) =>
        {
            var events = EventData.Random(count % 300, _sensor, count, maxGap: rules % 40); // many on the ends of slices
            Slicing fine = rules % 2 == 0 ? new Slicing.Duration(1 + factors % 30) : new Slicing.Count(1 + factors % 30);
            var compression = new Compression(1 + rules % 4, SpaceOf(factors));
            var polarity = (PolarityRule)(rules / 4 % 3);
            var stream = new CurrentStream(fine, compression, _sensor, polarity);
            List<float> streamed = [];
            long counted = 0;
            void Take(ReadOnlySpan<float> current, IntegrationCount where)
            {
                streamed.AddRange(current);
                counted += where.Counted;
            }

            for (int first = 0; first < events.Count; first += 1 + factors % 7)
                stream.Add(events.Slice(new EventRange(first, Math.Min(events.Count, first + 1 + factors % 7))), Take);
            stream.Finish(Take);

            float[] whole = Compressed(events, compression.Of(fine), stream.Size, polarity);
            return streamed.SequenceEqual(whole) && counted == events.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stream_BeginsAnew_AfterTheEnd()
    {
        var events = EventData.Random(50, _sensor, 1);
        var stream = new CurrentStream(new Slicing.Duration(900), new Compression(2, 1), _sensor);
        List<float> first = [], second = [];

        stream.Add(events.All, (current, _) => first.AddRange(current));
        stream.Finish((current, _) => first.AddRange(current));
        stream.Add(events.All, (current, _) => second.AddRange(current));
        stream.Finish((current, _) => second.AddRange(current));
        stream.Finish((_, _) => Assert.Fail("there was no event"));

        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Stream_OfWhatCannotBeStreamed_SaysSo()
    {
        Assert.Contains("need the length of the recording", Assert.Throws<ArgumentException>(() => new CurrentStream(new Slicing.ByNumber(4), Compression.None, _sensor)).Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 5 columns and rows", Assert.Throws<ArgumentException>(() => new CurrentStream(new Slicing.Count(4), new Compression(1, 5), _sensor)).Message, StringComparison.Ordinal);
        var stream = new CurrentStream(new Slicing.Duration(10), Compression.None, _sensor);
        stream.Add(At(5, 40).All, (_, _) => { });

        Assert.Contains("at 39 us after one at 40 us", Assert.Throws<ArgumentException>(() => stream.Add(At(39).All, (_, _) => { })).Message, StringComparison.Ordinal);
        Assert.Contains("one recording", Assert.Throws<ArgumentException>(() => stream.Add(At(long.MaxValue).All, (_, _) => { })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PolarityRule.Separate, new float[] { 1, 2, 0, 3 })]
    [InlineData(PolarityRule.Merged, new float[] { 3, 3 })]
    [InlineData(PolarityRule.Signed, new float[] { 1, 3 })]
    public void Polarities_AreCombined(PolarityRule rule, float[] expected)
    {
        float[] frame = new float[2 * rule.Channels()];

        rule.Combine([1, 2, 0, 3], frame);

        Assert.Equal(expected, frame);
        Assert.Throws<ArgumentException>(() => rule.Combine([1, 2], new float[5]));
    }

    [Theory]
    [InlineData(CountScale.Largest, new float[] { 0, 0.25f, 1, -0.5f })]
    [InlineData(CountScale.Mean, new float[] { 0, 3f / 7, 12f / 7, -6f / 7 })]
    [InlineData(CountScale.Binary, new float[] { 0, 1, 1, -1 })]
    public void Scales_KeepTheSign_AndLookAtTheRecording(CountScale scale, float[] expected)
    {
        float[] counts = [0, 1, 4, -2];

        scale.Apply(counts);

        Close.Relative(expected, counts, 1e-6);
        float[] none = [0, 0];
        scale.Apply(none);
        Assert.Equal([0f, 0], none);
    }

    [Fact]
    public void Log_OfSignedCounts_IsOdd()
    {
        float[] counts = [5, -5, -300];

        CountScale.Log.Apply(counts);

        Close.Relative([MathF.Log(6), -MathF.Log(6), -MathF.Log(301)], counts, 1e-6);
    }

    /// <summary>Frames of a set are the combined counts, mirrored or not, divided by what the whole recording says.</summary>
    [Theory]
    [InlineData(PolarityRule.Merged, CountScale.Linear)]
    [InlineData(PolarityRule.Signed, CountScale.Log)]
    [InlineData(PolarityRule.Signed, CountScale.Largest)]
    [InlineData(PolarityRule.Separate, CountScale.Mean)]
    public void PreparedFrames_AreThoseOfTheRule(PolarityRule polarity, CountScale scale)
    {
        var set = MemoryItem.Set(3);
        var prepared = PreparedFrames.Prepare(set, new FramePreparation { Slicing = new Compression(3, 1).Of(new Slicing.ByNumber(12)), Polarity = polarity, Counts = scale });
        var counts = new FrameIntegrator(set.Sensor!.Value).Integrate(set.Get(1).Events, new Slicing.Joined(new Slicing.ByNumber(12), 3)).Frames;
        float[] expected = new float[counts.Values.Length / 2 * polarity.Channels()], actual = new float[expected.Length], mirrored = new float[expected.Length], map = new float[expected.Length];
        polarity.Combine(counts.Values, expected);
        scale.Apply(expected);
        var flip = new PixelMap(prepared.Size);
        flip.FlipHorizontally();

        prepared.CopyTo(1, [0, 1, 2, 3], actual);
        prepared.CopyTo(1, [0, 1, 2, 3], mirrored, prepared.FrameLength, flip);
        for (int t = 0; t < 4; t++)
            flip.Apply(expected.AsSpan(t * prepared.FrameLength, prepared.FrameLength), map.AsSpan(t * prepared.FrameLength, prepared.FrameLength), polarity.Channels());

        Close.SameBits(expected, actual);
        Close.SameBits(map, mirrored);
        Assert.Equal((polarity.Channels(), false), (prepared.Channels, prepared.Preparation.IsStill));
    }

    [Fact]
    public void Ratio_IsThatOfTheNumbers()
    {
        Assert.Equal((20L, "5 slices of 2x2 pixels to one, 20 to 1"), (new Compression(5, 2).Ratio, new Compression(5, 2).ToString()));
        Assert.Equal("1 slice of 1x1 pixel to one, 1 to 1", Compression.None.ToString());
    }

    private static EventBuffer At(params long[] times)
    {
        EventBuffer events = new();
        foreach (long time in times)
            events.Add(time, 1, 1, 1);
        return events;
    }

    private static int SpaceOf(byte factors) => ((int[])[1, 2, 3, 6])[factors % 4];

    private static SensorSize SizeOf(byte factors) => new(_sensor.Width / SpaceOf(factors), _sensor.Height / SpaceOf(factors));

    private static Slicing FineOf(byte rules, int together) => (rules % 4) switch
    {
        0 => new Slicing.ByNumber(3 * together),
        1 => new Slicing.ByTime(3 * together),
        2 => new Slicing.Duration(500),
        _ => new Slicing.Count(7),
    };

    private static Slicing SlicingOf(byte rules, byte factors) => new Compression(1 + factors % 5, 1).Of(FineOf(rules, 1 + factors % 5));

    private static float[] Compressed(EventBuffer events, Slicing slicing, SensorSize size, PolarityRule polarity)
    {
        var frames = new FrameIntegrator(_sensor, size == _sensor ? null : new Resize.Binned(size.Width, size.Height)).Integrate(events, slicing).Frames;
        float[] current = new float[frames.Values.Length / 2 * polarity.Channels()];
        polarity.Combine(frames.Values, current);
        return current;
    }
}
