using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>body(x) + shortcut(x); an empty shortcut is the identity.</summary>
public sealed class ResidualLayer : Layer
{
    internal ResidualLayer(string name, LayerDescription.Residual d, IReadOnlyList<Layer> body, IReadOnlyList<Layer> shortcut)
        : base(name, d) => (Body, Shortcut) = (body, shortcut);

    /// <summary>Layers of the main path.</summary>
    public IReadOnlyList<Layer> Body { get; }

    /// <summary>Layers of the short path; none for the identity.</summary>
    public IReadOnlyList<Layer> Shortcut { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. Body.Concat(Shortcut).SelectMany(l => l.Parameters)];

    internal override Tensor Forward(Tensor x, ForwardPass pass)
        => AddOp.Apply(Network.Run(Body, x, pass), Network.Run(Shortcut, x, pass));
}
