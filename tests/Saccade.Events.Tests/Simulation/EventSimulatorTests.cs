using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Events.Tests.Simulation;

public sealed class EventSimulatorTests
{
    [Fact]
    public void Simulate_AnyOrderAndThread_GivesEqualRecordings()
    {
        EventSimulator simulator = new(SimulationPresets.NMnist);
        string[] forwards = [.. Enumerable.Range(0, 6).Select(i => Digest(simulator, i))];
        string[] together = new string[6];
        Parallel.For(0, 6, i => together[5 - i] = Digest(new EventSimulator(SimulationPresets.NMnist), 5 - i));

        Assert.Equal(forwards, together);
        Assert.Equal(6, forwards.Distinct().Count());
        Assert.NotEqual(forwards[0], Digest(new EventSimulator(SimulationPresets.NMnist with { Seed = 2 }), 0));
    }

    [Theory]
    [InlineData(0, "fdf1c217cf2d41ea11d7e6bf9a14752bfcca264caa6d62ecdff20fd41d7e6598")]
    [InlineData(0.1, "a1d284db4df352a528f17ae574c0e16bfda8c195d10de72f1a6ad16e2f629cab")]
    public void Simulate_KnownSeed_GivesTheSameEventsOnEveryMachine(double turn, string digest) =>
        // Recorded when the simulator was written. A deliberate change of it raises SimulatorVersion and these digests.
        Assert.Equal(digest, Digest(new EventSimulator(SimulationPresets.NMnist with { TurnJitter = turn, SizeJitter = 0.05, Seed = 4 }), 3));

    [Fact]
    public void Simulate_EdgeToTheRight_FiresOnInFrontAndOffBehind()
    {
        var events = TestScenes.Simulate(TestScenes.Options);

        (double onX, double offX, int on, int off) = Sides(events);
        Assert.True(onX > offX + 4, $"ON at {onX}, OFF at {offX}");
        // ln 10 = 2.30 holds 11 steps of 0.2 and 9 of 0.25; an edge sweeps 6 columns of 6 rows, the rounded ends a little less.
        Assert.InRange(on, 36 * 9, 36 * 12);
        Assert.InRange(off, 36 * 7, 36 * 10);
        Assert.True(events.IsOrdered);
        Assert.InRange(events.Times[^1], 50_000, 60_999);
    }

    [Fact]
    public void Simulate_InvertedDisplay_SwapsPolarities()
    {
        (double onX, double offX, _, _) = Sides(TestScenes.Simulate(TestScenes.Options with { Display = new DisplayOptions { Blur = 0.5, Inverted = true } }));

        Assert.True(offX > onX + 4, $"ON at {onX}, OFF at {offX}");
    }

