using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Linear layer: <c>weight</c> [inputs, outputs] and, if asked for, <c>bias</c> [outputs].</summary>
public sealed class LinearLayer : Layer
{
    private LinearLayer(ParameterScope scope, LayerDescription.Linear d, int inputs)
        : base(scope.Name, d)
    {
        Weight = scope.Get("weight", ParameterKind.Weight, new Shape("IO", inputs, d.Outputs), Initialisers.Uniform(1 / Math.Sqrt(inputs)));
        Bias = d.Bias ? scope.Get("bias", ParameterKind.Bias, new Shape("O", d.Outputs), Initialisers.Constant(0)) : null;
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    public Parameter? Bias { get; }

    internal static LinearLayer Create(ParameterScope scope, LayerDescription.Linear d, FeatureSize input) => new(scope, d, input.Channels)
    {
        Output = new FeatureSize(1, 1, d.Outputs, IsFlat: true),
        MultiplyAdds = (long)input.Channels * d.Outputs,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    internal override Tensor Forward(Tensor x, ForwardPass pass)
        => LinearOp.Apply(x, pass.Use(Weight), Bias is null ? null : pass.Use(Bias));
}
