using Saccade.Networks.Onnx;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>One layer of a network with its parameters.</summary>
public abstract class Layer
{
    /// <summary>Takes over what is known before the parameters are made.</summary>
    /// <param name="scope">The layer's scope.</param>
    /// <param name="description">What it is.</param>
    /// <param name="input">Extents of what it gets for a frame.</param>
    /// <exception cref="ArgumentException">The description cannot take this input.</exception>
    protected Layer(LayerScope scope, LayerDescription description, FeatureSize input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(description);
        Path = scope.Path;
        Description = description;
        Output = description.OutputOf(input);
        MultiplyAdds = description.MultiplyAddsOf(input);
    }

    /// <summary>Where it stands in the network, for example <c>3</c> or <c>4.body.0</c>; prefix of its parameters' names.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public LayerDescription Description { get; }

    /// <summary>Extents of what the layer emits for a frame.</summary>
    public FeatureSize Output { get; }

    /// <summary>Multiply-adds of a dense computation for one frame.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The layer's own parameters, statistics included, in the order in which they are stored.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>The layer's own parameters and those of layers inside it.</summary>
    internal IEnumerable<Parameter> AllParameters => Parameters.Concat(Inner.SelectMany(path => path).SelectMany(layer => layer.AllParameters));

    /// <summary>The lists of layers inside it, in the order of the description's.</summary>
    public virtual IReadOnlyList<IReadOnlyList<Layer>> Inner => [];

    /// <summary>
    /// Computes the output. A network may be run by several threads at once, each with a tape of its own: nothing of a call is kept in fields, and what is carried from call to call is in
    /// <see cref="ForwardPass.State"/>.
    /// </summary>
    /// <param name="x">[T, N, H, W, C], or [T, N, F] where the input is flat.</param>
    /// <param name="pass">How to run.</param>
    /// <returns>[T, N, H, W, C] or [T, N, F] with the extents of <see cref="Output"/>, on the pass's tape.</returns>
    public abstract Tensor Forward(Tensor x, ForwardPass pass);

    /// <summary>Adds layers one after the other to an ONNX graph; each has a form there.</summary>
    internal static string Export(IReadOnlyList<Layer> layers, OnnxGraph graph, string x) => layers.Aggregate(x, (value, layer) => ((IOnnxLayer)layer).Export(graph, value));
}
