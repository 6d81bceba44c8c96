using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>One layer of a network with its parameters.</summary>
public abstract class Layer
{
    private protected Layer(string name, LayerDescription description) => (Name, Description) = (name, description);

    /// <summary>Path in the network, for example <c>3</c> or <c>4.body.0</c>; prefix of its parameters' names.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public LayerDescription Description { get; }

    /// <summary>Extents of what the layer emits for a frame.</summary>
    public required FeatureSize Output { get; init; }

    /// <summary>Multiply-adds of a dense computation for one frame.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>The layer's own parameters, statistics included, in the order in which they are stored.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    internal abstract Tensor Forward(Tensor x, ForwardPass pass);
}
