using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Sums of a map from which linear attention makes its masks: neurons after it fire where many spikes come together, and <see cref="Combine.And"/> repeats what they emit over what was summed.
/// Of spikes the sums are whole numbers, so their order does not matter.
/// </summary>
/// <param name="Scale">Factor of the sums. A published threshold of 0.5 with a factor of 1 is here a threshold of 1 with a factor of 2.</param>
public abstract record Sums(float Scale) : LayerDescription
{
    internal Tensor Scaled(Tensor sums) => Scale == 1 ? sums : UnaryOp.Scale(sums, Scale);

    internal abstract Tensor Apply(Tensor x);

    internal abstract string Export(OnnxGraph graph, string x, FeatureSize output);

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new SumsLayer(scope, this, input);

    private protected void RequireFinite()
    {
        if (!float.IsFinite(Scale))
            throw new ArgumentException($"got a factor of {Scale}, expected a finite number");
    }
}

/// <summary>The sum over all positions of each channel, [H, W, C] to [1, 1, C].</summary>
/// <param name="Scale">Factor of the sums.</param>
public sealed record PositionSums(float Scale = 1) : Sums(Scale)
{
    /// <inheritdoc/>
    public override string Title => "position sums";

    internal static LayerKind Kind { get; } = LayerKind.Of("position-sums", () => new Section<PositionSums>(new PositionSums()).Means("The sum over all positions, for each channel.")
        .Key("scale", SingleKind.Any, s => s.Scale, (s, v) => s with { Scale = v }, "Factor of the sums."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        RequireFinite();
        return new FeatureSize(1, 1, input.RequireMap().Channels);
    }

    internal override Tensor Apply(Tensor x) => Scaled(ReduceOp.Sum(x, "HW"));

    internal override string Export(OnnxGraph graph, string x, FeatureSize output) => graph.Scale(graph.Add("ReduceSum", [x, graph.Numbers(2, 3)]), Scale);
}

/// <summary>The sum over the channels of each head at each position, [H, W, C] to [H, W, heads].</summary>
/// <param name="Heads">Heads, whose channels are neighbours; C is a multiple of it.</param>
/// <param name="Scale">Factor of the sums.</param>
public sealed record HeadSums(int Heads = 8, float Scale = 1) : Sums(Scale)
{
    /// <inheritdoc/>
    public override string Title => "head sums";

    /// <inheritdoc/>
    public override string Detail => $"{Heads} heads";

    internal static LayerKind Kind { get; } = LayerKind.Of("head-sums", () => new Section<HeadSums>(new HeadSums()).Means("The sum over the channels of each head, at each position.")
        .Key("heads", new WholeKind(1, 65_536), s => s.Heads, (s, v) => s with { Heads = v }, "Heads, each a run of channels.")
        .Key("scale", SingleKind.Any, s => s.Scale, (s, v) => s with { Scale = v }, "Factor of the sums."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        RequireFinite();
        return Heads >= 1 && input.RequireMap().Channels % Heads == 0
            ? new FeatureSize(input.Height, input.Width, Heads)
            : throw new ArgumentException($"got {input.Channels} channels and {Heads} heads, expected a multiple of the heads");
    }

    internal override Tensor Apply(Tensor x)
    {
        var s = x.Shape;
        var byHead = ReshapeOp.Apply(x, new Shape("TNHWGC", s[0], s[1], s[2], s[3], Heads, s[4] / Heads));
        return Scaled(ReshapeOp.Apply(ReduceOp.Sum(byHead, "C"), new Shape("TNHWC", s[0], s[1], s[2], s[3], Heads)));
    }

    internal override string Export(OnnxGraph graph, string x, FeatureSize output)
    {
        string sums = graph.Add("ReduceSum", [graph.Reshape(x, 0, Heads, -1, output.Height, output.Width), graph.Numbers(2)]);
        return graph.Scale(graph.Reshape(sums, 0, Heads, output.Height, output.Width), Scale);
    }
}

/// <summary>The built layer; it has no parameters.</summary>
public sealed class SumsLayer : Layer, IOnnxLayer
{
    private readonly Sums _description;

    internal SumsLayer(LayerScope scope, Sums d, FeatureSize input)
        : base(scope, d, input) => _description = d;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _description.Apply(x);
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return _description.Export(graph, x, Output);
    }
}
