using Saccade.Kernels.Pooling;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Average or max pooling.</summary>
public sealed class PoolLayer : Layer
{
    private readonly PoolGeometry _geometry;

    private PoolLayer(string name, LayerDescription d, PoolGeometry geometry)
        : base(name, d) => _geometry = geometry;

    internal static PoolLayer Create(ParameterScope scope, LayerDescription d, FeatureSize input)
    {
        var (kernel, stride, padding) = d switch
        {
            LayerDescription.AveragePool p => (p.Kernel, p.Stride, p.Padding),
            LayerDescription.MaxPool p => (p.Kernel, p.Stride, p.Padding),
            _ => throw new ArgumentException($"layer {scope.Name}: {d} is no pooling"),
        };
        var geometry = PoolGeometry.Square((input.Height, input.Width), input.Channels, kernel, stride == 0 ? kernel : stride, padding);
        return new PoolLayer(scope.Name, d, geometry) { Output = new FeatureSize(geometry.Output.Height, geometry.Output.Width, input.Channels) };
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass)
        => Description is LayerDescription.MaxPool ? PoolOp.Max(_geometry, x) : PoolOp.Average(_geometry, x);
}
