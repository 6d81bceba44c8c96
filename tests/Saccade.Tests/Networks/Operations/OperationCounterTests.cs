using Saccade.Networks;
using Saccade.Networks.Operations;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Networks.Operations;

public sealed class OperationCounterTests : IDisposable
{
    private static readonly Spiking _neurons = new(new NeuronDescription { Kind = Saccade.Networks.NeuronKind.If });
    private readonly Engine _engine = new(1);

    /// <summary>
    /// By hand. Frames of 4x4 with one channel, T = 2: pixels (0, 0) and (0, 1) in the first, (3, 3) in the second. Weights pass these on, so the neurons fire where the pixels are.
    /// Convolution 1x1 of frames: 16 multiply-adds a frame, 32 in all; its inputs are real numbers.
    /// Convolution 3x3 with padding 1 to two channels, of spikes: a spike in a corner reaches 2x2 outputs of each channel, 8; one at an edge beside it 2x3 of each, 12. 8 + 12 + 8 = 28.
    /// As papers count: 3 of 32 inputs are spikes, times 2 x 4*4*2*9 = 576 multiply-adds, 54.
    /// Only its first channel fires, at the same places. The pool of 2x2 makes 2/4 in the first frame and 1/4 in the second: three spikes in two values, of 2 x 8 = 16.
    /// Convolution 1x1 to one channel: each value reaches one output. 3 accumulates, or 2 multiply-adds; SOP 2/16 of 2 x 8.
    /// Linear layer from 4 features to 2, of real numbers: 8 a frame, 16.
    /// </summary>
    [Theory]
    [InlineData(CountCost.Accumulate, 0, 3)]
    [InlineData(CountCost.Multiply, 2, 0)]
    public void Counts_AreThoseCountedByHand(CountCost cost, double multiplied, double added)
    {
        var network = Network.Create(
            new NetworkDescription(
                new FrameSize(4, 4, 1),
                [new Convolution(1, 1, 1, 0, 1, false), _neurons, new Convolution(2, 3, 1, 1, 1, false), _neurons, new AveragePool(), new Convolution(1, 1, 1, 0, 1, false), new Flatten(), new Linear(2)]),
            seed: 1);
        network.Parameters[0].Values[0] = 1;
        float[] middle = network.Parameters[1].Values; // [3, 3, 1, 2]: the middle of the first channel only
        Array.Clear(middle);
        middle[8] = 1;
        float[] frames = new float[32];
        (frames[0], frames[1], frames[31]) = (1, 1, 1);

        var layers = Count(network, new Shape("TNHWC", 2, 1, 4, 4, 1), frames, cost);

        Assert.Equal(
            [
                ("0", InputKind.Real, 0, new OperationCount(32, 0, 0, 0, 0)),
                ("1", null, 0, new OperationCount(0, 0, 0, 3, 32)),
                ("2", InputKind.Spikes, 1, new OperationCount(0, 28, 54, 0, 0)),
                ("3", null, 0, new OperationCount(0, 0, 0, 3, 64)),
                ("5", InputKind.Counts, 4, new OperationCount(multiplied, added, 2, 0, 0)),
                ("7", InputKind.Real, 0, new OperationCount(16, 0, 0, 0, 0)),
            ],
            layers.Select(l => (l.Layer.Path, l.Input, l.MostSpikes, l.Count)));
    }

    /// <summary>Two features; both fire in both paths, so the sum is 2 and 2: four spikes, each reaches 3 outputs. With other heights the sum is no count, and 2 x 3 are multiplied.</summary>
    [Theory]
    [InlineData(1, InputKind.Counts, 12, 0)]
    [InlineData(2, InputKind.Real, 0, 6)]
    public void SumOfSpikes_IsCountedAsSeveral_OnlyIfTheyAreEqual(float height, InputKind kind, double added, double multiplied)
    {
        var other = _neurons with { Neuron = new NeuronDescription { Kind = Saccade.Networks.NeuronKind.If, Threshold = height, Height = SpikeHeight.Threshold } };
        var network = Network.Create(
            new NetworkDescription(new FrameSize(1, 2, 1), [new Flatten(), Branches.Add([_neurons], [other]), new Linear(3)]), seed: 1);

        var last = Count(network, new Shape("TNHWC", 1, 1, 1, 2, 1), [2, 2], CountCost.Accumulate)[^1];

        Assert.Equal((kind, added, multiplied), (last.Input!.Value, last.Count.Accumulates, last.Count.MultiplyAdds));
    }

