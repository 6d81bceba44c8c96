using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Networks.Neurons;

/// <summary>The sliding parallel neuron against its formula in double, and in pieces of time against all at once.</summary>
public sealed class SlidingParallelNeuronTests : IDisposable
{
    private const int Steps = 6, Samples = 3, Inputs = 4, Channels = 5;

    private static readonly float[] _frames = RandomData.Normal(Steps * Samples * Inputs, 8);

    private readonly Engine _engine = new(1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Start_LooksBackWithHalvingWeights()
    {
        var neuron = Make(new SlidingParallelNeuron { Taps = 3, PerChannel = true }).Layers[2];

        Assert.Equal([.. Enumerable.Repeat(1f, Channels), .. Enumerable.Repeat(0.5f, Channels), .. Enumerable.Repeat(0.25f, Channels)], neuron.Parameters[0].Values);
        Assert.Equal(new float[Channels], neuron.Parameters[1].Values);
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(4, false, 0.5f)]
    [InlineData(3, true, 1)]
    [InlineData(9, false, 1)]
    public void Forward_FiresWhereTheMeanOfTheLastInputsReachesTheThreshold(int taps, bool perChannel, float threshold)
    {
        var network = Make(new SlidingParallelNeuron { Taps = taps, PerChannel = perChannel, Threshold = threshold });
        using var tape = new Tape(_engine, recording: false);

        float[] spikes = network.Forward(Frames(tape, 0, Steps), new ForwardPass(tape)).Values.ToArray();

        double[] membranes = Membranes(Values(network), taps, perChannel);
        for (int i = 0; i < spikes.Length; i++)
        {
            // Float32 sums may fall to either side within their rounding.
            if (Math.Abs(membranes[i] - threshold) > 1e-5)
                Assert.Equal(membranes[i] >= threshold ? 1 : 0, spikes[i]);
        }

        Assert.Contains(1f, spikes);
        Assert.Contains(0f, spikes);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(3, true)]
    public void Gradients_AreThoseOfTheSurrogate(int taps, bool perChannel)
    {
        const float Alpha = 2, Threshold = 0.7f;
        var network = Make(new SlidingParallelNeuron { Taps = taps, PerChannel = perChannel, Threshold = Threshold, Surrogate = new Surrogate.Sigmoid(Alpha) });

        // The spike's stand-in is the derivative of a sigmoid, and nothing but the spike jumps.
        double[] Smooth(IReadOnlyList<double[]> values) => [.. Membranes(values, taps, perChannel).Select(h => 1 / (1 + Math.Exp(-Alpha * (h - Threshold))))];
        var error = new GradientCheck(tape => network.Forward(Frames(tape, 0, Steps), new ForwardPass(tape) { TrainsParameters = true }), network.Parameters) { Reference = Smooth }.Worst(_engine);

        Assert.True(error.Relative < 1e-4, error.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Forward_InPiecesOfTime_GivesTheSameBits(int piece)
    {
        var network = Make(new SlidingParallelNeuron { Taps = 4 });
        using var whole = new Tape(_engine, recording: false);
        float[] expected = network.Forward(Frames(whole, 0, Steps), new ForwardPass(whole)).Values.ToArray();
        var state = new NetworkState();
        var actual = new List<float>();

        for (int first = 0; first < Steps; first += piece)
        {
            using var tape = new Tape(_engine, recording: false);
            actual.AddRange(network.Forward(Frames(tape, first, Math.Min(piece, Steps - first)), new ForwardPass(tape) { State = state }).Values);
        }

        Close.SameBits(expected, [.. actual]);
    }

    [Fact]
    public void Recipe_NamesIt()
    {
        var recipe = RecipeReader.Read("{name: r, neuron: {kind: sliding-parallel, taps: 3}, phases: {a: {network: spiking}}}", "r");

        Assert.Equal(new SlidingParallelNeuron { Taps = 3 }, recipe.Neuron);
        Assert.Equal(recipe, RecipeReader.Read(RecipeWriter.ToYaml(recipe), "again"));
        Assert.Throws<RecipeException>(() => RecipeReader.Read("{name: r, neuron: {kind: sliding-parallel, taps: 0}, phases: {a: {network: spiking}}}", "r"));
    }

    private static Network Make(SlidingParallelNeuron neuron)
        => Network.Create(new NetworkDescription(new FrameSize(2, 2, 1), [new Flatten(), new Linear(Channels), new Spiking(neuron)]), 5);

    private static Tensor Frames(Tape tape, int first, int steps)
        => tape.Constant(new Shape("TNHWC", steps, Samples, 2, 2, 1), _frames.AsSpan(first * Samples * Inputs, steps * Samples * Inputs));

    private static double[][] Values(Network network) => [.. network.Parameters.Select(p => p.Values.Select(v => (double)v).ToArray())];

    /// <summary>H[t] of every sample and channel, [T, N, C].</summary>
    private static double[] Membranes(IReadOnlyList<double[]> values, int taps, bool perChannel)
    {
        double[][][] x = [.. _frames.Select(v => (double)v).Chunk(Samples * Inputs).Select(step => step.Chunk(Inputs)
            .Select(v => Enumerable.Range(0, Channels).Select(c => values[1][c] + v.Select((input, i) => input * values[0][i * Channels + c]).Sum()).ToArray()).ToArray())];
        int Set(int channel) => perChannel ? channel : 0;
        int sets = perChannel ? Channels : 1;
        return
        [
            .. Enumerable.Range(0, Steps).SelectMany(t => Enumerable.Range(0, Samples).SelectMany(n => Enumerable.Range(0, Channels)
                .Select(c => values[3][Set(c)] + Enumerable.Range(0, Math.Min(taps, t + 1)).Sum(k => values[2][k * sets + Set(c)] * x[t - k][n][c])))),
        ];
    }
}
