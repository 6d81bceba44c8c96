using Saccade.Kernels.Neurons;
using Saccade.Kernels.Random;
using Saccade.Networks;

namespace Saccade.Tests.Networks.Description;

/// <summary>Descriptions drawn at random: every kind of layer, neuron and surrogate with every value away from its default.</summary>
internal sealed class RandomDescriptions(ulong seed)
{
    private CounterRandom _random = new(seed, RandomPurpose.Test);

    /// <summary>One surrogate of each kind, none with a default value.</summary>
    public static IReadOnlyList<Surrogate> Surrogates { get; } =
    [
        new Surrogate.Triangle(0.7f), new Surrogate.ATan(3), new Surrogate.Sigmoid(2.5f), new Surrogate.Rectangle(0.3f), new Surrogate.PiecewiseQuadratic(1.1f),
        new Surrogate.PiecewiseExponential(0.9f), new Surrogate.SoftSign(3.3f), new Surrogate.SuperSpike(100), new Surrogate.Erf(1.7f), new Surrogate.PiecewiseLeakyRelu(0.5f, 0.02f),
        new Surrogate.S2nn(3, 0.8f), new Surrogate.LeakyKRelu(1.2f, 0.1f), new Surrogate.QPseudoSpike(3), new Surrogate.LogTailedRelu(0.05f),
        new Dspike(2.5f, 0.4f),
    ];

    public NetworkDescription Network() => new(new FrameSize(Whole(1, 300), Whole(1, 300), Whole(1, 4)), Layers(depth: 0));

    public NeuronDescription Neuron() => new()
    {
        Kind = Any<NeuronKind>(),
        Tau = 1 + 5 * _random.NextDouble(),
        DecayInput = Flag(),
        Threshold = _random.NextSingle() + 0.1f,
        Reset = Any<ResetKind>(),
        ResetPotential = _random.NextSingle() - 0.5f,
        ResetGradient = Any<ResetGradient>(),
        FireRule = Any<FireRule>(),
        Start = _random.NextSingle(),
        Height = Any<SpikeHeight>(),
        ThresholdIsParameter = Flag(),
        TrainThreshold = Flag(),
        TrainResetPotential = Flag(),
        PerChannel = [.. Enum.GetValues<NeuronConstant>().Where(_ => Flag())],
        Levels = Whole(1, 63),
        Surrogate = Surrogates[Whole(0, Surrogates.Count - 1)],
        SurrogateUnits = Any<SurrogateUnits>(),
    };

    private MultiLevelNeuron MultiLevel() => new()
    {
        Membranes = Whole(1, 63),
        Decay = 0.9f * _random.NextSingle(),
        Threshold = _random.NextSingle() + 0.1f,
        Spacing = _random.NextSingle(),
        Surrogate = Surrogates[Whole(0, Surrogates.Count - 1)],
    };

    private LayerList Layers(int depth) => new(Enumerable.Range(0, Whole(depth == 0 ? 1 : 0, 6)).Select(_ => Layer(depth)).ToArray());

    private LayerDescription Layer(int depth) => Bare(depth) with { Name = Flag() ? $"n{Whole(0, 1000)}" : null };

    private LayerDescription Bare(int depth) => Whole(0, depth < 2 ? 31 : 30) switch
    {
        0 => new Convolution(Whole(1, 512), Whole(1, 7), Whole(1, 3), Whole(0, 3), Whole(1, 4), Flag()),
        1 => new Linear(Whole(1, 1000), Flag()),
        2 => new BatchNorm(_random.NextDouble(), _random.NextDouble(), _random.NextSingle()),
        3 => new Spiking(Neuron()),
        4 => new Quantised(Whole(1, 64), _random.NextSingle() * 9),
        5 => new Relu(),
        6 => new AveragePool(Whole(1, 4), Whole(0, 4), Whole(0, 2)),
        7 => new MaxPool(Whole(1, 4), Whole(0, 4), Whole(0, 2)),
        8 => new Flatten(),
        9 => new Dropout(_random.NextDouble()),
        10 => new Activation(),
        11 => new AdaptiveAveragePool(Whole(1, 9)),
        12 => new Vote(Whole(1, 20)),
        13 => new StepScale(Whole(1, 30)),
        14 => new Tcja(Whole(1, 30), Whole(1, 5), Whole(1, 5), Any<TcjaGate>()),
        15 => new Attention(Whole(1, 16), _random.NextSingle()),
        16 => new UnaryCode(Whole(1, 63)),
        17 => new Spiking(MultiLevel()),
        18 => new Synapse(Flag() ? new SynapticFilter.Convolution(Whole(2, 9), Flag()) : new SynapticFilter.FirstOrder(0.1 + 0.8 * _random.NextDouble(), Flag())),
        19 => new PositionSums(_random.NextSingle()),
        20 => new HeadSums(Whole(1, 16), _random.NextSingle()),
        21 => new DropPath(_random.NextDouble()),
        22 => new Encode(Any<ImageCode>(), Whole(1, 30)),
        23 => new TemporalAttention(Whole(1, 30), Whole(1, 9), Any<TemporalSqueeze>()),
        24 => new Gelu(),
        25 => new LayerNorm(_random.NextDouble()),
        26 => new SoftmaxAttention(Whole(1, 16)),
        27 => new ClassToken(),
        28 => new PositionEmbedding(),
        29 => new FirstPosition(),
        30 => new BicubicResize(Whole(1, 300), Whole(1, 300)),
        _ => new Branches([.. Enumerable.Range(0, Whole(2, 3)).Select(i => new LayerPath($"p{i}", Layers(depth + 1)))], Any<Combine>()),
    };

    private int Whole(int low, int high) => _random.NextInt32(low, high + 1);

    private bool Flag() => Whole(0, 1) == 1;

    private T Any<T>()
        where T : struct, Enum => Enum.GetValues<T>()[Whole(0, Enum.GetValues<T>().Length - 1)];
}