    [Fact]
    public void Simulate_Rest_IsSilent()
    {
        var still = TestScenes.Options with { Motion = new MotionPath.Free([new(0, new ImagePose(0, 0)), new(100_000, new ImagePose(0, 0))]) };

        Assert.Equal(0, TestScenes.Simulate(still).Count);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.1)]
    public void Simulate_TurnAndScale_MoveWhatTheyShould(double sign)
    {
        var bar = TestScenes.Draw(15, 3, (_, _) => 255);
        var turning = TestScenes.Simulate(TestScenes.Options with { Motion = Free(new ImagePose(0, 0), new ImagePose(0, 0, sign * 5)) }, bar);
        var growing = TestScenes.Simulate(TestScenes.Options with { Motion = Free(new ImagePose(0, 0, 0, 1), new ImagePose(0, 0, 0, 1 + sign * 5)) }, TestScenes.Square);

        // A clockwise turn lowers the right end, rows running downwards: ON events there lie below the middle.
        Assert.True(sign * Mean(turning, e => e.Polarity == 1 && e.X > 13, e => e.Y - 7.5) > 0.05);
        (_, _, int on, int off) = Sides(growing);
        Assert.True(sign > 0 ? on > 5 * off : off > 5 * on, $"{on} ON, {off} OFF");
    }

    [Fact]
    public void Simulate_RefractoryTime_SeparatesEventsOfAPixel()
    {
        var events = TestScenes.Simulate(TestScenes.Options with { Camera = TestScenes.Quiet with { RefractoryMicros = 4_000 } });

        Dictionary<(int, int), long> last = [];
        foreach (var e in Events(events))
        {
            if (last.TryGetValue((e.X, e.Y), out long before))
                Assert.InRange(e.TimeMicros - before, 3_999, long.MaxValue);
            last[(e.X, e.Y)] = e.TimeMicros;
        }

        Assert.InRange(events.Count, 50, TestScenes.Simulate(TestScenes.Options).Count / 2);
    }

    [Fact]
    public void Simulate_LowPass_DelaysEvents()
    {
        double quick = Mean(TestScenes.Simulate(TestScenes.Options), _ => true, e => e.TimeMicros);
        double slow = Mean(TestScenes.Simulate(TestScenes.Options with { Camera = TestScenes.Quiet with { LowPassMicros = 5_000 } }), _ => true, e => e.TimeMicros);

        Assert.InRange(slow - quick, 3_000, 7_000);
    }

    [Fact]
    public void Simulate_Noise_HasItsRates()
    {
        var camera = TestScenes.Quiet with { NoiseHertz = 2, HotPixelShare = 0.05, HotPixelHertz = 100, LeakHertz = 3 };
        var black = TestScenes.Draw(4, 4, (_, _) => 0);
        MotionPath rest = new MotionPath.Free([new(0, new ImagePose(0, 0)), new(4_000_000, new ImagePose(0, 0))]);
        var options = TestScenes.Options with { Motion = rest };

        int noise = TestScenes.Simulate(options with { Camera = camera with { HotPixelShare = 0, LeakHertz = 0 } }, black).Count;
        var leak = TestScenes.Simulate(options with { Camera = camera with { HotPixelShare = 0, NoiseHertz = 0 } }, black);
        var hot = TestScenes.Simulate(options with { Camera = camera with { NoiseHertz = 0, LeakHertz = 0 } }, black);

        Assert.InRange(noise, 0.9 * 320 * 2 * 4, 1.1 * 320 * 2 * 4);
        Assert.InRange(leak.Count, 0.9 * 320 * 3 * 4, 1.1 * 320 * 3 * 4);
        Assert.DoesNotContain((byte)0, leak.Polarities.ToArray());
        int hotPixels = Events(hot).Select(e => (e.X, e.Y)).Distinct().Count();
        Assert.InRange(hotPixels, 4, 40);
        Assert.InRange(hot.Count, 0.9 * hotPixels * 400, 1.1 * hotPixels * 400);
    }

    [Fact]
    public void Simulate_SameCamera_HasTheSameHotPixels()
    {
        var camera = TestScenes.Quiet with { HotPixelShare = 0.05, HotPixelHertz = 500 };
        SimulationOptions same = TestScenes.Options with { Camera = camera }, each = TestScenes.Options with { Camera = camera with { SameCamera = false } };
        var black = TestScenes.Draw(4, 4, (_, _) => 0);

        Assert.Equal(Places(same, 0), Places(same, 1));
        Assert.NotEqual(Places(each, 0), Places(each, 1));

        List<(ushort, ushort)> Places(SimulationOptions options, int index) =>
            [.. Events(TestScenes.Simulate(options, black, index)).Select(e => (e.X, e.Y)).Distinct().Order()];
    }

    [Fact]
    public void Simulate_Jitter_MovesThePictureFromRecordingToRecording()
    {
        var options = TestScenes.Options with { PlaceJitter = 2, TimeJitter = 5_000 };
        double[] places = [.. Enumerable.Range(0, 30).Select(i => Mean(TestScenes.Simulate(options, null, i), _ => true, e => e.X))];

        double mean = places.Average(), deviation = Math.Sqrt(places.Average(p => (p - mean) * (p - mean)));
        Assert.InRange(deviation, 1.2, 2.6);
    }

    [Fact]
    public void Simulate_Sequence_FiresWhileThePictureChanges()
    {
        var black = TestScenes.Draw(12, 12, (_, _) => 0);
        EventBuffer events = new();
        new EventSimulator(TestScenes.Options).Simulate([new(0, black), new(20_000, black), new(30_000, TestScenes.Square), new(50_000, TestScenes.Square)], 0, events);

        Assert.InRange(events.Count, 36 * 9, 36 * 20);
        Assert.All(events.Times.ToArray(), t => Assert.InRange(t, 20_000, 30_000));
        Assert.DoesNotContain((byte)0, events.Polarities.ToArray());
    }

    [Fact]
    public void Simulate_WrongArguments_Throw()
    {
        EventSimulator simulator = new(TestScenes.Options);
        var image = TestScenes.Square;
        EventBuffer events = new();

        Assert.Throws<ArgumentOutOfRangeException>(() => simulator.Simulate(image, -1, events));
        Assert.Throws<ArgumentOutOfRangeException>(() => simulator.Simulate(image, 1L << 32, events));
        Assert.Throws<ArgumentException>(() => simulator.Simulate([new(0, image)], 0, events));
        Assert.Throws<ArgumentException>(() => simulator.Simulate([new(1, image), new(2, image)], 0, events));
        Assert.Throws<ArgumentException>(() => simulator.Simulate([new(0, image), new(0, image)], 0, events));
    }

    private static MotionPath Free(ImagePose from, ImagePose to) => new MotionPath.Free([new(0, from), new(100_000, to)]);

    private static string Digest(EventSimulator simulator, int index)
    {
        var image = TestScenes.Draw(28, 28, (x, y) => (byte)(x is > 10 and < 14 && y is > 5 and < 22 ? 255 : x + y < 30 && x + y > 26 ? 120 : 0));
        EventBuffer events = new();
        simulator.Simulate(image, index, events);
        return EventData.Digest(events);
    }

    private static IEnumerable<Event> Events(EventBuffer events) => Enumerable.Range(0, events.Count).Select(i => events[i]);

    private static double Mean(EventBuffer events, Func<Event, bool> which, Func<Event, double> value) => Events(events).Where(which).Average(value);

    private static (double OnX, double OffX, int On, int Off) Sides(EventBuffer events) =>
        (Events(events).Where(e => e.Polarity == 1).Select(e => (double)e.X).DefaultIfEmpty().Average(), Events(events).Where(e => e.Polarity == 0).Select(e => (double)e.X).DefaultIfEmpty().Average(),
            Events(events).Count(e => e.Polarity == 1), Events(events).Count(e => e.Polarity == 0));
}
