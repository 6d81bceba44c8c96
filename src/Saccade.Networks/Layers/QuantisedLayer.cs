using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Quantised clip-floor-shift activation with its <c>threshold</c> lambda, one element.</summary>
public sealed class QuantisedLayer : Layer
{
    private QuantisedLayer(ParameterScope scope, LayerDescription.Quantised d)
        : base(scope.Name, d)
    {
        Levels = d.Levels;
        Threshold = scope.Get("threshold", ParameterKind.Threshold, new Shape("F", 1), Initialisers.Constant(d.Threshold));
    }

    /// <summary>L, quantisation steps.</summary>
    public int Levels { get; }

    /// <summary>lambda.</summary>
    public Parameter Threshold { get; }

    internal static QuantisedLayer Create(ParameterScope scope, LayerDescription.Quantised d, FeatureSize input)
    {
        if (d.Levels < 1 || !(d.Threshold > 0))
            throw new ArgumentException($"layer {scope.Name} (quantised): levels must be at least 1 and the threshold above 0, got {d.Levels} and {d.Threshold}");
        return new QuantisedLayer(scope, d) { Output = input };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Threshold];

    internal override Tensor Forward(Tensor x, ForwardPass pass) => QuantiseOp.Apply(Levels, x, pass.Use(Threshold));
}
