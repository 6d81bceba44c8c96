using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>A network that grows to fit its frames and classes, with the place of its activations left open.</summary>
public abstract partial record ArchitectureDescription
{
    /// <summary>Name of the layer that emits the last map [H, W, C], the last pooling of a preset.</summary>
    public const string MapTap = "map";

    /// <summary>Name of the layer that emits the flat features [F] before the last linear layers, a flatten.</summary>
    public const string FeaturesTap = "features";

    private const int MaximumChannels = 65_536;

    /// <summary>Kind of the pooling layers that the architecture places itself.</summary>
    public PoolKind Pool { get; init; }

    /// <summary>
    /// Layers in the place of each batch norm that the architecture places itself; none for a plain one. Where the architecture has a factor of its own, as before an addition in
    /// <see cref="ResNet19"/>, the scale of a batch norm among them is multiplied by it.
    /// </summary>
    public LayerList Norm { get; init; } = [];

    /// <summary>
    /// Layers between the normalisation and the activation, for example a <see cref="Synapse"/>: the place of the synaptic block in our reading of STC (arXiv 2203.10006). None for
    /// a network without.
    /// </summary>
    public LayerList Synapses { get; init; } = [];

    /// <summary>Which activations have <see cref="Synapses"/> before them.</summary>
    public SynapsePlace SynapsesAt { get; init; }

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
        var layers = Normed(LayersFor(input, classes));
        bool isOpen = true;
        return new NetworkDescription(input, Synapses.Count == 0 ? layers : WithSynapses(layers, ref isOpen));
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
        var union = new Union<ArchitectureDescription>("preset", "small-cnn")
            .Add("small-cnn", PresetKeys(kinds, new Section<SmallCnn>(new SmallCnn()).Means("Blocks of convolution 3x3, batch norm, activation and pooling, then a linear layer; trains in minutes on a processor.")
                .Key("channels", new ListKind<int>(new WholeKind(1, MaximumChannels)), a => a.Channels, (a, v) => a with { Channels = v }, "Output channels of each block of convolution 3x3, batch norm, activation, pooling.")));
        AddVggs(union, kinds);
        AddVoting(union, kinds);
        AddResNets(union, kinds);
        AddDeepResNets(union, kinds);
        AddSewNets(union, kinds);
        AddTransformers(union, kinds);
        AddQkFormers(union, kinds);
        AddVisionTransformers(union);
        return union.Add("custom", QuantisedKeys(new Section<Custom>(new Custom()).Means("Layers of your own, one after the other.")
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

    private static Section<T> PresetKeys<T>(NetworkKinds kinds, Section<T> section)
        where T : ArchitectureDescription
        => NormKeys(kinds, section.Key("pool", new ChoiceKind<PoolKind>(), a => a.Pool, (a, v) => (T)(a with { Pool = v }), "Kind of the pooling layers."));

    private static Section<T> NormKeys<T>(NetworkKinds kinds, Section<T> section)
        where T : ArchitectureDescription
        => QuantisedKeys(section
        .Key("norm", kinds.Layers, a => a.Norm, (a, v) => (T)(a with { Norm = v }), "Layers in the place of each batch norm; an empty list for a plain one.")
        .Key("synapses", kinds.Layers, a => a.Synapses, (a, v) => (T)(a with { Synapses = v }), "Layers before activations, for example a synapse; an empty list for none.")
        .Key("synapses-at", new ChoiceKind<SynapsePlace>(), a => a.SynapsesAt, (a, v) => (T)(a with { SynapsesAt = v }), "input: before the first activation. every: before each."));

    private static Section<T> QuantisedKeys<T>(Section<T> section)
        where T : ArchitectureDescription => section
        .Key("quantisation", new WholeKind(1, 1024), a => a.Quantisation, (a, v) => (T)(a with { Quantisation = v }), "L, the levels of a quantised activation above 0.")
        .Key("threshold", SingleKind.Positive, a => a.Threshold, (a, v) => (T)(a with { Threshold = v }), "Value that every threshold lambda of a quantised activation starts from.");

    private LayerList Normed(LayerList layers) => Norm.Count == 0 ? layers : [.. layers.SelectMany(layer => layer switch
    {
        BatchNorm norm => Norm.Select(part => part is BatchNorm own ? own with { Scale = own.Scale * norm.Scale } : part),
        Branches branches => [branches with { Paths = [.. branches.Paths.Select(path => path with { Layers = Normed(path.Layers) })] }],
        _ => [layer],
    })];

    /// <summary>The layers with synapses before the activations that are to have them.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="isOpen">Whether the next activation is to have them.</param>
    private LayerList WithSynapses(LayerList layers, ref bool isOpen)
    {
        List<LayerDescription> result = [];
        foreach (var layer in layers)
        {
            if (layer is Activation && isOpen)
            {
                result.AddRange(Synapses);
                isOpen = SynapsesAt == SynapsePlace.Every;
            }

            result.Add(layer is Branches branches ? WithSynapses(branches, ref isOpen) : layer);
        }

        return new LayerList(result);
    }

    private Branches WithSynapses(Branches branches, ref bool isOpen)
    {
        List<LayerPath> paths = [];
        foreach (var path in branches.Paths)
            paths.Add(path with { Layers = WithSynapses(path.Layers, ref isOpen) });
        return branches with { Paths = [.. paths] };
    }

    /// <summary>A small network: for each entry a 3x3 convolution, batch norm, activation and 2x2 pool; then one linear layer.</summary>
    public sealed record SmallCnn : ArchitectureDescription
    {
        /// <summary>Output channels of the convolutions.</summary>
        public ValueList<int> Channels { get; init; } = [32, 64, 64];

        private protected override LayerList LayersFor(FrameSize input, int classes)
            => Tapped(Channels.SelectMany(c => (LayerDescription[])[new Convolution(c), new BatchNorm(), new Activation(), Pooling.Of(Pool)]), new Linear(classes));
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

/// <summary>Which activations of an architecture have synapses before them.</summary>
public enum SynapsePlace
{
    /// <summary>The first, which encodes the input.</summary>
    Input,

    /// <summary>Each.</summary>
    Every,
}
