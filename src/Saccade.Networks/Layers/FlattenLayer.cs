using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>[T, N, H, W, C] to [T, N, F], features in the order H, W, C.</summary>
public sealed class FlattenLayer : Layer
{
    internal FlattenLayer(string name, LayerDescription.Flatten d)
        : base(name, d)
    {
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass) => ReshapeOp.Flatten(x);
}
