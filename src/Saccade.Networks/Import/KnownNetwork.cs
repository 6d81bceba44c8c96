namespace Saccade.Networks.Import;

/// <summary>A network whose weights are read from files of other programs: what it is here, and what its layers are called there.</summary>
/// <param name="Name">What it is called on the command line, for example <c>resnet18</c>.</param>
/// <param name="About">One sentence about it, with its source.</param>
/// <param name="Architecture">Its layers.</param>
/// <param name="Activation">What its activations are: ReLU, or neurons.</param>
public sealed record KnownNetwork(string Name, string About, ArchitectureDescription Architecture, LayerDescription Activation)
{
    /// <summary>The names of each program that writes such files; that of which most are in a file is taken.</summary>
    public required IReadOnlyList<ForeignNames> Names { get; init; }

    /// <summary>Extents of a frame where nothing else is asked for.</summary>
    public required FrameSize Input { get; init; }

    /// <summary>Classes of a file that does not tell them.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Time steps that it is usually run for.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>How the images were scaled that it was trained on; null for values from 0 to 1 as they are.</summary>
    public Standardisation? Standardised { get; init; }

    /// <summary>The share of an image's shorter side of whose middle a frame is, where it is tested as it was published; null for the whole image.</summary>
    public double? Crop { get; init; }

    /// <summary>The network for frames and classes.</summary>
    /// <param name="input">Extents of a frame.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="standardised">How frames are scaled first, by a layer of its own; null for no such layer.</param>
    /// <exception cref="ArgumentException">The network does not take such frames.</exception>
    public NetworkDescription Describe(FrameSize input, int classes, Standardisation? standardised)
    {
        var network = Architecture.Describe(input, classes, Activation);
        return standardised is null ? network : network with { Layers = [standardised.Layer(input.Channels), .. network.Layers] };
    }
}

/// <summary>Images as a network was trained on them: (x - mean) / deviation in each channel.</summary>
/// <param name="Mean">Mean of each channel, of values from 0 to 1.</param>
/// <param name="Deviation">Standard deviation of each channel; above 0.</param>
public sealed record Standardisation(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>The usual one of ImageNet.</summary>
    public static Standardisation ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>The usual one of CIFAR-10.</summary>
    public static Standardisation Cifar { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>Whether it leaves values as they are.</summary>
    public bool IsIdentity => Mean.All(m => m == 0) && Deviation.All(d => d == 1);

    /// <summary>The layer that scales: a factor and an offset for each channel.</summary>
    /// <exception cref="ArgumentException">Not one mean and one deviation above 0 for each channel.</exception>
    internal Convolution Layer(int channels) => Mean.Count == channels && Deviation.Count == channels && Mean.All(float.IsFinite) && Deviation.All(d => float.IsFinite(d) && d > 0)
        ? new Convolution(channels, Kernel: 1, Padding: 0, Groups: channels)
        : throw new ArgumentException($"got {Mean.Count} means and {Deviation.Count} deviations, expected one of each for each of {channels} channels, deviations above 0");

    internal void WriteTo(ConvolutionLayer layer)
    {
        for (int c = 0; c < Mean.Count; c++)
            (layer.Weight.Values[c], layer.Bias!.Values[c]) = (1 / Deviation[c], -Mean[c] / Deviation[c]);
    }
}
