using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Steps;
using Saccade.Tests.Networks;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Weights of 8 bits.</summary>
public sealed class IntegerPlanTests
{
    private const int Steps = 4;
    private static readonly Spiking _neurons = new(NeuronDescription.Converted with { Threshold = 0.5f }), _levels = new(new NeuronDescription { Threshold = 0.5f, Levels = 3 });

    public static TheoryData<LayerDescription> Pools => [new AveragePool(), new MaxPool(), new AveragePool(3, 1, 1), new Dropout()];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Step_WhereWeightsAreWholeNumbersOfTheirScale_IsThatOfTheNetwork(LayerDescription pool)
    {
        var network = Network.Create(Nets.Of(new Convolution(8), _neurons, pool, new Convolution(40), _levels, new Convolution(5, 3, 2), _neurons, new Flatten(), new Linear(3)), seed: 5);
        foreach (var weight in network.Parameters.Where(p => p.Name.EndsWith("weight", StringComparison.Ordinal)))
            Round(weight.Values, weight.Shape[^1]);
        StreamPlan whole = StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 }), real = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false });
        Assert.Equal(3, whole.Steps.Count(step => step is SynapseStep { IsInteger: true }));
        float[] frames = Nets.Frames(Steps, 1, seed: 6);
        var led = new LedPlan(real, whole);

        for (int t = 0; t < Steps; t++)
            led.Step(frames.AsSpan(t * Nets.Input.Count, Nets.Input.Count));

        Assert.InRange(led.LargestDifference, 0, 1e-5);
        Assert.Equal(0, led.Flipped);
    }

    [Fact]
    public void Compile_OfLayersThatSeeRealNumbers_KeepsThoseInFloat()
    {
        foreach (string name in StreamNets.Names)
        {
            var plan = StreamPlan.Compile(Nets.Trained(StreamNets.Describe(name), seed: 3), new StreamPlanOptions { Weights = WeightFormat.Int8 });
            Assert.All(plan.Steps.OfType<SynapseStep>(), step => Assert.Equal(step.IsInteger, step.Inputs[0].IsBytes));
            Assert.False(plan.Steps[0] is SynapseStep { IsInteger: true });
        }

        Assert.Throws<ArgumentException>(() => StreamPlan.Compile(Nets.Trained(StreamNets.Describe("lif"), 3), new StreamPlanOptions { Weights = WeightFormat.Int8, Fold = false }));
    }

    [Fact]
    public void Step_OfWeightsOf8Bits_StaysNearTheNetwork()
    {
        var network = Nets.Trained(StreamNets.Describe("converted"), seed: 3);
        var led = new LedPlan(StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 }));
        float[] frames = Nets.Frames(Steps, 1, seed: 4);
        for (int t = 0; t < Steps; t++)
            led.Step(frames.AsSpan(t * Nets.Input.Count, Nets.Input.Count));

        Assert.InRange(led.LargestDifference, 1e-5, 0.05); // a weight is rounded by half a 254th of the largest at most, and the errors of a sum cancel in part
    }

    [Fact]
    public void Comparison_OfAPlanWithItself_FindsNoDifference()
    {
        var network = Nets.Trained(StreamNets.Describe("converted"), seed: 3);
        StreamPlan exact = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), again = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), whole = StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 });
        float[] frames = Nets.Frames(Steps, 6, seed: 7);
        ReadOnlyMemory<float> Frame(int n, int t) => frames.AsMemory(((t * 6) + n) * Nets.Input.Count, Nets.Input.Count);

        var same = PlanComparison.Of(exact, again, 6, Steps, Frame, new int[6]);
        var other = PlanComparison.Of(exact, whole, 6, Steps, Frame, new int[6]);

        Assert.Equal((0, 0L, same.ExactAccuracy), (same.ChangedDecisions, same.Flipped, same.Accuracy));
        Assert.Equal(6L * Steps * ((8 * 6 * 4) + (4 * 3 * 5)), same.Neurons);
        Assert.InRange(same.Spikes, 1, same.Neurons - 1);
        Assert.Equal(same.Spikes, other.Spikes);
        Assert.InRange(other.FlippedShare, 0, 0.1);
        Assert.Throws<ArgumentException>(() => PlanComparison.Of(exact, whole, 0, Steps, Frame, []));
    }

    /// <summary>Makes weights [depth, channels] whole multiples of 1/127 of the largest of their channel.</summary>
    private static void Round(float[] weight, int channels)
    {
        for (int c = 0; c < channels; c++)
        {
            float largest = 0;
            for (int i = c; i < weight.Length; i += channels)
                largest = Math.Max(largest, Math.Abs(weight[i]));
            for (int i = c; i < weight.Length; i += channels)
                weight[i] = MathF.Round(weight[i] / largest * 127) * (largest / 127);
        }
    }
}
