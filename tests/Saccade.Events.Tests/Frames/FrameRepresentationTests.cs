using FsCheck;
using FsCheck.Fluent;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Frames;

public sealed class FrameRepresentationTests
{
    private static readonly SensorSize _sensor = new(9, 7);

    public static TheoryData<FrameRepresentation> All { get; } =
    [
        new FrameRepresentation.Counts(), new FrameRepresentation.Binary(), new FrameRepresentation.Merged(), new FrameRepresentation.Signed(), new FrameRepresentation.VoxelGrid(4),
        new FrameRepresentation.VoxelGrid(3, TwoChannels: true), new FrameRepresentation.VoxelGrid(1), new FrameRepresentation.TimeSurface(500),
        new FrameRepresentation.Hats(4, 2, 300, 1000), new FrameRepresentation.Hats(20, 1, 300, 1000),
    ];

    [Fact]
    public void Cases_NameEveryRepresentation() => Assert.Equal(
        typeof(FrameRepresentation).GetNestedTypes().Select(t => t.Name).Order(), All.Select(r => r.Data.GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(All))]
    public void Render_AnyRecording_EqualsTheNaiveReference(FrameRepresentation representation)
    {
        Assert.Empty(representation.Validate());
        Prop.ForAll<int, NonNegativeInt>((seed, count) =>
        {
            var events = EventData.Random(count.Get * 4, new SensorSize(10, 8), (uint)seed, maxGap: 60); // some are outside
            Slicing slicing = seed % 2 == 0 ? new Slicing.ByNumber(3) : new Slicing.ByTime(3);

            (var frames, var went) = representation.Render(events, _sensor, slicing);

            var expected = RepresentationReference.Render(representation, events, _sensor, slicing.Ranges(events));
            Close.Relative(expected.Values, frames.Values, 1e-6, representation.Key);
            Assert.Equal((expected.Size, representation.Channels), (frames.Size, frames.Channels));
            Assert.Equal(events.X.ToArray().Zip(events.Y.ToArray()).Count(p => !_sensor.Contains(p.First, p.Second)), went.Outside);
            Assert.Equal(events.Count, went.Counted + went.Outside);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Counts_OfTwoChannels_AreTheIntegrators()
    {
        var events = EventData.Random(3000, _sensor, 2);

        var integrated = new FrameIntegrator(_sensor).Integrate(events, new Slicing.ByNumber(4)).Frames;

        Close.SameBits(integrated.Values, new FrameRepresentation.Counts().Render(events, _sensor, new Slicing.ByNumber(4)).Frames.Values);
    }

    [Fact]
    public void CountingKinds_OfOnePixel_AreAsComputedByHand()
    {
        var events = Recorded((0, 2, 1, 1), (1, 2, 1, 1), (2, 2, 1, 0), (3, 2, 1, 1));

        Assert.Equal([1f, 3f], Pixel(new FrameRepresentation.Counts(), events));
        Assert.Equal([1f, 1f], Pixel(new FrameRepresentation.Binary(), events));
        Assert.Equal([4f], Pixel(new FrameRepresentation.Merged(), events));
        Assert.Equal([2f], Pixel(new FrameRepresentation.Signed(), events));
    }

    [Fact]
    public void VoxelGrid_OfOnePixel_IsAsComputedByHand()
    {
        // B = 3: t* = 2 (t - 100) / 400: 0, 0.25, 1.5, 2
        var events = Recorded((100, 2, 1, 1), (150, 2, 1, 0), (400, 2, 1, 1), (500, 2, 1, 0));

        Assert.Equal([1 - 0.75f, -0.25f + 0.5f, 0.5f - 1], Pixel(new FrameRepresentation.VoxelGrid(3), events));
        Assert.Equal([0.75f, 1, 0.25f, 0.5f, 1, 0.5f], Pixel(new FrameRepresentation.VoxelGrid(3, TwoChannels: true), events));
        Assert.Equal([0f], Pixel(new FrameRepresentation.VoxelGrid(1), events));
        Assert.Equal([0f, 2, 0, 0], Pixel(new FrameRepresentation.VoxelGrid(2, TwoChannels: true), Recorded((5, 2, 1, 1), (5, 2, 1, 1))));
    }

    [Fact]
    public void VoxelGrid_TwoChannels_SumToTheNumberOfEvents()
    {
        Prop.ForAll<int, PositiveInt>((seed, bins) =>
        {
            var events = EventData.Random(200, _sensor, (uint)seed, ordered: false);
            var frames = new FrameRepresentation.VoxelGrid(bins.Get % 30 + 1, TwoChannels: true).Render(events, _sensor, new Slicing.ByNumber(2)).Frames;
            Assert.Equal(200, frames.Values.ToArray().Sum(v => (double)v), 1e-4);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TimeSurface_OfTwoSlices_RemembersAndDecays()
    {
        // slices of two events; t_ref 100, then 300, then none
        var events = Recorded((0, 2, 1, 1), (100, 0, 0, 0), (200, 2, 1, 0), (300, 0, 0, 0), (9000, 50, 50, 0));

        var frames = new FrameRepresentation.TimeSurface(100).Render(events, _sensor, new Slicing.Count(2)).Frames;

        Assert.Equal(3, frames.Steps);
        Assert.Equal((float)Math.Exp(-1), frames[0, 1, 2, 1]);
        Assert.Equal(0, frames[0, 1, 2, 0]);
        Assert.Equal(1, frames[0, 0, 0, 0]);
        Assert.Equal((float)Math.Exp(-3), frames[1, 1, 2, 1]);
        Assert.Equal((float)Math.Exp(-1), frames[1, 1, 2, 0]);
        Assert.Equal((float)Math.Exp(-87), frames[2, 0, 0, 0], 1e-40f); // an event outside the sensor moves time on
        var empty = new FrameRepresentation.TimeSurface(100).Render(Recorded((0, 2, 1, 1), (10, 2, 1, 0)), _sensor, new Slicing.ByTime(3)).Frames;
        Assert.Equal(empty.Frame(0), empty.Frame(1));
    }

    [Fact]
    public void Hats_OfOneCell_IsAsComputedByHand()
    {
        // cells of 4, radius 1; the first cell sees three ON events and one OFF event
        var events = Recorded(
            (0, 1, 1, 1),
            (10, 2, 1, 1),      // the first is one to the left, 10 before
            (20, 1, 1, 0),      // no OFF event before
            (30, 1, 1, 1),      // itself 30 before, the second one to the right, 20 before
            (30, 2, 2, 1),      // the first diagonal, 30 before, the second above, 20 before; the one of the same time does not count
            (35, 4, 2, 1));     // another cell

        var frames = new FrameRepresentation.Hats(4, 1, 10, 1000).Render(events, _sensor, new Slicing.ByNumber(1)).Frames;

        Assert.Equal((new SensorSize(3, 2), 18), (frames.Size, frames.Channels));
        float[] cell = Cell(frames, 0, 0);
        double e1 = Math.Exp(-1), e2 = Math.Exp(-2), e3 = Math.Exp(-3);
        Close.Relative([(float)(e3 / 5), (float)(e2 / 5), 0, (float)(e1 / 5), (float)(e3 / 5), (float)(e2 / 5), 0, 0, 0], cell.AsSpan(9), 1e-6);
        Assert.All(cell[..9], v => Assert.Equal(0, v));
        Assert.All(Cell(frames, 0, 1), v => Assert.Equal(0, v));

        // a window of 20 leaves out what is 30 before; its beginning belongs to it
        float[] shorter = Cell(new FrameRepresentation.Hats(4, 1, 10, 20).Render(events, _sensor, new Slicing.ByNumber(1)).Frames, 0, 0);
        Close.Relative([0, (float)(e2 / 5), 0, (float)(e1 / 5), 0, (float)(e2 / 5), 0, 0, 0], shorter.AsSpan(9), 1e-6);
    }

    [Fact]
    public void Render_NoEvents_GivesFramesOfZeros()
    {
        foreach (var representation in All.Select(r => r.Data))
        {
            var frames = representation.Render(new EventBuffer(), _sensor, new Slicing.ByTime(2)).Frames;
            Assert.Equal(2, frames.Steps);
            Assert.False(frames.Values.ContainsAnyExcept(0));
        }
    }

    [Fact]
    public void Render_DisorderOrUnsound_IsRefused()
    {
        var events = Recorded((5, 0, 0, 0), (4, 0, 0, 0));

        var error = Assert.Throws<ArgumentException>(() => new FrameRepresentation.TimeSurface(10).Render(events, _sensor, new Slicing.ByNumber(1)));
        Assert.Contains("1 of 2 are earlier", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FrameRepresentation.VoxelGrid(0).Render(events, _sensor, new Slicing.ByNumber(1)));
        Assert.Equal(4, new FrameRepresentation.Hats(0, -1, 0, 0).Validate().Count);
        Assert.Single(new FrameRepresentation.TimeSurface(double.NaN).Validate());
    }

    [Fact]
    public void Keys_DifferFromEachOther() => Assert.Equal(All.Count, All.Select(r => r.Data.Key).Distinct().Count());

    private static float[] Pixel(FrameRepresentation representation, EventBuffer events) => Cell(representation.Render(events, _sensor, new Slicing.ByNumber(1)).Frames, 1, 2);

    private static float[] Cell(FrameStack frames, int row, int column) => [.. Enumerable.Range(0, frames.Channels).Select(c => frames[0, row, column, c])];

    private static EventBuffer Recorded(params (long Time, int X, int Y, int Polarity)[] events)
    {
        EventBuffer buffer = new();
        foreach ((long time, int x, int y, int polarity) in events)
            buffer.Add(time, (ushort)x, (ushort)y, (byte)polarity);
        return buffer;
    }
}
