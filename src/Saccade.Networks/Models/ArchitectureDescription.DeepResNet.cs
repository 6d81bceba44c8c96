using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Residual networks of any depth.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddDeepResNets(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("sew-resnet", DeepKeys(kinds, new Section<SewResNet>(new SewResNet()).Means("SEW-ResNet, 18 layers or more: residual blocks whose spikes are combined with those of their input.")
            .Key("connect", _connect, a => a.Connect, (a, v) => a with { Connect = v }, ConnectAbout)))
        .Add("spiking-resnet", DeepKeys(kinds, new Section<SpikingResNet>(new SpikingResNet()).Means("ResNet, 18 layers or more, with an activation after each addition.")))
        .Add("ms-resnet", DeepKeys(kinds, new Section<MsResNet>(new MsResNet()).Means("MS-ResNet, 18 layers or more: activations before convolutions, potentials are added.")));

    private static Section<T> DeepKeys<T>(NetworkKinds kinds, Section<T> section)
        where T : DeepResNet => NormKeys(kinds, section
        .Key("blocks", new ListKind<int>(new WholeKind(1, 1024)), a => a.Blocks, (a, v) => (T)(a with { Blocks = v }), "Residual blocks of each stage: [2, 2, 2, 2] for 18 layers, [3, 4, 6, 3] for 34 and, with bottlenecks, 50.")
        .Key("channels", new ListKind<int>(new WholeKind(1, MaximumChannels)), a => a.Channels, (a, v) => (T)(a with { Channels = v }), "Channels of each stage; bottlenecks emit four times as many.")
        .Key("bottleneck", new FlagKind(), a => a.Bottleneck, (a, v) => (T)(a with { Bottleneck = v }), "Whether a block has convolutions 1x1, 3x3 and 1x1 in place of two of 3x3.")
        .Key("stem", new ChoiceKind<ResNetStem>(), a => a.Stem, (a, v) => (T)(a with { Stem = v }), "large: a 7x7 convolution and a pool, each of stride 2. small: a 3x3 convolution.")
        .Key("last-scale", SingleKind.Any, a => a.LastScale, (a, v) => (T)(a with { LastScale = v }), "Start of the factor of each block's last batch norm; 0 makes a block begin as its shortcut."));

    /// <summary>
    /// Residual networks in stages (He et al. 2016): a stem, stages of blocks whose convolutions have no bias, global average pooling and one linear layer. The first block of each stage but the first has stride 2.
    /// The last layer of each stage is named <c>stage-1</c>, <c>stage-2</c> and so on; <c>map</c> is the pooled output [1, 1, C].
    /// Parameters at the large stem, three channels and 1,000 classes, activations not counted: 18 layers 11,689,512, 34 layers 21,797,672; with bottlenecks 50 layers 25,557,032, 101 ([3, 4, 23, 3]) 44,549,160 and
    /// 152 ([3, 8, 36, 3]) 60,192,808.
    /// </summary>
    public abstract record DeepResNet : ArchitectureDescription
    {
        private const int Expansion = 4;

        /// <summary>Number of blocks of each stage.</summary>
        public ValueList<int> Blocks { get; init; } = [2, 2, 2, 2];

        /// <summary>Channels of each stage, as many as <see cref="Blocks"/>.</summary>
        public ValueList<int> Channels { get; init; } = [64, 128, 256, 512];

        /// <summary>Whether a block has convolutions 1x1, 3x3 and 1x1, the last to four times the channels, in place of two of 3x3.</summary>
        public bool Bottleneck { get; init; }

        /// <summary>How the network begins.</summary>
        public ResNetStem Stem { get; init; }

        /// <summary>Start of the factor of each block's last batch norm.</summary>
        public float LastScale { get; init; } = 1;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            if (Blocks.Count != Channels.Count || Blocks.Count == 0)
                throw new ArgumentException($"got {Blocks.Count} numbers of blocks and {Channels.Count} of channels, expected one of each for every stage, and at least one stage");
            var layers = new List<LayerDescription>(StemLayers());
            int channels = Channels[0];
            for (int stage = 0; stage < Blocks.Count; stage++)
            {
                int outputs = Channels[stage] * (Bottleneck ? Expansion : 1);
                for (int i = 0; i < Blocks[stage]; i++)
                {
                    int stride = i == 0 && stage > 0 ? 2 : 1;
                    var shortcut = stride == 1 && channels == outputs ? null : new Convolution(outputs, Kernel: 1, Stride: stride, Padding: 0, Bias: false);
                    layers.AddRange(Block(Convolutions(Channels[stage], stride), shortcut));
                    channels = outputs;
                }

                layers[^1] = layers[^1] with { Name = $"stage-{stage + 1}" };
            }

            return Tapped([.. layers, .. End, new AdaptiveAveragePool()], new Linear(classes));
        }

        /// <summary>What stands between the last block and the pool.</summary>
        private protected virtual LayerDescription[] End => [];

        /// <summary>Whether an activation follows the first convolution and its batch norm.</summary>
        private protected virtual bool StemFires => true;

        /// <summary>The layers of a block.</summary>
        /// <param name="convolutions">The convolutions of its long path.</param>
        /// <param name="shortcut">The convolution of its short path; null where extents do not change.</param>
        private protected abstract LayerDescription[] Block(Convolution[] convolutions, Convolution? shortcut);

        /// <summary>The batch norm after a convolution of the long path.</summary>
        private protected BatchNorm NormAfter(Convolution[] convolutions, int i) => new(Scale: i == convolutions.Length - 1 ? LastScale : 1);

        private LayerDescription[] StemLayers()
        {
            bool isLarge = Stem == ResNetStem.Large;
            var convolution = isLarge ? new Convolution(Channels[0], Kernel: 7, Stride: 2, Padding: 3, Bias: false) : new Convolution(Channels[0], Bias: false);
            return [convolution, new BatchNorm(), .. StemFires ? [new Activation()] : Array.Empty<LayerDescription>(), .. isLarge ? [new MaxPool(3, 2, 1)] : Array.Empty<LayerDescription>()];
        }

        private Convolution[] Convolutions(int channels, int stride) => Bottleneck
            ? [new Convolution(channels, Kernel: 1, Padding: 0, Bias: false), new Convolution(channels, Stride: stride, Bias: false), new Convolution(channels * Expansion, Kernel: 1, Padding: 0, Bias: false)]
            : [new Convolution(channels, Stride: stride, Bias: false), new Convolution(channels, Bias: false)];
    }

    /// <summary>
    /// SEW-ResNet (Fang et al. 2021, arXiv 2102.04159): every convolution is followed by batch norm and activation, that of the shortcut too, and the spikes of both paths are combined element by element.
    /// </summary>
    public sealed record SewResNet : DeepResNet
    {
        /// <summary>How the spikes a of a block and s of its shortcut become one: add (a + s), and (a s), iand ((1 - a) s).</summary>
        public Combine Connect { get; init; } = Combine.Add;

        private protected override LayerDescription[] Block(Convolution[] convolutions, Convolution? shortcut)
        {
            LayerList body = [.. convolutions.SelectMany((convolution, i) => (LayerDescription[])[convolution, NormAfter(convolutions, i), new Activation()])];
            return [Branches.Add(body, shortcut is null ? [] : [.. Fired(shortcut)]) with { Combine = Connect }];
        }
    }

    /// <summary>ResNet with neurons in place of its activations, the baseline of SEW (arXiv 2102.04159): the activation after the last batch norm stands behind the addition.</summary>
    public sealed record SpikingResNet : DeepResNet
    {
        private protected override LayerDescription[] Block(Convolution[] convolutions, Convolution? shortcut)
        {
            LayerDescription[] body = [.. convolutions.SelectMany((convolution, i) => (LayerDescription[])[convolution, NormAfter(convolutions, i), new Activation()])];
            return [Branches.Add([.. body[..^1]], shortcut is null ? [] : [shortcut, new BatchNorm()]), new Activation()];
        }
    }

    /// <summary>
    /// MS-ResNet (Hu et al. 2021, arXiv 2112.08954): activation, convolution, batch norm; the sum of both paths is a potential, not spikes, and one activation stands before the last pool. The last batch norm
    /// of a block begins at 0. The published thresholds are 0.5, with batch norms that begin there: <c>norm: [{kind: batch-norm, scale: 0.5}]</c>.
    /// </summary>
    public sealed record MsResNet : DeepResNet
    {
        /// <summary>The published start.</summary>
        public MsResNet() => LastScale = 0;

        private protected override LayerDescription[] End => [new Activation()];

        private protected override bool StemFires => false;

        private protected override LayerDescription[] Block(Convolution[] convolutions, Convolution? shortcut)
        {
            LayerList body = [.. convolutions.SelectMany((convolution, i) => (LayerDescription[])[new Activation(), convolution, NormAfter(convolutions, i)])];
            return [Branches.Add(body, shortcut is null ? [] : [shortcut, new BatchNorm()])];
        }
    }
}

/// <summary>How a deep residual network begins.</summary>
public enum ResNetStem
{
    /// <summary>A 7x7 convolution of stride 2 and a maximum pool 3x3 of stride 2, for pictures of some 200 pixels.</summary>
    Large,

    /// <summary>A 3x3 convolution, for pictures of some 30 to 50 pixels.</summary>
    Small,
}
