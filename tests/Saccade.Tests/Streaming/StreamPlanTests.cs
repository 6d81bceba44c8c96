using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Tests.Networks;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>A plan computes what its network does.</summary>
public sealed class StreamPlanTests
{
    private const int Steps = 4;

    public static TheoryData<string> Networks => [.. StreamNets.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Step_OfAPlanThatIsNotFolded_HasTheBitsOfTheNetwork(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name), seed: 3);
        float[] frames = Nets.Frames(Steps, 1, seed: 4);
        using var engine = new Engine(1);
        float[] expected = Nets.Run(engine, network, Steps, 1, frames);

        // Each cost makes every layer take one path.
        foreach (var cost in new[] { ConvolutionCost.Usual, new ConvolutionCost(0, 0), new ConvolutionCost(1e9, 1e9) })
        {
            var plan = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false, Cost = cost });
            Close.SameBits(expected, Run(plan, frames), name);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Step_OfAFoldedPlanLedAlongTheNetworksSpikes_HasItsPotentialsAndLogits(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name), seed: 3);
        float[] frames = Nets.Frames(Steps, 1, seed: 4);
        var led = new LedPlan(StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), StreamPlan.Compile(network));

        for (int t = 0; t < Steps; t++)
            led.Step(frames.AsSpan(t * Nets.Input.Count, Nets.Input.Count));

        Assert.InRange(led.LargestDifference, 0, 1e-5);
        Assert.InRange(led.Flipped, 0, 1); // neurons within rounding of their threshold, of some hundreds
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Run_OfSeveralStepsAtOnceOnSeveralThreads_HasTheBitsOfStepAfterStep(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name), seed: 3);
        float[] frames = Nets.Frames(Steps, 1, seed: 4);
        using Workers two = new(2), three = new(3);

        // Each cost makes every layer of floats take one path.
        foreach (var options in new[] { new StreamPlanOptions(), new() { Cost = new(0, 0) }, new() { Cost = new(1e9, 1e9) }, new() { Weights = WeightFormat.Int8 }, new() { Fold = false } })
        {
            var plan = StreamPlan.Compile(network, options);
            var alone = plan.NewState();
            var runner = plan.NewRunner();
            for (int t = 0; t < Steps; t++)
                runner.Step(Frame(frames, t), alone);

            foreach (var (steps, workers) in new[] { (1, two), (3, null), (4, three), (9, two) })
            {
                var state = plan.NewState();
                var several = plan.NewRunner(steps, workers);
                several.Run(frames, state);
                Assert.Equal(alone.Save(), state.Save());
                Assert.Equal(runner.Logits, several.Logits);
            }
        }
    }

    [Fact]
    public void Run_OfPartsOfFrames_SaysWhatIsExpected()
    {
        var plan = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("lif"), 3));

        var e = Assert.Throws<ArgumentException>(() => plan.NewRunner(2).Run(new float[100], plan.NewState()));

        Assert.StartsWith("got 100 values, expected frames of 96 values each, [H 8, W 6, C 2]", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.NewRunner(0));
    }

    [Fact]
    public void Step_OnceWarm_AllocatesNothing()
    {
        var network = Nets.Trained(StreamNets.Describe("attention"), seed: 3);
        var residual = Nets.Trained(StreamNets.Describe("sew-resnet"), seed: 3);
        float[] frames = Nets.Frames(2, 1, seed: 4);

        Assert.Equal(0, LeastAllocated(StreamPlan.Compile(network), frames));
        Assert.Equal(0, LeastAllocated(StreamPlan.Compile(residual, new StreamPlanOptions { Fold = false }), frames));
        Assert.Equal(0, LeastAllocated(StreamPlan.Compile(residual, new StreamPlanOptions { Weights = WeightFormat.Int8 }), frames));
    }

    [Fact]
    public void Step_OfManyStreamsInTurn_GivesEachWhatItGetsAlone()
    {
        var plan = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("lif"), seed: 3));
        var inputs = Enumerable.Range(0, 20).Select(i => Nets.Frames(Steps, 1, (ulong)i)).ToList();
        var states = inputs.Select(_ => plan.NewState()).ToList();
        var (runner, other) = (plan.NewRunner(), plan.NewRunner());

        for (int t = 0; t < Steps; t++)
        {
            for (int i = 0; i < inputs.Count; i++)
                (i % 3 == 0 ? other : runner).Step(Frame(inputs[i], t), states[i]);
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            var alone = plan.NewState();
            for (int t = 0; t < Steps; t++)
                runner.Step(Frame(inputs[i], t), alone);
            Assert.Equal(alone.Save(), states[i].Save());
        }
    }

    [Fact]
    public void Compile_OfALayerThatSeesAllSteps_NamesItBeforeAnythingRuns()
    {
        var network = Network.Create(Nets.Of(new Convolution(4), new Tcja(4), new Flatten(), new Linear(3)), seed: 1);

        var e = Assert.Throws<StreamPlanException>(() => StreamPlan.Compile(network));

        Assert.Equal("1", e.Layer);
        Assert.Equal("layer 1 (TCJA) cannot be streamed: a TCJA gate sees all time steps at once, and they come in pieces", e.Message);
    }

    [Fact]
    public void Step_BeyondTheLearnedSteps_IsRefused()
    {
        var plan = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("step-scale"), seed: 3));
        var (runner, state) = (plan.NewRunner(), plan.NewState());
        float[] frame = Nets.Frames(1, 1, seed: 4);
        for (int t = 0; t < Steps; t++)
            runner.Step(frame, state);

        Assert.Equal(Steps, plan.MostSteps);
        Assert.Throws<InvalidOperationException>(() => runner.Step(frame, state));
        state.Reset();
        runner.Step(frame, state);
    }

    [Fact]
    public void Step_OfWrongArguments_SaysWhatIsExpected()
    {
        var (plan, other) = (StreamPlan.Compile(Nets.Trained(StreamNets.Describe("lif"), 3)), StreamPlan.Compile(Nets.Trained(StreamNets.Describe("lif"), 4)));

        var e = Assert.Throws<ArgumentException>(() => plan.NewRunner().Step(new float[5], plan.NewState()));

        Assert.StartsWith("got a frame of 5 values, expected 96, [H 8, W 6, C 2]", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => plan.NewRunner().Step(new float[96], other.NewState()));
    }

    private static float[] Run(StreamPlan plan, float[] frames)
    {
        var (runner, state) = (plan.NewRunner(), plan.NewState());
        var logits = new List<float>();
        for (int t = 0; t < Steps; t++)
        {
            runner.Step(Frame(frames, t), state);
            logits.AddRange(runner.Logits);
        }

        return [.. logits];
    }

    private static ReadOnlySpan<float> Frame(float[] frames, int t) => frames.AsSpan(t * Nets.Input.Count, Nets.Input.Count);

    /// <summary>Bytes of some steps, tried again while the runtime still compiles: code that is not optimised boxes.</summary>
    private static long LeastAllocated(StreamPlan plan, float[] frames)
    {
        var (runner, state) = (plan.NewRunner(), plan.NewState());
        double[] probabilities = new double[plan.Classes];
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 200 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int t = 0; t < 40; t++)
            {
                runner.Step(Frame(frames, t % 2), state);
                state.Probabilities(probabilities);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Thread.Sleep(least > 0 ? 20 : 0);
        }

        return least;
    }
}
