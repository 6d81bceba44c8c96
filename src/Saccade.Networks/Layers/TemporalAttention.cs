using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Temporal-wise attention (TA-SNN, Yao et al. 2021, arXiv 2107.11711): each time step is multiplied by one gate d_t, the same for all features. With the mean s [T] of each step over all
/// features, d = sigmoid(W2 relu(W1 s)), W1 [T / r, T] and W2 [T, T / r] without bias: a squeeze and excitation along time.
/// </summary>
/// <remarks>
/// A gate sees all steps, later ones too: a decision after k steps of such a network still knows the frames after them. The paper may also drop steps of a small gate when it decides; that is not here.
/// </remarks>
/// <param name="Steps">Time steps T of the network.</param>
/// <param name="Reduction">r: the hidden layer has T / r units, rounded down, at least one.</param>
/// <param name="Squeeze">What each step is summed up by.</param>
public sealed record TemporalAttention(int Steps, int Reduction = 5, TemporalSqueeze Squeeze = TemporalSqueeze.Mean) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "temporal attention";

    /// <inheritdoc/>
    public override string Detail => $"{Steps} steps, {Hidden} hidden";

    /// <summary>Units between the two products.</summary>
    public int Hidden => Math.Max(1, Steps / Math.Max(1, Reduction));

    internal static LayerKind Kind { get; } = LayerKind.Of("temporal-attention", () => new Section<TemporalAttention>(new TemporalAttention(1)).Means("A gate for each time step, made of the means of all steps (TA-SNN).")
        .Key("steps", new WholeKind(1, 4096), a => a.Steps, (a, v) => a with { Steps = v }, "Time steps of the network.", required: true)
        .Key("reduction", new WholeKind(1, 4096), a => a.Reduction, (a, v) => a with { Reduction = v }, "The hidden layer has as many units as steps, divided by this, at least one.")
        .Key("squeeze", new ChoiceKind<TemporalSqueeze>(), a => a.Squeeze, (a, v) => a with { Squeeze = v }, "mean: each step is summed up by its mean. mean-and-maximum: by both, whose gates are added before the sigmoid."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Steps >= 1 && Reduction >= 1
        ? input
        : throw new ArgumentException($"steps and reduction must be at least 1, got {Steps} and {Reduction}");

    /// <inheritdoc/>
    public override string? ProblemOver(int steps, bool inPieces)
        => inPieces ? "a temporal attention sees all time steps at once, and they come in pieces"
            : steps == Steps ? null : $"a temporal attention is made for {Steps} time steps, and there are {steps}";

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new TemporalAttentionLayer(scope, this, input);
}

/// <summary>What a temporal attention sums up each step by.</summary>
public enum TemporalSqueeze
{
    /// <summary>The mean of its features (the paper).</summary>
    Mean,

    /// <summary>The mean and the maximum of its features: sigmoid of the sum of what both give (the published code of its successor, Yao et al. 2023, arXiv 2209.13929).</summary>
    MeanAndMaximum,
}

/// <summary>The built gate: <c>squeeze_weight</c> [T / r, T] and <c>excite_weight</c> [T, T / r].</summary>
public sealed class TemporalAttentionLayer : Layer, IOnnxLayer
{
    private readonly TemporalAttention _description;

    internal TemporalAttentionLayer(LayerScope scope, TemporalAttention d, FeatureSize input)
        : base(scope, d, input)
    {
        _description = d;
        SqueezeWeight = scope.Get("squeeze_weight", ParameterKind.Weight, new Shape("FT", d.Hidden, d.Steps), Initialisers.Uniform(1 / Math.Sqrt(d.Steps)));
        ExciteWeight = scope.Get("excite_weight", ParameterKind.Weight, new Shape("TF", d.Steps, d.Hidden), Initialisers.Uniform(1 / Math.Sqrt(d.Hidden)));
    }

    /// <summary>W1.</summary>
    public Parameter SqueezeWeight { get; }

    /// <summary>W2.</summary>
    public Parameter ExciteWeight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [SqueezeWeight, ExciteWeight];

    private bool HasMaximum => _description.Squeeze == TemporalSqueeze.MeanAndMaximum;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are other steps than those it is made for.</exception>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        int steps = x.Shape[0], samples = x.Shape[1];
        if (_description.ProblemOver(steps, inPieces: false) is { } problem)
            throw new ArgumentException($"layer {Path}: {problem}");
        string features = x.Shape.Axes[2..];
        var sums = Excited(ReduceOp.Mean(x, features), pass);
        if (HasMaximum)
            sums = BinaryOp.Add(sums, Excited(ReduceOp.Max(x, features), pass));
        return BinaryOp.Multiply(x, ReshapeOp.Apply(UnaryOp.Sigmoid(sums), new Shape("TN", steps, samples)));
    }

    private Tensor Excited(Tensor squeezed, ForwardPass pass)
    {
        var rows = ReshapeOp.Apply(squeezed, new Shape("TN", squeezed.Shape[0], squeezed.Shape[1]));
        return MatrixProductOp.Apply(pass.Use(ExciteWeight), UnaryOp.Relu(MatrixProductOp.Apply(pass.Use(SqueezeWeight), rows)));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string sums = Export(graph, x, "ReduceMean");
        if (HasMaximum)
            sums = graph.Add("Add", [sums, Export(graph, x, "ReduceMax")]);
        string gate = graph.Add("Sigmoid", [sums]);
        return graph.Add("Mul", [x, Output.IsFlat ? graph.Reshape(gate, -1, 1) : graph.Reshape(gate, -1, 1, 1, 1)]);
    }

    private string Export(OnnxGraph graph, string x, string squeeze)
    {
        string rows = graph.Reshape(graph.Add(squeeze, [x, Output.IsFlat ? graph.Numbers(1) : graph.Numbers(1, 2, 3)], ("keepdims", 0)), _description.Steps, -1);
        string hidden = graph.Add("Relu", [graph.Add("MatMul", [graph.Constant(SqueezeWeight.Values, _description.Hidden, _description.Steps), rows])]);
        return graph.Add("MatMul", [graph.Constant(ExciteWeight.Values, _description.Steps, _description.Hidden), hidden]);
    }
}
