using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>Networks of spike-element-wise blocks with a pool after each.</summary>
public abstract partial record ArchitectureDescription
{
    private const string ConnectAbout = "How a block's output and its input become one: their sum, their product, or (1 - output) * input.";

    private static readonly NamedKind<Combine> _connect = new([Combine.Add, Combine.And, Combine.Iand], combine => KebabCase.Of(combine.ToString()));

    private static void AddSewNets(Union<ArchitectureDescription> union, NetworkKinds kinds) => union
        .Add("sew-net", PresetKeys(kinds, new Section<SewNet>(new SewNet()).Means("Wide-7B-Net of SEW, for event cameras: spike-element-wise blocks, each with a pool after it, and a linear layer.")
            .Key("channels", new ListKind<int>(new WholeKind(1, MaximumChannels)), a => a.Channels, (a, v) => a with { Channels = v }, "Channels of each block; seven of 32 are 7B-Net.")
            .Key("connect", _connect, a => a.Connect, (a, v) => a with { Connect = v }, ConnectAbout)));

    /// <summary>Convolution without bias, batch norm and activation.</summary>
    private static LayerDescription[] Fired(Convolution convolution) => [convolution with { Bias = false }, new BatchNorm(), new Activation()];

    /// <summary>
    /// Networks of SEW (Fang et al. 2021, arXiv 2102.04159) for event cameras: spike-element-wise blocks of two 3x3 convolutions without bias, each with batch norm and activation, and 2x2 pools; a 1x1
    /// convolution with batch norm and activation before the first block and wherever the channels change; one linear layer. Blocks are named <c>block-1</c>, <c>block-2</c> and so on.
    /// Wide-7B-Net (64 four times, 128 three times; CIFAR10-DVS) has 1,192,218 parameters at 10 classes, 7B-Net (32 seven times; DVS128 Gesture) 130,426 at 11, one for each activation counted (PLIF). Seven
    /// pools ask for frames of at least 128x128; for smaller ones give fewer blocks.
    /// </summary>
    public sealed record SewNet : ArchitectureDescription
    {
        /// <summary>Wide-7B-Net, with maximum pooling.</summary>
        public SewNet() => Pool = PoolKind.Max;

        /// <summary>Channels of each block; at least one.</summary>
        public ValueList<int> Channels { get; init; } = [64, 64, 64, 64, 128, 128, 128];

        /// <summary>How a block's output and its input become one: add, and, iand.</summary>
        public Combine Connect { get; init; } = Combine.Add;

        private protected override LayerList LayersFor(FrameSize input, int classes)
        {
            var layers = new List<LayerDescription>();
            for (int i = 0; i < Channels.Count; i++)
            {
                if (i == 0 || Channels[i] != Channels[i - 1])
                    layers.AddRange(Fired(new Convolution(Channels[i], Kernel: 1, Padding: 0)));
                LayerList body = [.. Fired(new Convolution(Channels[i])), .. Fired(new Convolution(Channels[i]))];
                layers.AddRange([Branches.Add(body, []) with { Combine = Connect, Name = $"block-{i + 1}" }, Pooling.Of(Pool)]);
            }

            return Tapped(layers, new Linear(classes));
        }
    }
}