    /// <summary>A spike of two levels is two spikes; a residual path that is empty passes on spikes; concatenated paths keep their own heights.</summary>
    [Fact]
    public void LevelsAndConcatenation_KeepTheirCounts()
    {
        var two = _neurons with { Neuron = new NeuronDescription { Kind = Saccade.Networks.NeuronKind.If, Levels = 2, Threshold = 3, Height = SpikeHeight.Threshold } };
        var network = Network.Create(
            new NetworkDescription(
                new FrameSize(1, 2, 1),
                [new Flatten(), new Branches([new LayerPath("a", [_neurons]), new LayerPath("b", [two])], Combine.Concatenate), new Linear(1)]),
            seed: 1);

        // Inputs 7 and 1: path a fires 1 and 1; path b with threshold 3 has 2 levels and none. 1 + 1 + 2 accumulates; as papers count, four spikes at 4 inputs, of 4 multiply-adds.
        var last = Count(network, new Shape("TNHWC", 1, 1, 1, 2, 1), [7, 1], CountCost.Accumulate)[^1];

        Assert.Equal((InputKind.Counts, 2, new OperationCount(0, 4, 4, 0, 0)), (last.Input!.Value, last.MostSpikes, last.Count));
    }

    /// <summary>Four neurons send 3, 0, 0 and 2 spikes; their mean of 5/4 stands for 5, and the strongest sent at least 2. Of the mean of 1, 0, 0, 0 it sent at least 1.</summary>
    [Theory]
    [InlineData(7, 2, 5, 2)]
    [InlineData(1, 0, 1, 1)]
    public void MeanOfLevels_CountsItsSpikes_AndAtLeastThoseOfTheStrongest(float first, float last, double accumulates, double published)
    {
        var graded = _neurons with { Neuron = new NeuronDescription { Kind = Saccade.Networks.NeuronKind.If, Levels = 3 } };
        var network = Network.Create(new NetworkDescription(new FrameSize(2, 2, 1), [graded, new AveragePool(), new Flatten(), new Linear(1)]), seed: 1);

        var linear = Count(network, new Shape("TNHWC", 1, 1, 2, 2, 1), [first, 0, 0, last], CountCost.Accumulate)[^1];

        Assert.Equal((InputKind.Counts, 12, new OperationCount(0, accumulates, published, 0, 0)), (linear.Input!.Value, linear.MostSpikes, linear.Count));
    }

    /// <summary>With stride 2, no padding and a kernel of 1, only every other pixel of every other row reaches an output.</summary>
    [Fact]
    public void Stride_LeavesOutWhatNoWindowSees()
    {
        var network = Network.Create(
            new NetworkDescription(new FrameSize(3, 3, 1), [_neurons, new Convolution(5, 1, 2, 0, 1, false), new Flatten(), new Linear(2)]), seed: 1);

        var layers = Count(network, new Shape("TNHWC", 1, 1, 3, 3, 1), [1, 1, 0, 0, 1, 0, 0, 0, 1], CountCost.Accumulate);

        Assert.Equal(2 * 5, layers[1].Count.Accumulates); // (0, 0) and (2, 2)
    }

