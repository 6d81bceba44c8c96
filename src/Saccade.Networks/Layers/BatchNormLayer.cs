using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Batch normalisation: <c>weight</c> and <c>bias</c> [C] (gamma and beta), <c>running_mean</c> and <c>running_var</c> [C].</summary>
public sealed class BatchNormLayer : Layer
{
    private readonly LayerDescription.BatchNorm _description;

    private BatchNormLayer(ParameterScope scope, LayerDescription.BatchNorm d, int channels)
        : base(scope.Name, d)
    {
        var shape = new Shape("C", channels);
        _description = d;
        Scale = scope.Get("weight", ParameterKind.Normalization, shape, Initialisers.Constant(d.Scale));
        Shift = scope.Get("bias", ParameterKind.Normalization, shape, Initialisers.Constant(0));
        RunningMean = scope.Get("running_mean", ParameterKind.Statistic, shape, Initialisers.Constant(0));
        RunningVariance = scope.Get("running_var", ParameterKind.Statistic, shape, Initialisers.Constant(1));
    }

    /// <summary>Keeps the deviation away from 0.</summary>
    public double Epsilon => _description.Epsilon;

    /// <summary>Learned factor, known as gamma.</summary>
    public Parameter Scale { get; }

    /// <summary>Learned offset, known as beta.</summary>
    public Parameter Shift { get; }

    /// <summary>Mean over past batches.</summary>
    public Parameter RunningMean { get; }

    /// <summary>Unbiased variance over past batches.</summary>
    public Parameter RunningVariance { get; }

    internal static BatchNormLayer Create(ParameterScope scope, LayerDescription.BatchNorm d, FeatureSize input)
        => new(scope, d, input.Channels) { Output = input };

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Scale, Shift, RunningMean, RunningVariance];

    internal override Tensor Forward(Tensor x, ForwardPass pass)
    {
        bool trains = pass.BatchNorm != BatchNormUse.Frozen;
        Tensor scale = pass.Use(Scale, trains), shift = pass.Use(Shift, trains);
        return pass.BatchNorm == BatchNormUse.Batch
            ? BatchNormOp.Train(x, scale, shift, Epsilon, RunningMean.Values, RunningVariance.Values, _description.Momentum)
            : BatchNormOp.Evaluate(x, scale, shift, Epsilon, RunningMean.Values, RunningVariance.Values);
    }
}
