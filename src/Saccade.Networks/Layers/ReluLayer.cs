using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>max(x, 0).</summary>
public sealed class ReluLayer : Layer
{
    internal ReluLayer(string name, LayerDescription.Relu d)
        : base(name, d)
    {
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass) => ReluOp.Apply(x);
}
