using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// The mean of consecutive features, [F] to [F / votes]: output c is the mean of features c * votes to (c + 1) * votes - 1 (the voting layer of PLIF, Fang et al. 2021,
/// arXiv 2007.05785).
/// </summary>
/// <param name="Votes">Features that vote for one output, at least 1; the number of features is a multiple of it.</param>
public sealed record Vote(int Votes = 10) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "vote";

    /// <inheritdoc/>
    public override string Detail => $"{Votes} for each output";

    internal static LayerKind Kind { get; } = LayerKind.Of("vote", () => new Section<Vote>(new Vote()).Means("The mean of consecutive features, one output for each class.")
        .Key("votes", new WholeKind(1, 65_536), v => v.Votes, (l, v) => l with { Votes = v }, "Consecutive features whose mean is one output."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        int features = input.RequireFlat().Channels;
        return Votes >= 1 && features % Votes == 0
            ? FeatureSize.Flat(features / Votes)
            : throw new ArgumentException($"got {features} features and {Votes} votes for each output, expected a multiple of the votes");
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new VoteLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class VoteLayer : Layer, IOnnxLayer
{
    private readonly int _votes;

    internal VoteLayer(LayerScope scope, Vote d, FeatureSize input)
        : base(scope, d, input) => _votes = d.Votes;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        int steps = x.Shape[0], samples = x.Shape[1];
        var votes = ReshapeOp.Apply(x, new Shape("TNFV", steps, samples, Output.Channels, _votes));
        return ReshapeOp.Apply(ReduceOp.Mean(votes, "V"), new Shape("TNF", steps, samples, Output.Channels));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("ReduceMean", [graph.Reshape(x, 0, Output.Channels, _votes), graph.Numbers(2)], ("keepdims", 0));
    }
}
