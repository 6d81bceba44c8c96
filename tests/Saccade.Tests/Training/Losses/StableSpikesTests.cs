using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Losses;
using Xunit;

namespace Saccade.Tests.Training.Losses;

/// <summary>Stable spikes against their formula in double. The tap of these tests is a linear layer, so that its outputs have gradients; what counts as a spike is what is not 0.</summary>
public sealed class StableSpikesTests : IDisposable
{
    private const int Steps = 3, Samples = 2, Inputs = 4, Features = 5, Classes = 3;

    private readonly Engine _engine = new(1);

    // Rectified, so that some are 0: the tap of the network below is its ReLU.
    private static readonly Network _network = Network.Create(
        new NetworkDescription(new FrameSize(2, 2, 1), [new Flatten(), new Linear(Features), new Relu { Name = "spikes" }, new Linear(Classes)]), 3);

    private static readonly float[] _frames = [.. RandomData.Normal(Steps * Samples * Inputs, 2).Select(Math.Abs)];

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(0.7, 1.3)]
    public void Loss_ValueAndGradients_AreThoseOfTheFormula(double spikes, double noise)
    {
        var loss = new StableSpikes { Tap = "spikes", Spikes = spikes, Noise = noise }.Build(Scope(_network));
        Parameter[] parameters = [.. _network.Parameters];
        double[][] start = [.. parameters.Select(p => p.Values.Select(v => (double)v).ToArray())];
        double[] drawn = Drawn(start);

        var error = new GradientCheck(tape => loss.Of(Context(tape)), parameters) { Reference = values => [Formula(values, start, drawn, spikes, noise)], Step = 1e-4 }.Worst(_engine);

        Assert.True(error.Relative < 1e-4, error.ToString());
        using var blank = new Tape(_engine, recording: false);
        Assert.Equal(Formula(start, start, drawn, spikes, noise), loss.Of(Context(blank)).Values[0], 1e-5);
        Assert.Contains(drawn, value => value > 0);
    }

    [Fact]
    public void Build_NeuronsAfterTheTap_AreRefused()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(2, 2, 1), [new Flatten(), new Spiking(new NeuronDescription()) { Name = "early" }, new Linear(4), new Spiking(new NeuronDescription()), new Linear(2)]), 1);

        Assert.Contains("expected the last layer of neurons", Assert.Throws<ArgumentException>(() => new StableSpikes { Tap = "early" }.Build(Scope(network))).Message, StringComparison.Ordinal);
        Assert.Contains("got 'nowhere'", Assert.Throws<ArgumentException>(() => new StableSpikes { Tap = "nowhere" }.Build(Scope(network))).Message, StringComparison.Ordinal);
    }

    private static LossScope Scope(Network network) => new(network, new Dictionary<string, Network>(), null, LayerScope.Apart("objective.0", 1, 1));

    private StepContext Context(Tape tape)
    {
        var pass = new ForwardPass(tape) { TrainsParameters = true, Taps = new TapSet(["spikes"]) };
        var logits = _network.Forward(tape.Constant(new Shape("TNHWC", Steps, Samples, 2, 2, 1), _frames), pass);
        return new StepContext(pass, logits, ClassTargets.Of([0, 1], Classes)) { Noise = (5, 7) };
    }

    /// <summary>What the term draws: for each neuron one of the pairs of steps, and its first spike if both spike.</summary>
    private double[] Drawn(double[][] weights)
    {
        using var tape = new Tape(_engine, recording: false);
        var context = Context(tape);
        double[][][] spikes = Spikes(weights);
        return [.. Enumerable.Range(0, Samples).SelectMany(n =>
        {
            var random = context.Random(n);
            return Enumerable.Range(0, Features).Select(_ => random.NextInt32(0, Steps - 1)).ToArray().Select((t, f) => spikes[t + 1][n][f] > 0 ? spikes[t][n][f] : 0);
        })];
    }

    private static double[][][] Spikes(IReadOnlyList<double[]> weights)
        => [.. _frames.Select(v => (double)v).Chunk(Samples * Inputs).Select(step => step.Chunk(Inputs).Select(x => Apply(x, weights[0], weights[1], Features).Select(v => Math.Max(0, v)).ToArray()).ToArray())];

    private static double[] Apply(double[] x, double[] weight, double[] bias, int outputs)
        => [.. Enumerable.Range(0, outputs).Select(o => bias[o] + x.Select((v, i) => v * weight[i * outputs + o]).Sum())];

    private static double Formula(IReadOnlyList<double[]> weights, double[][] start, double[] drawn, double spikes, double noise)
    {
        double[][][] s = Spikes(weights), before = Spikes(start);
        double Stable(double[][][] values, int n, int f) => Enumerable.Range(0, Steps - 1).Average(t => before[t + 1][n][f] > 0 && before[t][n][f] > 0 ? values[t][n][f] : 0);
        var places = Enumerable.Range(0, Samples).SelectMany(n => Enumerable.Range(0, Features).Select(f => (N: n, F: f))).ToArray();
        double distance = places.Average(p => Math.Pow(s.Average(step => step[p.N][p.F]) - Stable(before, p.N, p.F), 2));
        double divergence = Enumerable.Range(0, Samples).Average(n =>
        {
            double[] noisy = [.. Enumerable.Range(0, Features).Select(f => Stable(s, n, f) + drawn[n * Features + f])];
            double[] mean = [.. Enumerable.Range(0, Classes).Select(k => before.Average(step => Apply(step[n], start[2], start[3], Classes)[k]))];
            return 4 * Softmax(mean).Zip(Softmax(Apply(noisy, weights[2], weights[3], Classes)), (p, q) => p * Math.Log(p / q)).Sum();
        });
        return spikes * distance + noise * divergence;
    }

    private static double[] Softmax(double[] z) => [.. z.Select(v => Math.Exp(v / 2) / z.Sum(w => Math.Exp(w / 2)))];
}
