using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>A network that grows to fit its frames and classes, with the place of its activations left open.</summary>
public abstract record ArchitectureDescription
{
    /// <summary>Name of the layer that emits the last map [H, W, C], the last pooling of a preset.</summary>
    public const string MapTap = "map";

    /// <summary>Name of the layer that emits the flat features [F] before the last linear layers, a flatten.</summary>
    public const string FeaturesTap = "features";

    private const int MaximumChannels = 65_536;

    /// <summary>Kind of the pooling layers that the architecture places itself.</summary>
    public PoolKind Pool { get; init; }

    /// <summary>L of a quantised activation, the levels above 0 (HSD, arXiv 2409.12507, eq. 8).</summary>
    public int Quantisation { get; init; } = 4;

    /// <summary>Start value of the threshold lambda of a quantised activation; above 0.</summary>
    public float Threshold { get; init; } = 8;

    /// <summary>The activation of its quantised form.</summary>
    public Quantised QuantisedActivation => new(Quantisation, Threshold);

    /// <summary>The network for frames and classes, with an <see cref="Activation"/> where one belongs.</summary>
    /// <param name="input">Extents of a frame.</param>
    /// <param name="classes">Number of classes.</param>
    public NetworkDescription Describe(FrameSize input, int classes)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new NetworkDescription(input, LayersFor(input, classes));
    }

    /// <summary>The network for frames and classes.</summary>
    /// <param name="input">Extents of a frame.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="activation">What takes the place of every <see cref="Activation"/>: quantised, spiking or ReLU.</param>
    public NetworkDescription Describe(FrameSize input, int classes, LayerDescription activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        var open = Describe(input, classes);
        return open with { Layers = open.Layers.Map(layer => layer is Activation ? activation with { Name = layer.Name } : layer) };
    }

    /// <summary>How an architecture is written; the key <c>preset</c> says which.</summary>
    /// <param name="kinds">The kinds of layers of a custom one.</param>
    public static Union<ArchitectureDescription> KindOf(NetworkKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return new Union<ArchitectureDescription>("preset", "small-cnn")
            .Add("small-cnn", Keys(new Section<SmallCnn>(new SmallCnn()).Means("Blocks of convolution 3x3, batch norm, activation and pooling, then a linear layer; trains in minutes on a processor.")
                .Key("channels", new ListKind<int>(new WholeKind(1, MaximumChannels)), a => a.Channels, (a, v) => a with { Channels = v }, "Output channels of each block of convolution 3x3, batch norm, activation, pooling.")))
            .Add("vgg-snn", Keys(new Section<VggSnn>(new VggSnn()).Means("VGG-SNN of TET and HSD: eight convolutions and a linear layer; large.")))
            .Add("snn5", Keys(new Section<Snn5>(new Snn5()).Means("SNN-5, for DVS128 Gesture in PLIF and HSD: five convolutions with pooling and two linear layers.")
                .Key("channels", new WholeKind(1, MaximumChannels), a => a.Channels, (a, v) => a with { Channels = v }, "Output channels of each of the five convolutions.")
                .Key("features", new WholeKind(1, MaximumChannels), a => a.Features, (a, v) => a with { Features = v }, "Outputs of the first linear layer.")))
            .Add("custom", QuantisedKeys(new Section<Custom>(new Custom()).Means("Layers of your own, one after the other.")
                .Key("layers", kinds.FilledLayers, a => a.Layers, (a, v) => a with { Layers = v }, "The layers, from the input on.", required: true)
                .Formerly("pool", "the kind of each pooling layer, average-pool or max-pool")));
    }

    private protected abstract LayerList LayersFor(FrameSize input, int classes);

    /// <summary>Layers whose last is the map that losses and pictures ask for, flattened, and what comes after.</summary>
    private static LayerList Tapped(IEnumerable<LayerDescription> layers, params ReadOnlySpan<LayerDescription> rest)
    {
        LayerDescription[] all = [.. layers];
        return [.. all[..^1], all[^1] with { Name = MapTap }, new Flatten { Name = FeaturesTap }, .. rest];
    }

    private static Section<T> Keys<T>(Section<T> section)
        where T : ArchitectureDescription
        => QuantisedKeys(section.Key("pool", new ChoiceKind<PoolKind>(), a => a.Pool, (a, v) => (T)(a with { Pool = v }), "Kind of the pooling layers."));

    private static Section<T> QuantisedKeys<T>(Section<T> section)
        where T : ArchitectureDescription => section
        .Key("quantisation", new WholeKind(1, 1024), a => a.Quantisation, (a, v) => (T)(a with { Quantisation = v }), "L, the levels of a quantised activation above 0.")
        .Key("threshold", SingleKind.Positive, a => a.Threshold, (a, v) => (T)(a with { Threshold = v }), "Value that every threshold lambda of a quantised activation starts from.");

    /// <summary>A small network: for each entry a 3x3 convolution, batch norm, activation and 2x2 pool; then one linear layer.</summary>
    public sealed record SmallCnn : ArchitectureDescription
    {
        /// <summary>Output channels of the convolutions.</summary>
        public ValueList<int> Channels { get; init; } = [32, 64, 64];

        private protected override LayerList LayersFor(FrameSize input, int classes)
            => Tapped(Channels.SelectMany(c => (LayerDescription[])[new Convolution(c), new BatchNorm(), new Activation(), Pooling.Of(Pool)]), new Linear(classes));
    }

    /// <summary>
    /// VGG-SNN of TET (arXiv 2202.11946) and HSD (arXiv 2409.12507): eight 3x3 convolutions of 64, 128, 256, 256, 512, 512, 512, 512 channels, each with bias, batch
    /// norm and activation; 2x2 pools after the second, fourth, sixth and eighth; one linear layer. 9,271,498 parameters at 48x48 and 10 classes, activations not counted.
    /// </summary>
    public sealed record VggSnn : ArchitectureDescription
    {
        private static readonly int[] _plan = [64, 128, 256, 256, 512, 512, 512, 512];

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var layers = new List<LayerDescription>();
            for (int i = 0; i < _plan.Length; i++)
            {
                layers.AddRange([new Convolution(_plan[i]), new BatchNorm(), new Activation()]);
                if (i % 2 == 1)
                    layers.Add(Pooling.Of(Pool));
            }

            return Tapped(layers, new Linear(classes));
        }
    }

    /// <summary>
    /// SNN-5, the network for DVS128 Gesture of PLIF (arXiv 2007.05785) and HSD (arXiv 2409.12507): five times a 3x3 convolution without bias, batch norm, activation
    /// and 2x2 pool; flatten, dropout, a linear layer without bias, activation, dropout, and a linear layer without bias as logits, no neurons after it. For frames of
    /// at least 32x32, 128x128 in the papers.
    /// </summary>
    /// <remarks>
    /// The papers end with 10 outputs for each class that vote. There is no layer that votes; the mean of linear outputs is a linear layer itself, so the
    /// last one has one output for each class.
    /// </remarks>
    public sealed record Snn5 : ArchitectureDescription
    {
        private const int Blocks = 5;

        /// <summary>The published network with maximum pooling.</summary>
        public Snn5() => Pool = PoolKind.Max;

        /// <summary>Channels of each convolution.</summary>
        public int Channels { get; init; } = 128;

        /// <summary>Outputs of the first linear layer.</summary>
        public int Features { get; init; } = 512;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var blocks = Enumerable.Range(0, Blocks)
                .SelectMany(_ => (LayerDescription[])[new Convolution(Channels, Bias: false), new BatchNorm(), new Activation(), Pooling.Of(Pool)]);
            return Tapped(blocks, new Dropout(), new Linear(Features, Bias: false), new Activation(), new Dropout(), new Linear(classes, Bias: false));
        }
    }

    /// <summary>A network spelled out. A flatten, where the last layer emits a map, and the linear layer to the classes are added.</summary>
    public sealed record Custom : ArchitectureDescription
    {
        /// <summary>The layers, from the input on; at least one.</summary>
        public LayerList Layers { get; init; } = [];

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var output = Layers.OutputOf(new FeatureSize(input.Height, input.Width, input.Channels));
            return output.IsFlat ? [.. Layers, new Linear(classes)] : [.. Layers, new Flatten(), new Linear(classes)];
        }
    }
}
