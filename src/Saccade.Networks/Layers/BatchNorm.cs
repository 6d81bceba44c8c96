using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Batch normalisation, statistics over T, N, H and W for each channel of a map, over T and N for each of flat features.</summary>
/// <param name="Epsilon">Keeps the deviation away from 0; above 0.</param>
/// <param name="Momentum">Weight of a batch in the running statistics; 0 to 1.</param>
/// <param name="Scale">Start value of the learned factor; alpha * threshold for tdBN (Zheng et al. 2021, arXiv 2011.05280).</param>
public sealed record BatchNorm(double Epsilon = 1e-5, double Momentum = 0.1, float Scale = 1) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "batch norm";

    internal static LayerKind Kind { get; } = LayerKind.Of("batch-norm", () => new Section<BatchNorm>(new BatchNorm()).Means("Batch normalisation of each channel.")
        .Key("epsilon", NumberKind.Positive, b => b.Epsilon, (b, v) => b with { Epsilon = v }, "Keeps the deviation away from 0.")
        .Key("momentum", NumberKind.UpToOne, b => b.Momentum, (b, v) => b with { Momentum = v }, "Weight of a batch in the running statistics.")
        .Key("scale", SingleKind.Any, b => b.Scale, (b, v) => b with { Scale = v }, "Start value of the learned factor; alpha * threshold for tdBN."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Epsilon > 0 && double.IsFinite(Epsilon) && Momentum is >= 0 and <= 1 && float.IsFinite(Scale)
        ? input
        : throw new ArgumentException($"epsilon must be above 0, momentum from 0 to 1 and scale finite, got {Epsilon}, {Momentum} and {Scale}");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new BatchNormLayer(scope, this, input);
}

/// <summary>The built layer: <c>weight</c> and <c>bias</c> [C] (gamma and beta), <c>running_mean</c> and <c>running_var</c> [C].</summary>
public sealed class BatchNormLayer : Layer, IOnnxLayer
{
    private readonly BatchNorm _description;

    internal BatchNormLayer(LayerScope scope, BatchNorm d, FeatureSize input)
        : base(scope, d, input)
    {
        var shape = new Shape("C", input.Channels);
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

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Scale, Shift, RunningMean, RunningVariance];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        bool trains = pass.BatchNorm != BatchNormUse.Frozen;
        Tensor scale = pass.Use(Scale, trains), shift = pass.Use(Shift, trains);
        return pass.BatchNorm == BatchNormUse.Batch
            ? BatchNormOp.Train(x, scale, shift, Epsilon, RunningMean.Values, RunningVariance.Values, _description.Momentum)
            : BatchNormOp.Evaluate(x, scale, shift, Epsilon, RunningMean.Values, RunningVariance.Values);
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string[] parameters = [.. Parameters.Select(p => graph.Constant(p.Values, p.Values.Length))];
        return graph.Add("BatchNormalization", [x, .. parameters], ("epsilon", (float)Epsilon));
    }
}
