using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// A network with its parameters, built from a description. Frames go in as [T, N, H, W, C], one vector of logits per step
/// comes out, [T, N, K]; nothing is averaged inside. Stateless layers see time folded into the batch; spiking layers run
/// through time. Holds no state between calls but the running statistics.
/// </summary>
public sealed class Network
{
    private Network(NetworkDescription description, IReadOnlyList<Layer> layers, IReadOnlyList<Parameter> parameters)
        => (Description, Layers, Parameters) = (description, layers, parameters);

    /// <summary>The network as a value.</summary>
    public NetworkDescription Description { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>All parameters, trained and statistics, in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All layers, those inside another after it.</summary>
    public IEnumerable<Layer> AllLayers => Layers.SelectMany(Expand);

    /// <summary>The layer of a tap: of that name or that path.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names and paths there are.</exception>
    public Layer Find(string tap) => AllLayers.FirstOrDefault(l => l.Description.Name == tap || l.Path == tap)
        ?? throw new ArgumentException($"got '{tap}', expected the name or path of a layer: {string.Join(", ", AllLayers.Select(l => l.Description.Name ?? l.Path))}", nameof(tap));

    /// <summary>Number of classes: the outputs of the last layer.</summary>
    public int Classes => Layers[^1].Output.Channels;

    /// <summary>Values that training changes: all but the statistics.</summary>
    public int TrainableCount => Parameters.Where(p => p.Kind != ParameterKind.Statistic).Sum(p => p.Shape.Count);

    /// <summary>Whether any layer spikes, so that steps depend on earlier ones.</summary>
    public bool IsSpiking => AllLayers.Any(l => l is NeuronLayer);

    /// <summary>Builds a network with start values drawn from a seed.</summary>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public static Network Create(NetworkDescription description, ulong seed) => Build(description, seed);

    /// <summary>A network of zeros, for values that are about to be loaded or copied: drawing start values would cost more than that.</summary>
    /// <param name="description">The network.</param>
    /// <param name="most">The most values that all parameters together may have; no memory is set aside for more.</param>
    internal static Network Blank(NetworkDescription description, long most = long.MaxValue) => Build(description, seed: null, most);

    private static Network Build(NetworkDescription description, ulong? seed, long most = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (description.Layers.Count == 0)
            throw new ArgumentException("a network needs at least one layer");
        if (description.Input.Height < 1 || description.Input.Width < 1 || description.Input.Channels < 1)
            throw new ArgumentException($"the input must have at least one row, column and channel, got {description.Input}");

        if (description.Layers.Names().GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var name })
            throw new ArgumentException($"two layers have the name '{name}', expected distinct names");
        var scope = new LayerScope(seed, most);
        var input = new FeatureSize(description.Input.Height, description.Input.Width, description.Input.Channels);
        var layers = Build(description.Layers, scope, input);
        return layers[^1].Output.IsFlat
            ? new Network(description, layers, scope.Parameters)
            : throw new ArgumentException($"the last layer emits {layers[^1].Output}, but logits must be flat [K]; end with flatten and linear");
    }

    private static IReadOnlyList<Layer> Build(LayerList layers, LayerScope scope, FeatureSize input)
    {
        try
        {
            return layers.Build(scope, input);
        }
        catch (LayerException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>A network of the same description with copies of all values.</summary>
    public Network Clone()
    {
        var copy = Blank(Description);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over all values of a network with the same parameters.</summary>
    /// <exception cref="ArgumentException">The parameters differ.</exception>
    public void CopyFrom(Network other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Parameters.Count != other.Parameters.Count)
            throw new ArgumentException($"got a network of {other.Parameters.Count} parameters to copy from, expected one of {Parameters.Count} as here");
        foreach (var (mine, theirs) in Parameters.Zip(other.Parameters))
        {
            if (mine.Name != theirs.Name || !mine.Shape.Equals(theirs.Shape))
                throw new ArgumentException($"got parameter {theirs} to copy from, expected {mine}: name and shape must be equal");
        }

        foreach (var (mine, theirs) in Parameters.Zip(other.Parameters))
            theirs.Values.CopyTo(mine.Values, 0);
    }

    /// <summary>Runs the network.</summary>
    /// <param name="frames">[T, N, H, W, C]; [1, N, H, W, C] where <see cref="ForwardPass.Repeats"/> is T.</param>
    /// <param name="pass">How to run.</param>
    /// <returns>Logits [T, N, K].</returns>
    /// <exception cref="ArgumentException">The frames do not have the network's extents, or several are to be repeated.</exception>
    public Tensor Forward(Tensor frames, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(pass);
        var size = Description.Input;
        if (frames.Shape.Axes != "TNHWC" || frames.Shape[2] != size.Height || frames.Shape[3] != size.Width || frames.Shape[4] != size.Channels)
            throw new ArgumentException($"got frames of shape {frames.Shape}, expected [T any, N any, H {size.Height}, W {size.Width}, C {size.Channels}]");
        if (pass.Repeats == 1)
            return pass.Run(Layers, frames);
        return frames.Shape[0] == 1 && pass.Repeats > 1
            ? pass.Run(Layers, frames, repeatsBefore: Layers.TakeWhile(layer => layer is ConvolutionLayer).Count())
            : throw new ArgumentException($"got {frames.Shape[0]} frames of each sample to be repeated {pass.Repeats} times, expected one, and at least once");
    }

    private static IEnumerable<Layer> Expand(Layer layer)
        => layer.Inner.SelectMany(path => path).SelectMany(Expand).Prepend(layer);
}