    /// <summary>
    /// Rows and columns of 5x5 are divided among three windows of 2, 3 and 2. A spike in the middle is in the middle window only; one at (1, 1) in four windows, the middle one among them: 2/9, 1/4,
    /// 1/6 and 1/6 stand for 2 + 1 + 1 + 1 spikes, each of which reaches 3 outputs.
    /// </summary>
    [Fact]
    public void AdaptivePool_OfWindowsOfDifferentSizes_StandsForSpikes()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(5, 5, 1), [_neurons, new AdaptiveAveragePool(3), new Flatten(), new Linear(3)]), seed: 1);
        float[] frame = new float[25];
        (frame[12], frame[6]) = (1, 1);

        var last = Count(network, new Shape("TNHWC", 1, 1, 5, 5, 1), frame, CountCost.Accumulate)[^1];

        Assert.Equal((InputKind.Counts, 9, 15), (last.Input!.Value, last.MostSpikes, last.Count.Accumulates));
    }

    /// <summary>Two neurons that fire at 3, of heights 1 and <paramref name="height"/>, vote for one output: two spikes, each reaches 3 outputs, unless the heights differ.</summary>
    [Theory]
    [InlineData(1, InputKind.Counts, 6, 0)]
    [InlineData(2, InputKind.Real, 0, 3)]
    public void Votes_StandForSpikes_OfOneHeight(float height, InputKind kind, double added, double multiplied)
    {
        var other = _neurons with { Neuron = new NeuronDescription { Kind = Saccade.Networks.NeuronKind.If, Threshold = height, Height = SpikeHeight.Threshold } };
        var network = Network.Create(
            new NetworkDescription(
                new FrameSize(1, 1, 1),
                [new Flatten(), new Branches([new LayerPath("a", [_neurons]), new LayerPath("b", [other])], Combine.Concatenate), new Vote(2), new Linear(3)]),
            seed: 1);

        var last = Count(network, new Shape("TNHWC", 1, 1, 1, 1, 1), [3], CountCost.Accumulate)[^1];

        Assert.Equal((kind, added, multiplied), (last.Input!.Value, last.Count.Accumulates, last.Count.MultiplyAdds));
    }

    /// <summary>
    /// Two positions, two channels, one head: Q = 10 | 11, K = 11 | 01, V = 01 | 10. Q K^T first: queries meet keys 2 x 1 times in the first channel and 1 x 2 times in the second; then each of the two
    /// values adds a column of two numbers. 4 + 4. The outputs (0, 1) and (1, 2), times a factor, stand for 4 spikes of 2 x 2 possible for each, each reaches one output.
    /// Three positions, one channel: K^T V first. Q = 1 0 1, K = 1 1 0, V = 1 1 1: keys meet values twice, each of the two queries adds one number.
    /// </summary>
    [Theory]
    [InlineData(2, 8, 4, 4, new float[] { 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0 })]
    [InlineData(1, 4, 4, 3, new float[] { 1, 1, 1, 0, 1, 1, 1, 0, 1 })]
    public void Attention_CountsSpikesThatMeet(int channels, double meeting, double after, int most, float[] frame)
    {
        int positions = frame.Length / (3 * channels);
        var network = Network.Create(new NetworkDescription(new FrameSize(1, positions, 3 * channels), [_neurons, new Attention(1, 0.5f), new Flatten(), new Linear(1)]), seed: 1);

        var layers = Count(network, new Shape("TNHWC", 1, 1, 1, positions, 3 * channels), frame, CountCost.Accumulate);

        Assert.Equal((InputKind.Spikes, meeting, 0), (layers[1].Input!.Value, layers[1].Count.Accumulates, layers[1].Count.MultiplyAdds));
        Assert.Equal((InputKind.Counts, most, after), (layers[2].Input!.Value, layers[2].MostSpikes, layers[2].Count.Accumulates));
    }

    public void Dispose() => _engine.Dispose();

    private IReadOnlyList<LayerOperations> Count(Network network, Shape shape, float[] frames, CountCost cost)
    {
        using var tape = new Tape(_engine, recording: false);
        var counter = new OperationCounter(cost);
        network.Forward(tape.Constant(shape, frames), counter.Watching(new ForwardPass(tape)));
        return counter.Layers;
    }
}
