using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Networks of 3x3 convolutions in stages that end with a pool.</summary>
public abstract partial record ArchitectureDescription
{
    private static void AddVggs(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("vgg-snn", PresetKeys(kinds, new Section<VggSnn>(new VggSnn()).Means("VGG-SNN of TET and HSD: eight convolutions and a linear layer; large.")
            .Key("channels", new ListKind<int>(new WholeKind(1, MaximumChannels)), a => a.Channels, (a, v) => a with { Channels = v }, "Channels of the eight convolutions; smaller ones make a narrower network.")
            .Key("strided", new FlagKind(), a => a.Strided, (a, v) => a with { Strided = v }, "Whether the second convolution of each stage has stride 2, in place of the pools.")
            .Key("gates", kinds.Layers, a => a.Gates, (a, v) => a with { Gates = v }, "Layers after the activations that end the last two stages, before the pools, for example a tcja.")
            .Key("fires", new FlagKind(), a => a.Fires, (a, v) => a with { Fires = v }, "Whether the outputs fire, so that their mean is a firing rate.")))
        .Add("nda-vgg11", PresetKeys(kinds, new Section<NdaVgg11>(new NdaVgg11()).Means("VGG-11 of NDA: eight convolutions, global average pooling and a linear layer; large.")))
        .Add("sltt-vgg11", PresetKeys(kinds, new Section<SlttVgg11>(new SlttVgg11()).Means("VGG-11 of SLTT: eight convolutions with dropout, pooling to 7x7 and a linear layer; large.")
            .Key("dropout", NumberKind.BelowOne, a => a.Dropout, (a, v) => a with { Dropout = v }, "Probability of a zero after each activation; 0 for no dropout.")))
        .Add("seenn-vgg16", PresetKeys(kinds, new Section<SeennVgg16>(new SeennVgg16()).Means("VGG-16 of SEENN: thirteen convolutions, global average pooling and a linear layer; large.")));

    /// <summary>A 3x3 convolution with bias, batch norm and activation.</summary>
    private static LayerDescription[] Block(int outputs, int stride = 1) => [new Convolution(outputs, Stride: stride), new BatchNorm(), new Activation()];

    /// <summary>Blocks in stages, with a pool after each stage but the last.</summary>
    private IEnumerable<LayerDescription> Stages(params int[][] stages)
        => stages.SelectMany((stage, i) => stage.SelectMany(c => Block(c)).Concat(i + 1 < stages.Length ? [Pooling.Of(Pool)] : []));

    /// <summary>
    /// VGG-SNN of TET (arXiv 2202.11946) and HSD (arXiv 2409.12507): eight 3x3 convolutions of 64, 128, 256, 256, 512, 512, 512, 512 channels, each with bias, batch
    /// norm and activation; 2x2 pools after the second, fourth, sixth and eighth; one linear layer. 9,271,498 parameters at 48x48 and 10 classes, activations not counted.
    /// </summary>
    public sealed record VggSnn : ArchitectureDescription
    {
        private const int Convolutions = 8;

        /// <summary>Channels of the eight convolutions; the published ones unless a narrower network is wanted.</summary>
        public ValueList<int> Channels { get; init; } = [64, 128, 256, 256, 512, 512, 512, 512];

        /// <summary>Whether every second convolution has stride 2, in place of the pools (the variant without average pools in the code published with TET).</summary>
        public bool Strided { get; init; }

        /// <summary>Layers after the sixth and the eighth activation, where the network of TCJA (arXiv 2206.10177) for CIFAR10-DVS has its gates.</summary>
        public LayerList Gates { get; init; } = [];

        /// <summary>Whether there is an activation after the linear layer, as in the network of TCJA.</summary>
        public bool Fires { get; init; }

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            if (Channels.Count != Convolutions)
                throw new ArgumentException($"got {Channels.Count} numbers of channels, expected {Convolutions}: one for each convolution of VGG-SNN");
            var layers = new List<LayerDescription>();
            for (int i = 0; i < Convolutions; i++)
            {
                bool endsStage = i % 2 == 1;
                layers.AddRange(Block(Channels[i], endsStage && Strided ? 2 : 1));
                if (endsStage && i >= Convolutions / 2)
                    layers.AddRange(Gates);
                if (endsStage && !Strided)
                    layers.Add(Pooling.Of(Pool));
            }

            return Tapped(layers, [new Linear(classes), .. Fires ? [new Activation()] : Array.Empty<LayerDescription>()]);
        }
    }

    /// <summary>
    /// VGG-11 of NDA (arXiv 2203.06145): 3x3 convolutions of 64 | 128 | 256, 256 | 512, 512, 512, 512 channels with bias, batch norm and activation, a 2x2 pool between stages, global average
    /// pooling and one linear layer. Its batch norms start at 0.5, the threshold of its neurons. 9,230,538 parameters at 10 classes, activations not counted.
    /// </summary>
    public sealed record NdaVgg11 : ArchitectureDescription
    {
        /// <summary>The published network, whose thresholds are 0.5.</summary>
        public NdaVgg11() => Norm = [new BatchNorm(Scale: 0.5f)];

        private protected override LayerList LayersFor(FrameSize input, int classes)
            => Tapped([.. Stages([64], [128], [256, 256], [512, 512, 512, 512]), new AdaptiveAveragePool()], new Linear(classes));
    }

    /// <summary>
    /// VGG-11 of SLTT (arXiv 2302.14311): 3x3 convolutions of 64 | 128 | 256, 256 | 512, 512 | 512, 512 channels with bias, batch norm, activation and dropout, a 2x2 pool after each stage, an
    /// adaptive pool to 7x7 (at 48x48 it repeats the one position that is left) and one linear layer. 9,476,298 parameters at 10 classes, activations not counted.
    /// </summary>
    public sealed record SlttVgg11 : ArchitectureDescription
    {
        private const int Side = 7;

        /// <summary>Probability of a zero after each activation, the same features at all steps; 0.3 for CIFAR10-DVS and 0.4 for DVS128 Gesture in the paper's code.</summary>
        public double Dropout { get; init; } = 0.3;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var layers = Stages([64], [128], [256, 256], [512, 512], [512, 512]).Append(Pooling.Of(Pool));
            var dropped = layers.SelectMany(layer => (LayerDescription[])(layer is Activation && Dropout > 0 ? [layer, new Dropout(Dropout)] : [layer]));
            return Tapped([.. dropped, new AdaptiveAveragePool(Side)], new Linear(classes));
        }
    }

    /// <summary>
    /// VGG-16 of SEENN (Li et al. 2023, arXiv 2304.01230) and DT-SNN (arXiv 2304.14104): thirteen 3x3 convolutions of 64, 64 | 128, 128 | 256 three times | 512 three times | 512 three times channels with bias,
    /// batch norm and activation, a 2x2 pool between stages, global average pooling and one linear layer.
    /// </summary>
    public sealed record SeennVgg16 : ArchitectureDescription
    {
        private protected override LayerList LayersFor(FrameSize input, int classes)
            => Tapped([.. Stages([64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]), new AdaptiveAveragePool()], new Linear(classes));
    }
}
