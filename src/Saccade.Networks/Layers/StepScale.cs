using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// A learned factor for each time step, y_t = k_t x_t, that starts at 1. After a batch norm the two are the normalisation of TEBN (Duan et al. 2022, Temporal Effective Batch
/// Normalization in Spiking Neural Networks).
/// </summary>
/// <param name="Steps">Number of factors T, at least 1; the most time steps that the network can be run for.</param>
public sealed record StepScale(int Steps) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "step scale";

    /// <inheritdoc/>
    public override string Detail => $"{Steps} steps";

    internal static LayerKind Kind { get; } = LayerKind.Of("step-scale", () => new Section<StepScale>(new StepScale(1)).Means("A learned factor for each time step.")
        .Key("steps", new WholeKind(1, 4096), s => s.Steps, (s, v) => s with { Steps = v }, "Time steps that have a factor, the most that the network can be run for.", required: true));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Steps >= 1 ? input : throw new ArgumentException($"needs at least one step, got {Steps}");

    /// <inheritdoc/>
    public override string? ProblemOver(int steps, bool inPieces) => steps <= Steps ? null : $"a step scale has factors for {Steps} time steps, and there are {steps}";

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new StepScaleLayer(scope, this, input);
}

/// <summary>The built layer: <c>scale</c> [T].</summary>
public sealed class StepScaleLayer : Layer, IOnnxLayer
{
    internal StepScaleLayer(LayerScope scope, StepScale d, FeatureSize input)
        : base(scope, d, input) => Scale = scope.Get("scale", ParameterKind.Normalization, new Shape("T", d.Steps), Initialisers.Constant(1));

    /// <summary>The factors k.</summary>
    public Parameter Scale { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Scale];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are more steps than factors.</exception>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        int steps = x.Shape[0], first = pass.State?.Advance(this, steps) ?? 0;
        if (Description.ProblemOver(first + steps, inPieces: false) is { } problem)
            throw new ArgumentException($"layer {Path}: {problem}");
        return BinaryOp.Multiply(x, SliceOp.Apply(pass.Use(Scale, pass.BatchNorm != BatchNormUse.Frozen), 'T', first, steps));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.JoinSteps([.. graph.SplitSteps(x).Select((step, t) => graph.Scale(step, Scale.Values[t]))]);
    }
}
