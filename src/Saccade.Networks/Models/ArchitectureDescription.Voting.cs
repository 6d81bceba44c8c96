using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Networks of convolutions without bias and two linear layers, whose outputs may vote.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddVoting(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("snn5", VotingKeys(kinds, new Section<Snn5>(new Snn5()).Means("SNN-5, for DVS128 Gesture in PLIF and HSD: five convolutions with pooling and two linear layers, whose outputs vote.")))
        .Add("snn4", VotingKeys(kinds, new Section<Snn4>(new Snn4()).Means("SNN-4, for CIFAR10-DVS in PLIF: four convolutions with pooling and two linear layers, whose outputs vote.")))
        .Add("snn2", VotingKeys(kinds, new Section<Snn2>(new Snn2()).Means("The network of PLIF for N-MNIST: two convolutions with pooling and two linear layers, whose outputs vote.")))
        .Add("tcja-ncaltech101", PresetKeys(kinds, new Section<TcjaNCaltech101>(new TcjaNCaltech101()).Means("The network of TCJA for N-Caltech101: five convolutions with pooling, two of them with gates, and two linear layers.")
            .Key("steps", new WholeKind(1, 4096), a => a.Steps, (a, v) => a with { Steps = v }, "Time steps that the gates are made for.")
            .Key("gate", new ChoiceKind<TcjaGate>(), a => a.Gate, (a, v) => a with { Gate = v }, "What the gates are made of.")
            .Key("fires", new FlagKind(), a => a.Fires, (a, v) => a with { Fires = v }, "Whether the outputs fire, so that their mean is a firing rate.")));

    private static Section<T> VotingKeys<T>(NetworkKinds kinds, Section<T> section)
        where T : VotingNetwork => PresetKeys(kinds, section
        .Key("channels", new WholeKind(1, MaximumChannels), a => a.Channels, (a, v) => (T)(a with { Channels = v }), "Output channels of each convolution.")
        .Key("features", new WholeKind(1, MaximumChannels), a => a.Features, (a, v) => (T)(a with { Features = v }), "Outputs of the first linear layer.")
        .Key("votes", new WholeKind(1, 1024), a => a.Votes, (a, v) => (T)(a with { Votes = v }), "Outputs of the last linear layer that vote for each class; 1 for no vote.")
        .Key("fires", new FlagKind(), a => a.Fires, (a, v) => (T)(a with { Fires = v }), "Whether the outputs fire before they vote, so that their mean is a firing rate.")
        .Key("gates", kinds.Layers, a => a.Gates, (a, v) => (T)(a with { Gates = v }), "Layers after the activations of the last two convolutions, before the pools, for example a tcja."));

    private static LayerDescription[] Plain(int outputs) => [new Convolution(outputs, Bias: false), new BatchNorm(), new Activation()];

    /// <summary>
    /// The networks of PLIF (Fang et al. 2021, arXiv 2007.05785): several times a 3x3 convolution without bias, batch norm, activation and 2x2 pool; flatten, dropout, a linear
    /// layer without bias, activation, dropout, a linear layer without bias, and votes.
    /// </summary>
    /// <remarks>Published, the outputs fire before they vote. HSD needs real logits (arXiv 2409.12507 says nothing of it), so here they do not unless <see cref="Fires"/>.</remarks>
    public abstract record VotingNetwork : ArchitectureDescription
    {
        private const int WithGates = 2;
        private readonly int _blocks;

        private protected VotingNetwork(int blocks, int features) => (_blocks, Features, Pool) = (blocks, features, PoolKind.Max);

        /// <summary>Channels of each convolution.</summary>
        public int Channels { get; init; } = 128;

        /// <summary>Outputs of the first linear layer.</summary>
        public int Features { get; init; }

        /// <summary>Outputs of the last linear layer whose mean is the logit of a class; 1 for no <see cref="Vote"/>.</summary>
        public int Votes { get; init; } = 10;

        /// <summary>Whether there is an activation after the last linear layer.</summary>
        public bool Fires { get; init; }

        /// <summary>Layers after the activations of the last two convolutions, where the network of TCJA (arXiv 2206.10177) for DVS128 Gesture has its gates.</summary>
        public LayerList Gates { get; init; } = [];

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var blocks = Enumerable.Range(0, _blocks)
                .SelectMany(i => (LayerDescription[])[.. Plain(Channels), .. i >= _blocks - WithGates ? Gates : [], Pooling.Of(Pool)]);
            LayerDescription[] outputs = [new Linear(classes * Votes, Bias: false), .. Fires ? [new Activation()] : Array.Empty<LayerDescription>(), .. Votes > 1 ? [new Vote(Votes)] : Array.Empty<LayerDescription>()];
            return Tapped(blocks, [new Dropout(), new Linear(Features, Bias: false), new Activation(), new Dropout(), .. outputs]);
        }
    }

    /// <summary>
    /// SNN-5, the network for DVS128 Gesture of PLIF (arXiv 2007.05785) and HSD (arXiv 2409.12507), with five convolutions. For frames of at least 32x32, 128x128 in the papers: 1,698,304
    /// parameters at 11 classes, activations not counted.
    /// </summary>
    public sealed record Snn5() : VotingNetwork(blocks: 5, features: 512);

    /// <summary>
    /// SNN-4, the network for CIFAR10-DVS of PLIF (arXiv 2007.05785), with four convolutions. For frames of at least 16x16, 128x128 in the paper: 17,427,712 parameters at 10 classes, activations not
    /// counted.
    /// </summary>
    public sealed record Snn4() : VotingNetwork(blocks: 4, features: 2048);

    /// <summary>
    /// The network for N-MNIST of PLIF (arXiv 2007.05785), with two convolutions. For frames of at least 4x4, 34x34 in the paper: 17,132,288 parameters at 10 classes, activations not counted.
    /// </summary>
    public sealed record Snn2() : VotingNetwork(blocks: 2, features: 2048);

    /// <summary>
    /// The network of TCJA (arXiv 2206.10177) for N-Caltech101 at 180x240: 3x3 convolutions of 64, 128, 256, 256, 512 channels without bias, each with batch norm, activation and 2x2
    /// pool, gates before the last two pools; dropout, a linear layer of 1024 outputs, activation, dropout and a linear layer, both without bias, whose outputs fire. 21,907,096 parameters at 101 classes,
    /// activations not counted.
    /// </summary>
    public sealed record TcjaNCaltech101 : ArchitectureDescription
    {
        private const int Features = 1024;

        /// <summary>The published network with maximum pooling.</summary>
        public TcjaNCaltech101() => Pool = PoolKind.Max;

        /// <summary>Time steps that the gates are made for.</summary>
        public int Steps { get; init; } = 14;

        /// <summary>What the gates are made of.</summary>
        public TcjaGate Gate { get; init; }

        /// <summary>Whether there is an activation after the last linear layer.</summary>
        public bool Fires { get; init; } = true;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var first = new[] { 64, 128, 256 }.SelectMany(c => (LayerDescription[])[.. Plain(c), Pooling.Of(Pool)]);
            LayerDescription[] last = [.. Plain(256), new Tcja(Steps, 4, 4, Gate), Pooling.Of(Pool), .. Plain(512), new Tcja(Steps, 2, 4, Gate), Pooling.Of(Pool)];
            LayerDescription[] outputs = [new Linear(classes, Bias: false), .. Fires ? [new Activation()] : Array.Empty<LayerDescription>()];
            return Tapped([.. first, .. last], [new Dropout(), new Linear(Features, Bias: false), new Activation(), new Dropout(), .. outputs]);
        }
    }
}
