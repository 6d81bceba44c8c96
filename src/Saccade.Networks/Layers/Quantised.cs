using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Quantised clip-floor-shift activation, lambda * clip(floor(x L / lambda + 1/2) / L, 0, 1), with a learned threshold lambda (QCFS, Bu et al. 2022, arXiv 2303.04347;
/// HSD, arXiv 2409.12507, eq. 8). On maps and flat features.
/// </summary>
/// <param name="Levels">L, quantisation steps; at least 1.</param>
/// <param name="Threshold">Start value of lambda; above 0.</param>
public sealed record Quantised(int Levels = 4, float Threshold = 8) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "quantised";

    /// <inheritdoc/>
    public override string Detail => $"{Levels} levels";

    internal static LayerKind Kind { get; } = LayerKind.Of("quantised", () => new Section<Quantised>(new Quantised()).Means("The quantised activation QCFS with a learned threshold.")
        .Key("levels", new WholeKind(1, 1024), q => q.Levels, (q, v) => q with { Levels = v }, "L, the levels above 0.")
        .Key("threshold", SingleKind.Positive, q => q.Threshold, (q, v) => q with { Threshold = v }, "Start value of the learned threshold lambda."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Levels >= 1 && Threshold > 0
        ? input
        : throw new ArgumentException($"levels must be at least 1 and the threshold above 0, got {Levels} and {Threshold}");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new QuantisedLayer(scope, this, input);
}

/// <summary>The built layer, with its <c>threshold</c> lambda, one element.</summary>
public sealed class QuantisedLayer : Layer, IOnnxLayer
{
    internal QuantisedLayer(LayerScope scope, Quantised d, FeatureSize input)
        : base(scope, d, input)
    {
        Levels = d.Levels;
        Threshold = scope.Get("threshold", ParameterKind.Threshold, new Shape("F", 1), Initialisers.Constant(d.Threshold), SpikingLayer.SmallestThreshold);
    }

    /// <summary>L, quantisation steps.</summary>
    public int Levels { get; }

    /// <summary>lambda.</summary>
    public Parameter Threshold { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Threshold];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => QuantiseOp.Apply(Levels, x, pass.Use(Threshold));

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        float threshold = Math.Max(SpikingLayer.SmallestThreshold, Threshold.Values[0]);
        string shifted = graph.Add("Add", [graph.Scale(x, Levels / threshold), graph.Constant([0.5f])]);
        string level = graph.Add("Clip", [graph.Add("Floor", [shifted]), graph.Constant([0]), graph.Constant([Levels])]);
        return graph.Scale(level, threshold / Levels);
    }
}
